// fsck reads each block once, and says of it what two looks would have said.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { verifyCube } from '../../src/care/fsck/index.ts'
import { createHashedBlocks } from '../../src/care/fsck/hashed-blocks.ts'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { fsck } from '../../src/node/use-cases/fsck.ts'
import { importMemories } from '../../src/node/use-cases/import.ts'
import type { Life } from '../../src/swarms/life.ts'
import { countReads } from '../helpers/count-reads.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const options = { signal: new AbortController().signal, progress() {} }

async function homeOf(memories: number): Promise<Life> {
  const life = await openLifeOf('alice')
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `k/${i}`, body: `text ${i}` }),
  )
  await writeFile(path, lines.join('\n'))
  await create.run(life, { name: 'notes', topics: [] }, options)
  await importMemories.run(life, importMemories.input.parse({ cube: 'notes', path }), options)
  for (let at = 0; at < 20; at++)
    await add.run(life, { cube: 'notes', key: `k/${at}`, text: `anew ${at}` }, options)
  return life
}

async function allBlocks({ store }: Life): Promise<CID[]> {
  const all: CID[] = []
  for await (const cid of store.blocks()) all.push(cid)
  return all
}

test('fsck reads each block of a home once', { timeout: 60_000 }, async () => {
  const life = await homeOf(500)
  const blocks = (await allBlocks(life)).length
  expect(blocks).toBeGreaterThan(600)
  const { node, reads } = countReads(life)
  expect(await fsck.run(node, fsck.input.parse({}), options)).toMatchObject({ checked: blocks, problems: [] })
  expect(reads.blocks).toBe(blocks)
})

test(
  'a cube is said to be the same, whatever of its blocks was hashed before',
  { timeout: 60_000 },
  async () => {
    const life = await homeOf(100)
    const [record] = await life.cubes.list()
    if (record === undefined) throw new Error('expected a cube')
    const all = await allBlocks(life)
    const alone = await verifyCube(life, record, options.signal)
    for (const isHashed of [() => true, (at: number) => at % 2 === 0]) {
      const hashed = createHashedBlocks()
      for (const [at, cid] of all.entries())
        if (isHashed(at)) hashed.add(cid, (await life.store.get(cid)) as Uint8Array)
      expect(await verifyCube(life, record, options.signal, hashed)).toEqual(alone)
    }
  },
)

test('what is missing or damaged is found beside what was hashed', { timeout: 60_000 }, async () => {
  const life = await homeOf(40)
  const [record] = await life.cubes.list()
  if (record === undefined) throw new Error('expected a cube')
  for (const cid of await allBlocks(life)) {
    // As `checkBlocks` gives them: all but the one that is gone.
    const hashed = createHashedBlocks()
    const store = Object.assign(Object.create(life.store) as Life['store'], {
      get: async (asked: CID) => (asked.equals(cid) ? undefined : life.store.get(asked)),
      getMany: async (asked: CID[]) =>
        (await life.store.getMany(asked)).map((bytes, at) =>
          asked[at]?.equals(cid) === true ? undefined : bytes,
        ),
    })
    for (const other of await allBlocks(life))
      if (!other.equals(cid)) hashed.add(other, (await life.store.get(other)) as Uint8Array)
    const node = { store, cubes: life.cubes, forgotten: life.forgotten }
    const { problems } = await verifyCube(node, record, options.signal, hashed)
    expect(problems.map((problem) => problem.cid)).toContain(cid.toString())
  }
})
