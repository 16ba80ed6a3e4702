import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { composeText } from '../../src/cubes/compose-memory.ts'
import type { CubeChange } from '../../src/cubes/cube-change.ts'
import { HeldChanges } from '../../src/exchange/import/write-early.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const fields: Parameters<typeof composeText>[2] = {
  type: 'plaintext',
  media: 'text/plain',
  tags: [],
  created: 1,
  provenance: { activity: 'import' },
  governance: {},
}

test('an import that is cut off while it reads changes nothing, and leaves nothing to collect', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'before', text: 'here' })
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: 3_000 }, (_, i) => JSON.stringify({ key: `n/${i}`, body: `note ${i}` }))
  await writeFile(path, lines.join('\n'))
  const before = await alice.call('show', { cube: 'notes' })
  const stop = new AbortController()
  let read = 0
  const cut = alice.call(
    'import',
    { cube: 'notes', path },
    {
      signal: stop.signal,
      progress({ done }) {
        read = done
        stop.abort()
      },
    },
  )
  await expect(cut).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  expect(read).toBeGreaterThan(0)
  expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
  expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['before'] })
  expect(await alice.call('gc', {})).toMatchObject({ blocks: 0 })
})

/** 12 MB: blocks are written before all of it is read. */
async function largeFile(last: string): Promise<string> {
  const path = join(await temporaryFolder(), 'large.jsonl')
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({ key: `n/${i}`, body: `${i} `.repeat(Math.floor(200_000 / `${i} `.length)) }),
  )
  await writeFile(path, [...lines, last].join('\n'))
  return path
}

describe('an import whose blocks are written while it reads', () => {
  const last = JSON.stringify({ key: 'last', body: 'an xylograph at the end' })

  test('changes nothing when it is cut off, and what it wrote is collected', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const before = await alice.call('show', { cube: 'notes' })
    const stop = new AbortController()
    const progress = ({ done }: { done: number }): void => void (done > 40 && stop.abort())
    const path = await largeFile(last)
    const cut = alice.call('import', { cube: 'notes', path }, { signal: stop.signal, progress })
    await expect(cut).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
    const { blocks } = (await alice.call('gc', {})) as { blocks: number }
    expect(blocks).toBeGreaterThan(0)
    expect(await alice.call('gc', {})).toMatchObject({ blocks: 0 })
  })

  test('loses none of them to a collection that begins meanwhile, and an open index knows them', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('recall', { query: 'xylograph' })
    const path = await largeFile(last)
    let collected: Promise<unknown> | undefined
    const progress = ({ done }: { done: number }): void => {
      if (done > 40) collected ??= alice.call('gc', {})
    }
    const done = await alice.call('import', { cube: 'notes', path }, { progress })
    expect(done).toMatchObject({ read: 61, added: 61, changed: 0, unchanged: 0 })
    expect(await collected).toMatchObject({ blocks: 0 })
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
    const found = (await alice.call('recall', { query: 'xylograph' })) as { results: { key: string }[] }
    expect(found.results[0]?.key).toBe('last')
    expect(await alice.call('import', { cube: 'notes', path })).toMatchObject({ added: 0, unchanged: 61 })
  })

  test('is refused where the cube has forgotten one of them, before any is written', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const text = '0 '.repeat(100_000)
    await alice.call('add', { cube: 'notes', key: 'secret', text })
    await alice.call('forget', { cube: 'notes', keys: ['secret'] })
    const path = await largeFile(last)
    await expect(alice.call('import', { cube: 'notes', path })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await alice.call('gc', {})).toMatchObject({ blocks: 0 })
  })

  test('is refused where another cube had them erased meanwhile', async () => {
    const held = new HeldChanges()
    const { cid, memory, blocks } = composeText('k', 'a'.repeat(200_000), fields)
    const change: CubeChange = { key: 'k', before: undefined, after: { cid, memory, blocks } }
    for (let times = 0; times < 50; times++) held.add(change)
    await held.writeWhenMuch({ putBlocks: async () => {} }, () => {})
    expect(change.after).toEqual({ cid, memory: undefined, blocks: [] })
    await held.requireThere({ hasMany: async (cids) => cids.map(() => true) })
    const erased = held.requireThere({ hasMany: async (cids) => cids.map((_, index) => index > 0) })
    await expect(erased).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
  })
})
