import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { referenceMark } from '../reference/reference-mark.ts'

type HomeNode = MemCubeNode & { home: string }

async function nodeWithCube(memories = 300): Promise<HomeNode & { commit: string }> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const { commit } = (await alice.call('add', { cube: 'notes', key: 'first', text: 'once' })) as {
    commit: string
  }
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `n/${i}`, body: `note ${i} about vacuum ` + 'and tables '.repeat(30) }),
  )
  await writeFile(path, lines.join('\n'))
  await alice.call('import', { cube: 'notes', path })
  await alice.call('add', { cube: 'notes', key: 'first', text: 'twice' })
  await alice.call('create', { name: 'other' })
  await alice.call('add', { cube: 'other', key: 'k', text: 'stays' })
  return Object.assign(alice, { commit })
}

const files = (node: HomeNode): Promise<string[]> =>
  readdir(join(node.home, 'archive')).catch((): string[] => [])

test('an archived cube frees its blocks, is listed, says what to do, and comes back whole with its history', async () => {
  const alice = await nodeWithCube()
  const before = await alice.call('show', { cube: 'notes' })
  expect(await alice.call('archive', { cube: 'notes' })).toMatchObject({ archived: true, name: 'notes' })
  expect(await files(alice)).toHaveLength(1)
  const { cubes } = (await alice.call('list', {})) as { cubes: { name: string; state: string }[] }
  expect(cubes.map(({ name, state }) => [name, state])).toEqual([
    ['other', 'held'],
    ['notes', 'archived'],
  ])
  await expect(alice.call('get', { cube: 'notes', key: 'first' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    hint: expect.stringContaining('memcube restore notes'),
  })
  await expect(alice.call('archive', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  const { results } = (await alice.call('recall', { query: 'vacuum' })) as { results: { name: string }[] }
  expect(results.map(({ name }) => name)).not.toContain('notes')
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  expect(await alice.call('gc', {})).toMatchObject({ blocks: 0 })

  await alice.call('restore', { cube: 'notes' })
  expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
  expect(await alice.call('get', { cube: 'notes', key: 'first', at: alice.commit })).toMatchObject({
    body: 'once',
  })
  const again = (await alice.call('recall', { query: 'vacuum' })) as { results: { name: string }[] }
  expect(again.results[0]).toMatchObject({ name: 'notes' })
  expect(await files(alice)).toEqual([])
  expect(await alice.call('add', { cube: 'notes', key: 'new', text: 'goes on' })).toMatchObject({
    key: 'new',
  })
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  await alice.close()
  expect((await referenceMark(alice.home)).missing).toEqual([])
})

test('a cube that others count on is not archived', async () => {
  const alice = await nodeWithCube(5)
  await alice.call('publish', { cube: 'notes' })
  await expect(alice.call('archive', { cube: 'notes' })).rejects.toMatchObject({
    code: 'ERR_DENIED',
    hint: expect.stringContaining('unpublish'),
  })
  await alice.call('unpublish', { cube: 'notes' })
  await alice.call('archive', { cube: 'notes' })
})

test('a fork outlives the archiving of what it was made from, and shares its blocks again after', async () => {
  const alice = await nodeWithCube(50)
  await alice.call('fork', { cube: 'notes', name: 'fork' })
  await alice.call('archive', { cube: 'notes' })
  expect(await alice.call('get', { cube: 'fork', key: 'first', at: alice.commit })).toMatchObject({
    body: 'once',
  })
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  await alice.call('restore', { cube: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'later', text: 'upstream goes on' })
  await alice.call('merge', { cube: 'fork', other: 'notes' })
  expect(await alice.call('get', { cube: 'fork', key: 'later' })).toMatchObject({ body: 'upstream goes on' })
})

test('a damaged archive is refused at every place that was tried, and stays as it is', async () => {
  const alice = await nodeWithCube(20)
  await alice.call('archive', { cube: 'notes' })
  const [name = ''] = await files(alice)
  const path = join(alice.home, 'archive', name)
  const whole = await readFile(path)
  for (const at of [0, 5, Math.floor(whole.length / 2), whole.length - 1]) {
    const bad = Buffer.from(whole)
    bad[at]! ^= 1
    await writeFile(path, bad)
    await expect(alice.call('restore', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
  }
  await writeFile(path, whole.subarray(0, whole.length - 7))
  await expect(alice.call('restore', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
  await writeFile(path, whole)
  await alice.call('restore', { cube: 'notes' })
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
})

test('what a cut-off archive leaves behind is tidied away, and nothing else', async () => {
  const alice = await nodeWithCube(5)
  await alice.call('archive', { cube: 'notes' })
  const [name = ''] = await files(alice)
  const folder = join(alice.home, 'archive')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.0123456789ab.tmp`), 'half')
  await writeFile(join(folder, 'bafyother.car.zst'), 'left over')
  await writeFile(join(folder, 'a note of my own'), 'mine')
  await alice.call('gc', {})
  expect((await files(alice)).sort()).toEqual(['a note of my own', name].sort())
})

test('the name of an archived cube that was taken meanwhile does not keep it from coming back', async () => {
  const alice = await nodeWithCube(5)
  await alice.call('archive', { cube: 'notes' })
  await alice.call('create', { name: 'notes' }).catch(() => undefined)
  const { cubes } = (await alice.call('list', {})) as { cubes: { cube: string; state: string }[] }
  const archived = cubes.find(({ state }) => state === 'archived')
  await alice.call('restore', { cube: archived?.cube })
  const names = ((await alice.call('list', {})) as { cubes: { name: string }[] }).cubes.map(
    ({ name }) => name,
  )
  expect(new Set(names).size).toBe(names.length)
  const again = await alice.close().then(() => reopen(alice.home))
  expect(await again.call('fsck', {})).toMatchObject({ ok: true })
})
