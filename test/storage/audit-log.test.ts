import { describe, expect, it } from 'vitest'
import {
  leafHash,
  LogCheck,
  parseEntry,
  rangeRoot,
  rootOf,
  type AuditEvent,
} from '../../src/core/audit/index.ts'
import { openStore, type Store } from '../../src/storage/index.ts'
import { createFaultyDatabase, levelIoError } from './faulty-database.ts'
import { temporaryDir } from './temporary-dir.ts'

const event = (time: number, kind = 'write'): AuditEvent => ({ time, kind })

async function leavesOf(store: Store, from?: number): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for await (const [, leaf] of store.audit.entries(from)) leaves.push(leaf)
  return leaves
}

async function problemsOf(store: Store): Promise<unknown[]> {
  const log = new LogCheck()
  for await (const [index, leaf] of store.audit.entries()) log.take(index, leaf)
  log.compareState(await store.audit.state())
  return log.problems
}

describe('the audit log of a store', () => {
  it('has each entry in the batch of its action, in the order of writing', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    await store.commit({ put: [{ space: 'meta', key: 'a', value: 1 }], audit: [event(1), event(2, 'trust')] })
    await store.commit({ audit: [event(3)] })
    expect((await leavesOf(store)).map((leaf) => parseEntry(leaf).time)).toEqual([1, 2, 3])
    expect(faulty.writes.map(({ operations }) => operations.length)).toEqual([4, 2])
    expect(await problemsOf(store)).toEqual([])
    await store.close()
  })

  it('keeps order and places when many commits share a write', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    await Promise.all(Array.from({ length: 300 }, (_, time) => store.commit({ audit: [event(time)] })))
    const entries = (await leavesOf(store)).map(parseEntry)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index))
    expect(entries.map(({ time }) => time)).toEqual(entries.map((_, index) => index))
    expect(entries.length).toBe(300)
    expect(faulty.writes.length).toBeLessThan(300)
    expect(await problemsOf(store)).toEqual([])
    await store.close()
  })

  it('has no entry of a write that failed, and goes on where it was', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    await store.commit({ audit: [event(1)] })
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.commit({ audit: [event(2)] })).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    faulty.writeFault = undefined
    await store.commit({ audit: [event(3)] })
    expect((await leavesOf(store)).map((leaf) => parseEntry(leaf).time)).toEqual([1, 3])
    expect(await problemsOf(store)).toEqual([])
    await store.close()
  })

  it('refuses an event that is none without harm to other writes', async () => {
    const store = await openStore(await temporaryDir())
    const good = store.commit({ audit: [event(1)] })
    await expect(store.commit({ audit: [event(2, 'NOT A WORD')] })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    await good
    expect((await leavesOf(store)).length).toBe(1)
    await store.close()
  })

  it('goes on after it was closed and opened again, and is read from any place', async () => {
    const dir = await temporaryDir()
    for (let run = 0; run < 3; run++) {
      const store = await openStore(dir)
      for (let at = 0; at < 5; at++) await store.commit({ audit: [event(run * 5 + at)] })
      await store.close()
    }
    const store = await openStore(dir)
    expect((await leavesOf(store, 12)).map((leaf) => parseEntry(leaf).seq)).toEqual([12, 13, 14])
    const state = await store.audit.state()
    expect(state?.size).toBe(15)
    expect(rangeRoot(state!)).toEqual(rootOf((await leavesOf(store)).map(leafHash)))
    expect(await problemsOf(store)).toEqual([])
    await store.close()
  })

  it('is written on when what the home knows of it is gone, and the check tells', async () => {
    const store = await openStore(await temporaryDir())
    for (let at = 0; at < 5; at++) await store.commit({ audit: [event(at)] })
    await store.commit({ del: [{ space: 'meta', key: 'audit/state' }] })
    expect(await problemsOf(store)).toMatchObject([{ kind: 'rewritten', index: 0 }])
    await store.close()
  })
})
