// A long read that nobody waits for any more: it ends at the next read of the store.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { createCubeShelf } from '../../src/cubes/cube-shelf.ts'
import { createVoices } from '../../src/cubes/voices.ts'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { importMemories } from '../../src/node/use-cases/import.ts'
import { lineage } from '../../src/node/use-cases/lineage.ts'
import { log } from '../../src/node/use-cases/log.ts'
import { verify } from '../../src/node/use-cases/verify.ts'
import type { Life } from '../../src/swarms/life.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const options = { signal: new AbortController().signal, progress() {} }

/** A state of some nodes, and commits on top of it. */
async function homeOf(memories: number, commits: number): Promise<Life> {
  const life = await openLifeOf('alice')
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `k/${i}`, body: `text ${i}` }),
  )
  await writeFile(path, lines.join('\n'))
  await create.run(life, { name: 'notes', topics: [] }, options)
  await importMemories.run(life, importMemories.input.parse({ cube: 'notes', path }), options)
  for (let at = 0; at < commits; at++)
    await add.run(life, { cube: 'notes', key: `k/${at}`, text: `anew ${at}` }, options)
  return life
}

/** The life as another process would have it; at a read of blocks, whoever asked goes away. */
function interruptedAt(life: Life, read: number): { node: Life; signal: AbortSignal; reads(): number } {
  const controller = new AbortController()
  let reads = 0
  const onRead = (): void => void (++reads === read && controller.abort(new Error('gone')))
  const store = Object.assign(Object.create(life.store) as Life['store'], {
    get: async (cid: CID) => (onRead(), life.store.get(cid)),
    getMany: async (cids: CID[]) => (onRead(), life.store.getMany(cids)),
  })
  const cubes = createCubeShelf(store)
  const voices = createVoices({ store, cubes, authors: life.authors, self: () => life.author.did })
  const node = Object.assign(Object.create(life) as Life, { store, cubes, voices })
  return { node, signal: controller.signal, reads: () => reads }
}

test('log, lineage and verify end at the next read', { timeout: 60_000 }, async () => {
  const life = await homeOf(600, 40)
  const asked: Record<string, (node: Life, signal: AbortSignal) => Promise<unknown>> = {
    log: (node, signal) => log.run(node, { cube: 'notes', text: false }, { ...options, signal }),
    'log of an older commit': (node, signal) =>
      log.run(node, { cube: 'notes', branch: 'main~35', text: false }, { ...options, signal }),
    lineage: (node, signal) => lineage.run(node, { cube: 'notes', limit: 10_000 }, { ...options, signal }),
    verify: (node, signal) => verify.run(node, { cube: 'notes' }, { ...options, signal }),
  }
  for (const [name, ask] of Object.entries(asked))
    for (const read of [3, 8, 20]) {
      const { node, signal, reads } = interruptedAt(life, read)
      await expect(ask(node, signal), name).rejects.toThrow('gone')
      expect(reads(), `${name}, interrupted at read ${read}`).toBeLessThanOrEqual(read + 1)
    }
})

test('who asks an index that is behind may go away, and it catches up for the next one', async () => {
  const life = await homeOf(600, 0)
  const controller = new AbortController()
  const asked = life.recall.open({ signal: controller.signal })
  controller.abort(new Error('gone'))
  await expect(asked).rejects.toThrow('gone')
  expect(life.recall.opened()).toBeUndefined()
  expect((await (await life.recall.open()).status()).texts).toBe(600)
})

test('an index that is closed while it catches up is closed at once, and goes on when it is opened', async () => {
  const life = await homeOf(600, 0)
  const asked = life.recall.open().catch((error: unknown) => error)
  await life.recall.close()
  expect(await asked).toMatchObject({ code: 'ERR_ABORTED' })
  expect((await (await life.recall.open()).status()).texts).toBe(600)
})
