import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auditOrigin, signCheckpoint, verifyCheckpoint } from '../../src/core/audit/index.ts'
import { auditKey } from '../../src/storage/key-space.ts'
import { openLevelDatabase, openStore, type Database, type WriteOperation } from '../../src/storage/index.ts'
import { temporaryFolder, temporaryNode, reopen } from '../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
interface Caller {
  call(name: string, input: unknown): Promise<unknown>
}
const call = (node: Caller, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>

/** A home with a log of some entries, closed. */
async function homeWithLog(): Promise<{ home: string; note: string; size: number }> {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  for (let at = 0; at < 8; at++) await call(alice, 'add', { cube: 'notes', text: `a thought, number ${at}` })
  const note = join(await temporaryFolder(), 'today.note')
  const { size } = await call(alice, 'audit-checkpoint', { out: note })
  await alice.close()
  return { home: alice.home, note, size }
}

/** Changes the database of a closed home behind its back. */
async function tamper(
  home: string,
  change: (entries: Uint8Array[], level: Database) => Promise<WriteOperation[]> | WriteOperation[],
): Promise<void> {
  const level = await openLevelDatabase(join(home, 'store', 'level'))
  const keys = Array.from({ length: 100 }, (_, index) => auditKey(index))
  const entries = (await level.getMany(keys)).filter((leaf) => leaf !== undefined)
  await level.write(await change(entries, level), { sync: true })
  await level.close()
}

const put = (index: number, value: Uint8Array): WriteOperation => ({
  type: 'put',
  key: auditKey(index),
  value,
})
const del = (index: number): WriteOperation => ({ type: 'del', key: auditKey(index) })

async function verdict(home: string, from?: string): Promise<Json> {
  const alice = await reopen(home)
  const report = await call(alice, 'audit-verify', from === undefined ? {} : { from })
  await alice.close()
  return report
}

describe('the audit log of a node', () => {
  it('tells of what was done, in order, and of nothing that a memory says', async () => {
    const alice = await temporaryNode('alice', { now: () => 1_800_000_000_000 })
    const author = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
    const { cube } = await call(alice, 'create', { name: 'notes' })
    const added = await call(alice, 'add', { cube, text: 'a secret thought', key: 'hidden' })
    await call(alice, 'publish', { cube })
    await call(alice, 'branch', { cube, name: 'draft' })
    await call(alice, 'remove', { cube, keys: ['hidden'] })
    await call(alice, 'unpublish', { cube })
    await call(alice, 'trust', { author, tier: 'team' })
    await call(alice, 'follow', { target: author })
    await call(alice, 'block', { target: author })
    await call(alice, 'fork', { cube, name: 'mine' })
    const { entries, size } = await call(alice, 'audit')
    expect(entries.map(({ kind }: Json) => kind)).toEqual([
      'create',
      'write',
      'publish',
      'branch',
      'remove',
      'unpublish',
      'trust',
      'follow',
      'block',
      'fork',
    ])
    expect(size).toBe(10)
    expect(entries[1]).toEqual({
      index: 1,
      time: 1_800_000_000_000,
      kind: 'write',
      cube,
      commit: added.commit,
      head: 2,
    })
    expect(entries[6]).toMatchObject({ author, tier: 'team' })
    expect(JSON.stringify(entries)).not.toMatch(/secret|hidden|notes|draft/)
    expect(await call(alice, 'audit-verify')).toMatchObject({ ok: true, entries: 10, firstBad: null })
  })

  it('is listed in pages, by kind and by time', async () => {
    let now = 1_800_000_000_000
    const alice = await temporaryNode('alice', { now: () => now++ })
    await call(alice, 'create', { name: 'notes' })
    for (let at = 0; at < 6; at++) await call(alice, 'add', { cube: 'notes', text: `number ${at}` })
    const newest = await call(alice, 'audit', { limit: 3 })
    expect(newest.entries.map(({ index }: Json) => index)).toEqual([4, 5, 6])
    const before = await call(alice, 'audit', { limit: 10, before: newest.before })
    expect(before.entries.map(({ index }: Json) => index)).toEqual([0, 1, 2, 3])
    expect(before.before).toBeNull()
    expect((await call(alice, 'audit', { kind: 'create' })).entries).toHaveLength(1)
    const since = newest.entries[1].time
    expect((await call(alice, 'audit', { since })).entries.map(({ index }: Json) => index)).toEqual([5, 6])
  })

  it('tells of refusals, many of them in few entries', async () => {
    const alice = await temporaryNode('alice')
    await call(alice, 'create', { name: 'notes' })
    for (let at = 0; at < 500; at++)
      alice.events.emit('refused', {
        peerId: `12D3KooW${at}`,
        code: at % 2 === 0 ? 'ERR_ROLLBACK' : 'ERR_LIMIT',
        message: 'no',
      })
    alice.events.emit('refused', { code: 'ERR_TIMEOUT', message: 'silence is no refusal' })
    await alice.close()
    const again = await reopen(alice.home)
    const { entries } = await call(again, 'audit', { kind: 'refused' })
    expect(entries.length).toBeLessThanOrEqual(4)
    expect(entries.reduce((sum: number, { count }: Json) => sum + count, 0)).toBe(500)
  })

  it('bounds what one window brings, however different the refusals are', async () => {
    const alice = await temporaryNode('alice')
    for (let at = 0; at < 300; at++) {
      const { cube } = at < 40 ? await call(alice, 'create', { name: `cube ${at}` }) : { cube: undefined }
      alice.events.emit('refused', { ...(cube !== undefined && { cube }), code: 'ERR_DENIED', message: 'no' })
    }
    await alice.close()
    const { entries } = await call(await reopen(alice.home), 'audit', { kind: 'refused' })
    expect(entries.length).toBeLessThanOrEqual(17)
    expect(entries.reduce((sum: number, { count }: Json) => sum + count, 0)).toBe(300)
  })

  it('tells of a call that was refused here', async () => {
    const alice = await temporaryNode('alice')
    await expect(
      call(alice, 'audit-cosign', { file: join(alice.home, 'config.json') }),
    ).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect((await call(alice, 'audit', { kind: 'refused' })).entries).toMatchObject([
      { code: 'ERR_UNVERIFIABLE', verb: 'audit-cosign', count: 1 },
    ])
  })

  it('begins with what was there, in a home that is older than the log', async () => {
    const { home } = await homeWithLog()
    await tamper(home, (entries) => entries.map((_, index) => del(index)))
    const store = await openStore(join(home, 'store'))
    const own: string[] = []
    for await (const [key] of store.records('meta').list('audit/')) own.push(key)
    await store.commit({ del: own.map((key) => ({ space: 'meta' as const, key })) })
    await store.close()
    const alice = await reopen(home)
    await call(alice, 'add', { cube: 'notes', text: 'one more' })
    const { entries } = await call(alice, 'audit')
    expect(entries.map(({ kind }: Json) => kind)).toEqual(['begin', 'adopt', 'write'])
    expect(await call(alice, 'audit-verify')).toMatchObject({ ok: true })
  })
})

describe('a database that somebody changed', () => {
  it('edited: the entry is named', async () => {
    const { home } = await homeWithLog()
    await tamper(home, (entries) => {
      const at = Buffer.from(entries[4]!).indexOf('write')
      const bytes = Uint8Array.from(entries[4]!)
      bytes.set(Buffer.from('trust'), at)
      return [put(4, bytes)]
    })
    expect(await verdict(home)).toMatchObject({
      ok: false,
      firstBad: 4,
      problems: [{ kind: 'edited', index: 4 }],
    })
  })

  it('deleted: the entry is named, and the commit that nothing tells of', async () => {
    const { home } = await homeWithLog()
    await tamper(home, () => [del(3)])
    const { firstBad, problems } = await verdict(home)
    expect(firstBad).toBe(3)
    expect(problems.map(({ kind }: Json) => kind)).toEqual(expect.arrayContaining(['deleted', 'missing']))
  })

  it('reordered: the first of the two is named', async () => {
    const { home } = await homeWithLog()
    await tamper(home, (entries) => [put(2, entries[6]!), put(6, entries[2]!)])
    expect(await verdict(home)).toMatchObject({
      ok: false,
      firstBad: 2,
      problems: [
        { kind: 'reordered', index: 2 },
        { kind: 'reordered', index: 6 },
      ],
    })
  })

  it('truncated: the first that is gone is named, also when the rest was made to fit', async () => {
    const { home, note, size } = await homeWithLog()
    await tamper(home, () => [del(size - 1), del(size - 2)])
    expect((await verdict(home)).problems[0]).toMatchObject({ kind: 'truncated', index: size - 2 })
    const alice = await reopen(home)
    const { checks } = await call(alice, 'doctor')
    expect(checks.find(({ name }: Json) => name === 'audit')).toMatchObject({ ok: false })
    await alice.close()
    await forgetState(home)
    const report = await verdict(home, note)
    expect(report.problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'truncated', index: size - 2 })]),
    )
    // Without a checkpoint the commits themselves tell.
    expect((await verdict(home)).problems.filter(({ kind }: Json) => kind === 'missing')).toHaveLength(2)
  })

  it('rewritten whole and consistent: the checkpoint tells', async () => {
    const { home, note } = await homeWithLog()
    await tamper(home, (entries) => entries.map((_, index) => del(index)))
    await forgetState(home)
    const store = await openStore(join(home, 'store'))
    for (let time = 0; time < 20; time++) await store.commit({ audit: [{ time, kind: 'write' }] })
    await store.close()
    const { ok, problems } = await verdict(home, note)
    expect(ok).toBe(false)
    expect(problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'rewritten', index: 0 })]),
    )
  })

  it('a checkpoint of another home, or one that is forged, is refused', async () => {
    const { home, note } = await homeWithLog()
    const bob = await temporaryNode('bob')
    await expect(call(bob, 'audit-verify', { from: note })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    await writeFile(note, (await readFile(note, 'utf8')).replace('\n9\n', '\n8\n'))
    await expect(verdict(home, note)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })
})

