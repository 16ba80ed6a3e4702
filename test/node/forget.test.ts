import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCid } from '../../src/core/codec/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
interface Caller {
  call(name: string, input: unknown): Promise<unknown>
}
const call = (node: Caller, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>

const secret = 'Xylographqz keeps the spare key under the third flowerpot'
const rareWord = 'xylographqz'

/** The files of a home, below its folders, that hold a text. */
async function filesWith(home: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = (await readFile(path)).toString('latin1').toLowerCase()
    if (bytes.includes(text.toLowerCase())) found.push(path)
  }
  return found
}

describe('forgetting a memory of an own cube', () => {
  it('takes it out of every branch, the history, the index, and the files themselves', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    for (let at = 0; at < 50; at++)
      await call(alice, 'add', { cube: 'notes', key: `plain/${at}`, text: `thought number ${at}` })
    const { memory } = await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: secret })
    await call(alice, 'branch', { cube: 'notes', name: 'draft' })
    expect((await call(alice, 'recall', { query: rareWord })).results[0]?.key).toBe('people/jane')
    await alice.close()
    expect(await filesWith(alice.home, secret)).not.toEqual([])
    expect(await filesWith(alice.home, rareWord.slice(0, 8))).not.toEqual([])

    const again = await reopen(alice.home)
    const receipt = await call(again, 'forget', {
      cube: 'notes',
      keys: ['people/jane'],
      reason: 'she asked for it',
    })
    expect(receipt).toMatchObject({
      forgotten: [{ key: 'people/jane', memory }],
      removed: { blocks: 1, payloads: 0, texts: 1 },
      compacted: true,
      notForced: expect.arrayContaining([expect.stringContaining('backups')]),
    })
    expect(receipt.removed.bytes).toBeGreaterThan(secret.length)
    for (const branch of ['main', 'draft'])
      await expect(call(again, 'get', { cube: 'notes', key: 'people/jane', branch })).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
      })
    await expect(
      call(again, 'get', { cube: 'notes', key: 'people/jane', at: 'main~1' }),
    ).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('she asked for it'),
    })
    expect(
      (await call(again, 'recall', { query: rareWord, top: 50 })).results.map(({ key }: Json) => key),
    ).not.toContain('people/jane')
    expect(
      (await call(again, 'recall', { query: rareWord, top: 50, cubes: ['notes'], at: 'main~1' })).results.map(
        ({ key }: Json) => key,
      ),
    ).not.toContain('people/jane')
    expect(await call(again, 'verify', { cube: 'notes' })).toMatchObject({ ok: true })
    expect(await call(again, 'fsck')).toMatchObject({ ok: true })
    expect(await call(again, 'audit-verify')).toMatchObject({ ok: true })
    expect((await call(again, 'audit', { kind: 'forget' })).entries).toMatchObject([
      { memory, author: again.author },
    ])
    const out = join(await temporaryFolder(), 'out')
    await call(again, 'export', { cube: 'notes', out: `${out}.car`, format: 'car' })
    expect(
      await call(again, 'export', { cube: 'notes', out, format: 'markdown', at: 'main~1' }),
    ).toMatchObject({ written: 50 })
    await again.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
    expect(await filesWith(alice.home, rareWord.slice(0, 8))).toEqual([])
    // All else is there.
    const last = await reopen(alice.home)
    expect((await call(last, 'keys', { cube: 'notes' })).keys).toHaveLength(50)
    expect((await call(last, 'get', { cube: 'notes', key: 'plain/7' })).body).toBe('thought number 7')
  })

  it('erases a payload unless another memory has it too', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    const file = join(await temporaryFolder(), 'weights')
    await writeFile(file, `${'0123456789abcdef'.repeat(8_192)}${secret}`)
    await call(alice, 'add', { cube: 'notes', key: 'one', file, type: 'parameter' })
    await call(alice, 'add', { cube: 'notes', key: 'two', file, type: 'parameter', tags: ['again'] })
    expect((await call(alice, 'forget', { cube: 'notes', keys: ['one'] })).removed).toMatchObject({
      blocks: 1,
      payloads: 0,
    })
    expect(await call(alice, 'verify', { cube: 'notes' })).toMatchObject({ ok: true })
    const { removed } = await call(alice, 'forget', { cube: 'notes', keys: ['two'] })
    expect(removed.payloads).toBeGreaterThan(0)
    expect(removed.bytes).toBeGreaterThan(131_072)
    await alice.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
  })

  it('refuses the same again until it is reinstated', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    const { memory } = await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: secret })
    await call(alice, 'forget', { cube: 'notes', keys: ['people/jane'] })
    await expect(
      call(alice, 'add', { cube: 'notes', key: 'elsewhere', text: ` ${secret}\n` }),
    ).rejects.toMatchObject({
      code: 'ERR_DENIED',
      hint: expect.stringContaining('--reinstate'),
    })
    await expect(call(alice, 'revert', { cube: 'notes', rev: 'main' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
    await expect(call(alice, 'branch', { cube: 'notes', name: 'old', at: 'main~1' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
    expect((await call(alice, 'audit', { kind: 'refused' })).entries.map(({ verb }: Json) => verb)).toEqual(
      expect.arrayContaining(['add']),
    )
    await call(alice, 'forget', { cube: 'notes', reinstate: [memory] })
    await call(alice, 'add', { cube: 'notes', key: 'elsewhere', text: secret })
    expect((await call(alice, 'get', { cube: 'notes', key: 'elsewhere' })).body).toBe(secret)
    expect((await call(alice, 'keys', { cube: 'notes', prefix: '.memcube/forgotten/' })).keys).toEqual([])
    expect(await call(alice, 'verify', { cube: 'notes' })).toMatchObject({ ok: true })
  })

  it('refuses to forget what another cube has, unless everywhere is meant', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: secret })
    await call(alice, 'fork', { cube: 'notes', name: 'mine' })
    await expect(call(alice, 'forget', { cube: 'notes', keys: ['people/jane'] })).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      message: expect.stringContaining('mine'),
    })
    expect((await call(alice, 'get', { cube: 'notes', key: 'people/jane' })).body).toBe(secret)
    const { forgotten } = await call(alice, 'forget', {
      cube: 'notes',
      keys: ['people/jane'],
      everywhere: true,
    })
    expect(forgotten).toHaveLength(2)
    expect((await call(alice, 'keys', { cube: 'mine' })).keys).toEqual([])
    expect(await call(alice, 'fsck')).toMatchObject({ ok: true })
    await alice.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
  })

  it('says that what a key held before stays, and forgets that when it is asked once more', async () => {
    const alice = await temporaryNode('alice')
    const forgetKey = (key: string): Promise<Json> => call(alice, 'forget', { cube: 'notes', keys: [key] })
    await call(alice, 'create', { name: 'notes' })
    for (const word of ['first', 'second', 'third'])
      await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: `${word} ${secret}` })
    await call(alice, 'add', { cube: 'notes', key: 'people/joe', text: 'stays' })
    const once = await forgetKey('people/jane')
    expect(once.memories).toHaveLength(1)
    expect(once.notForced[0]).toBe(
      '2 older versions under the same key can still be read in the history: the same `memcube forget` once more erases these',
    )
    const again = await forgetKey('people/jane')
    expect(again.memories).toHaveLength(2)
    expect(again.notForced.join()).not.toContain('older')
    await alice.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
  })

  it('forgets all that a removed key ever held, and nothing twice', async () => {
    const alice = await temporaryNode('alice')
    const forgetKey = (key: string): Promise<Json> => call(alice, 'forget', { cube: 'notes', keys: [key] })
    await call(alice, 'create', { name: 'notes' })
    const old = await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: `old ${secret}` })
    const { memory } = await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: secret })
    await call(alice, 'add', { cube: 'notes', key: 'people/joe', text: 'stays' })
    await call(alice, 'remove', { cube: 'notes', keys: ['people/jane'] })
    await expect(forgetKey('people/never')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    const { memories, removed } = await forgetKey('people/jane')
    expect(new Set(memories)).toEqual(new Set([old.memory, memory]))
    expect(removed.blocks).toBe(2)
    await expect(forgetKey('people/jane')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(await call(alice, 'get', { cube: 'notes', key: 'people/joe' })).toMatchObject({ body: 'stays' })
    expect(await call(alice, 'verify', { cube: 'notes' })).toMatchObject({ ok: true })
    await alice.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
  })

  it('is taken up again when it was broken off before the bytes were gone', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    const { cube, memory } = await call(alice, 'add', { cube: 'notes', key: 'people/jane', text: secret })
    await call(alice, 'remove', { cube: 'notes', keys: ['people/jane'] })
    await alice.close()
    // As a crash leaves it right after the batch.
    const store = await openStore(join(alice.home, 'store'))
    const value = { cube, memory, time: 1, author: alice.author, done: false }
    await store.commit({ put: [{ space: 'meta', key: `forgotten/${memory}/${cube}`, value }] })
    expect(await store.has(parseCid(memory))).toBe(true)
    await store.close()
    const again = await reopen(alice.home)
    await again.close()
    expect(await filesWith(alice.home, secret)).toEqual([])
  })

  it('leaves a cube that can be archived, restored, collected and merged as before', async () => {
    const alice = await temporaryNode('alice')
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube, key: 'plain', text: 'a plain thought' })
    await call(alice, 'add', { cube, key: 'people/jane', text: secret })
    await call(alice, 'branch', { cube, name: 'draft' })
    await call(alice, 'add', { cube, key: 'more', text: 'more thoughts', branch: 'draft' })
    await call(alice, 'forget', { cube, keys: ['people/jane'] })
    expect(await call(alice, 'merge', { cube, other: 'draft' })).toMatchObject({ conflicts: [] })
    await call(alice, 'archive', { cube })
    await call(alice, 'gc')
    await call(alice, 'restore', { cube })
    await call(alice, 'gc')
    expect((await call(alice, 'keys', { cube })).keys).toEqual(['more', 'plain'])
    expect(await call(alice, 'fsck')).toMatchObject({ ok: true })
    expect(await call(alice, 'audit-verify')).toMatchObject({ ok: true })
    await expect(call(alice, 'get', { cube, key: 'people/jane', at: 'main~3' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })
})
