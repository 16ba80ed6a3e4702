import { describe, expect, it, onTestFinished } from 'vitest'
import {
  headEntry,
  highWater,
  listHighWater,
  listOutbox,
  openStore,
  outboxEntry,
  removeOutbox,
  type Store,
} from '../../src/storage/index.ts'
import { collect } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

async function freshStore(): Promise<Store> {
  const store = await openStore(await temporaryDir())
  onTestFinished(() => store.close())
  return store
}

describe('the outbox', () => {
  it('tells the newest entry of each cube', async () => {
    const store = await freshStore()
    const bytes = Uint8Array.of(1, 2, 3)
    await store.commit({
      put: [outboxEntry({ kind: 'head', cube: 'notes' }), outboxEntry({ kind: 'head', cube: 'recipes' })],
    })
    await nextMillisecond()
    await store.commit({ put: [outboxEntry({ kind: 'withdrawal', cube: 'notes', bytes })] })
    expect(await listOutbox(store)).toEqual([
      { kind: 'withdrawal', cube: 'notes', bytes, id: expect.any(String) },
      { kind: 'head', cube: 'recipes', id: expect.any(String) },
    ])
  })

  it('forgets what was sent and what it replaced, and keeps what came meanwhile', async () => {
    const store = await freshStore()
    await store.commit({ put: [outboxEntry({ kind: 'head', cube: 'notes' })] })
    await nextMillisecond()
    await store.commit({
      put: [outboxEntry({ kind: 'head', cube: 'notes' }), outboxEntry({ kind: 'head', cube: 'notes-2' })],
    })
    const sent = (await listOutbox(store)).find(({ cube }) => cube === 'notes')
    await nextMillisecond()
    await store.commit({ put: [outboxEntry({ kind: 'head', cube: 'notes' })] })
    await removeOutbox(store, sent!.id)
    expect((await collect(store.records('outbox').list())).length).toBe(2)
    const left = (await listOutbox(store)).find(({ cube }) => cube === 'notes')
    expect(left!.id > sent!.id).toBe(true)
    expect(await store.records('outbox').get(sent!.id)).toBeUndefined()
    await removeOutbox(store, left!.id)
    expect(await listOutbox(store)).toMatchObject([{ cube: 'notes-2' }])
  })

  it('does not grow while nobody is there to be told', async () => {
    const store = await freshStore()
    const heads = Array.from({ length: 100 }, () => outboxEntry({ kind: 'head', cube: 'notes' }))
    await store.commit({ put: [...heads, outboxEntry({ kind: 'head', cube: 'recipes' })] })
    const before = await listOutbox(store)
    expect((await collect(store.records('outbox').list())).length).toBe(2)
    expect(await listOutbox(store)).toEqual(before)
  })

  it('takes the removal of an entry that is gone for done', async () => {
    const store = await freshStore()
    const { key } = outboxEntry({ kind: 'head', cube: 'notes' })
    await removeOutbox(store, key)
    expect(await listOutbox(store)).toEqual([])
  })
})

describe('high-water marks', () => {
  it('are kept for each author of each cube through a restart', async () => {
    const dir = await temporaryDir()
    const store = await openStore(dir)
    const mark = (seq: number) => ({ seq, head: Uint8Array.of(seq) })
    await store.commit({
      put: [
        headEntry('cube', 'did:key:alice', mark(3)),
        headEntry('cube', 'did:key:bob', mark(5)),
        headEntry('cube2', 'did:key:eve', mark(9)),
      ],
    })
    await store.commit({
      put: [headEntry('cube', 'did:key:alice', { ...mark(4), forked: [Uint8Array.of(0)] })],
    })
    await store.close()
    const again = await openStore(dir)
    expect(await highWater(again, 'cube', 'did:key:alice')).toEqual({
      seq: 4,
      head: Uint8Array.of(4),
      forked: [Uint8Array.of(0)],
    })
    expect(await highWater(again, 'cube', 'did:key:eve')).toBeUndefined()
    expect(await collect(listHighWater(again, 'cube'))).toEqual([
      ['did:key:alice', { seq: 4, head: Uint8Array.of(4), forked: [Uint8Array.of(0)] }],
      ['did:key:bob', mark(5)],
    ])
    await again.close()
  })
})

/** Waits for the clock to move on, so that two entries differ in the time they were made. */
async function nextMillisecond(): Promise<void> {
  const start = Date.now()
  while (Date.now() === start) await new Promise((resolve) => setImmediate(resolve))
}
