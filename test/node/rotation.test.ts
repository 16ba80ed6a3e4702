// A new author key: who follows goes on following, the old key signs nothing more, and an interruption leaves one of the two.
import { cp, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

function call(node: MemCubeNode, name: string, input: object = {}): Promise<Json> {
  return node.call(name, { cube: 'notes', ...input })
}

const pull = (node: MemCubeNode, from: MemCubeNode, cube = 'notes'): Promise<Json> =>
  node.call('pull', { cube, from: from.addresses()[0] })

async function withNotes(name: string, config = {}): Promise<MemCubeNode & { home: string; cube: string }> {
  const node = await temporaryNode(name, config)
  const { cube } = (await node.call('create', { name: 'notes' })) as Json
  await call(node, 'add', { key: 'a', text: 'under the first key' })
  return Object.assign(node, { cube })
}

const keyOf = (home: string): string => join(home, 'author.key')
const nextKeyOf = (home: string): string => join(home, 'author.key.next')

describe('a new author key', { timeout: 90_000 }, () => {
  test('signs every cube of the home from then on, and what the old one signed stays ours', async () => {
    const alice = await withNotes('alice')
    const old = alice.author
    await alice.call('create', { name: 'more' })
    const before = await call(alice, 'show')
    const checkpoint = join(await temporaryFolder(), 'checkpoint')
    await alice.call('audit-checkpoint', { out: checkpoint })
    const rotated = (await alice.call('rotate-key', {})) as Json
    expect(rotated).toMatchObject({ old, author: alice.author })
    expect(rotated.cubes.map(({ name }: Json) => name)).toEqual(['more', 'notes'])
    expect(alice.author).not.toBe(old)
    const after = await call(alice, 'show')
    expect(after).toMatchObject({ role: 'own', author: alice.author, memories: 1, seq: before.seq + 1 })
    expect((await call(alice, 'authors')).authors).toMatchObject([{ author: alice.author, you: true }])
    await call(alice, 'add', { key: 'b', text: 'under the second key' })
    expect(await call(alice, 'blame', { key: 'a' })).toMatchObject({ author: old, verified: true })
    const { results } = (await alice.call('recall', { query: 'under the first key' })) as Json
    expect(results.map(({ key, tier }: Json) => [key, tier])).toContainEqual(['a', 'own'])
    // What the old key vouched for is still what this home is held to.
    const verified = (await alice.call('audit-verify', { from: checkpoint })) as Json
    expect(verified).toMatchObject({ ok: true, checkpoint: { size: expect.any(Number) } })
    await alice.call('rotate-key', {})
    await alice.close()

    const again = await reopen(alice.home)
    expect(again.author).toBe(alice.author)
    await call(again, 'add', { key: 'c', text: 'under the third key' })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })

  test('takes along what others decided about the old one, which signs nothing more', async () => {
    const alice = await withNotes('alice', online)
    const old = alice.author
    await call(alice, 'publish')
    const bob = await temporaryNode('bob', online)
    await pull(bob, alice, alice.cube)
    await bob.call('trust', { author: old, tier: 'team', nickname: 'al' })
    await alice.close()
    const thief = join(await temporaryFolder(), 'thief')
    await cp(alice.home, thief, { recursive: true, preserveTimestamps: true })

    const back = await reopen(alice.home, online)
    await back.call('rotate-key', {})
    await call(back, 'add', { key: 'b', text: 'under the second key' })
    expect(await pull(bob, back)).toMatchObject({
      memories: 2,
      successors: [{ old, new: back.author, nickname: 'al' }],
    })
    expect(await call(bob, 'show')).toMatchObject({ author: back.author, tier: 'team', role: 'cached' })
    expect(await bob.call('trust', { author: 'al', tier: 'team' })).toMatchObject({ author: back.author })
    expect((await pull(bob, back)).successors).toBeUndefined()
    await back.close()

    const eve = await reopen(thief, { network: { port: 0 } })
    for (let i = 0; i < 9; i++) await call(eve, 'add', { key: 'evil', text: `by the old key ${i}` })
    await expect(pull(bob, eve)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining(`al (…${old.slice(-8)})`) as string,
    })
    expect((await call(bob, 'keys')).keys).toEqual(['a', 'b'])
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })

  test('of a co-author takes their place without anybody else, whatever the threshold', async () => {
    const alice = await withNotes('alice', online)
    const bob = await temporaryNode('bob', online)
    await call(alice, 'authors', { add: bob.author, threshold: 2 })
    await call(alice, 'publish')
    await pull(bob, alice, alice.cube)
    await call(bob, 'publish')
    const old = bob.author
    await bob.call('rotate-key', {})
    const { refused } = await pull(alice, bob)
    expect(refused).toBeUndefined()
    const named = (await call(alice, 'authors')).authors.map(({ author }: Json) => author)
    expect(named).toContain(bob.author)
    expect(named).not.toContain(old)
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })
})

describe('an interrupted change of keys', () => {
  test('before anything was signed leaves the old key in force', async () => {
    const alice = await withNotes('alice')
    const old = alice.author
    await alice.close()
    await writeFile(nextKeyOf(alice.home), new Uint8Array(32).fill(5), { mode: 0o600 })
    const again = await reopen(alice.home)
    expect(again.author).toBe(old)
    expect(existsSync(nextKeyOf(alice.home))).toBe(false)
    await call(again, 'add', { key: 'b', text: 'still here' })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })

  test('after everything was signed leaves the new key in force', async () => {
    const alice = await withNotes('alice')
    const oldKey = await readFile(keyOf(alice.home))
    await alice.call('rotate-key', {})
    const { author } = alice
    await alice.close()
    await writeFile(nextKeyOf(alice.home), await readFile(keyOf(alice.home)), { mode: 0o600 })
    await writeFile(keyOf(alice.home), oldKey)
    const again = await reopen(alice.home)
    expect(again.author).toBe(author)
    expect(existsSync(nextKeyOf(alice.home))).toBe(false)
    await call(again, 'add', { key: 'b', text: 'still here' })
    expect(await again.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })
})