/** As somebody would who knows how the home is made: what it keeps of its log is made again from the entries. */
async function forgetState(home: string): Promise<void> {
  const store = await openStore(join(home, 'store'))
  const own: string[] = []
  for await (const [key] of store.records('meta').list('audit/')) own.push(key)
  await store.commit({ del: own.map((key) => ({ space: 'meta' as const, key })) })
  await store.commit({ audit: [] })
  await store.close()
}

describe('cosigning', () => {
  it('vouches for a log that continues what was seen, and says so in the checkpoint', async () => {
    const [alice, bob] = [await temporaryNode('alice'), await temporaryNode('bob')]
    const dir = await temporaryFolder()
    await call(alice, 'create', { name: 'notes' })
    await call(alice, 'audit-checkpoint', { out: join(dir, 'one') })
    const first = await call(bob, 'audit-cosign', { file: join(dir, 'one'), out: join(dir, 'one.cosigned') })
    expect(first).toMatchObject({ author: alice.author, size: 1, before: null })
    await call(alice, 'add', { cube: 'notes', text: 'more' })
    await call(alice, 'audit-checkpoint', { out: join(dir, 'bare') })
    await expect(call(bob, 'audit-cosign', { file: join(dir, 'bare') })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      hint: expect.stringContaining('--since 1'),
    })
    await call(alice, 'audit-checkpoint', { out: join(dir, 'two'), since: 1 })
    expect(
      await call(bob, 'audit-cosign', { file: join(dir, 'two'), out: join(dir, 'two.cosigned') }),
    ).toMatchObject({ size: 2, before: 1 })
    const report = await call(alice, 'audit-verify', { from: join(dir, 'two.cosigned') })
    expect(report).toMatchObject({ ok: true, checkpoint: { size: 2, cosigners: [{ author: bob.author }] } })
    await expect(call(bob, 'audit-cosign', { file: join(dir, 'one') })).rejects.toMatchObject({
      code: 'ERR_ROLLBACK',
    })
  })

  it('refuses a second history, and keeps both checkpoints as evidence', async () => {
    const [alice, bob] = [await temporaryNode('alice'), await temporaryNode('bob')]
    const dir = await temporaryFolder()
    await call(alice, 'create', { name: 'notes' })
    const { checkpoint } = await call(alice, 'audit-checkpoint', { out: join(dir, 'one') })
    await call(bob, 'audit-cosign', { file: join(dir, 'one') })
    const { authorKey } = await import('../../src/storage/index.ts').then(({ openHome }) =>
      openHome(alice.home),
    )
    const origin = auditOrigin(alice.author, alice.peerId)
    expect(verifyCheckpoint(checkpoint).origin).toBe(origin)
    const other = signCheckpoint({ origin, size: 1, root: new Uint8Array(32).fill(7) }, authorKey)
    await writeFile(join(dir, 'other'), other)
    await expect(call(bob, 'audit-cosign', { file: join(dir, 'other') })).rejects.toMatchObject({
      code: 'ERR_UNVERIFIABLE',
      message: expect.stringContaining('two histories'),
    })
    await bob.close()
    const store = await openStore(join(bob.home, 'store'))
    const evidence = await store.records<Json>('meta').get(`audit/evidence/${origin}/1`)
    expect(verifyCheckpoint(evidence.known).root).not.toEqual(verifyCheckpoint(evidence.other).root)
    await store.close()
  })
})
