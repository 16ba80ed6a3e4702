import { expect, test } from 'vitest'
import type { SyncLogEntry } from '../../src/sharing/sync-log.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

interface Log {
  peers: { peerId: string; exchanges: number; refused: number; lastMs: number }[]
  peerId: string | null
  entries: SyncLogEntry[]
}

test('each side keeps what was asked, given and refused, by peer and over a restart', async () => {
  const alice = await temporaryNode('alice', { network: {}, daemon: true })
  const bob = await temporaryNode('bob', { network: {}, daemon: true })
  const logOf = (node: typeof alice, input: object = {}): Promise<Log> => node.call('sync-log', input)
  expect(await logOf(alice)).toEqual({ peers: [], peerId: null, entries: [] })

  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  await alice.call('add', { cube, key: 'one', text: 'the river froze in March' })
  await bob.call('connect', { address: alice.addresses()[0] })
  // A cube that is not published is nobody's business.
  await expect(bob.call('pull', { cube })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  await alice.call('publish', { cube })
  const pulled = (await bob.call('pull', { cube })) as { blocks: number; bytes: number }

  const asked = await logOf(bob, { peer: alice.peerId.slice(-12) })
  expect(asked.peerId).toBe(alice.peerId)
  expect(asked.entries).toContainEqual(
    expect.objectContaining({ side: 'asked', what: 'heads', outcome: 'done', items: 0 }),
  )
  const got = asked.entries.find(({ what }) => what === 'pack')
  expect(got).toMatchObject({
    side: 'asked',
    cubes: [cube],
    outcome: 'done',
    items: pulled.blocks,
    bytes: pulled.bytes,
  })
  const served = (await logOf(alice, { peer: bob.peerId })).entries.find(({ what }) => what === 'pack')
  expect(served).toMatchObject({ side: 'served', cubes: [cube], outcome: 'done', items: pulled.blocks })

  // Refused: the peer told of a head that is older than the one accepted.
  bob.events.emit('refused', { cube, peerId: alice.peerId, code: 'ERR_ROLLBACK', message: 'older' })
  await bob.close()
  const later = await reopen(bob.home)
  const { entries } = await logOf(later, { peer: alice.peerId })
  expect(entries.slice(0, -1)).toEqual(asked.entries)
  expect(entries.at(-1)).toMatchObject({
    side: 'told',
    outcome: 'refused',
    cubes: [cube],
    reason: { code: 'ERR_ROLLBACK', message: 'older' },
  })
  expect((await logOf(later)).peers).toMatchObject([
    { peerId: alice.peerId, exchanges: entries.length, refused: 1 },
  ])
  expect((await logOf(later, { peer: alice.peerId, limit: 1 })).entries).toEqual(entries.slice(-1))
  await expect(logOf(later, { peer: 'nobody' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('the log of a peer is a ring: the oldest exchange gives way', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  for (let n = 0; n < 450; n++) {
    alice.events.emit('refused', {
      peerId: 'bob',
      code: n % 2 === 0 ? 'ERR_LIMIT' : 'ERR_DENIED',
      message: `${n}`,
    })
    if (n === 225) await alice.call('sync-log', {})
  }
  const { entries } = await alice.call('sync-log', { peer: 'bob', limit: 200 })
  expect(entries.map(({ reason }) => Number(reason?.message))).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 250),
  )
})

test('a peer that leaves in the middle of a pack is told of as a failure', async () => {
  const alice = await temporaryNode('alice', { network: {}, daemon: true })
  const bob = await temporaryNode('bob', { network: {}, daemon: true })
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  for (let n = 0; n < 40; n++) await alice.call('add', { cube, key: `k/${n}`, text: `${n} `.repeat(40_000) })
  await alice.call('publish', { cube })
  await bob.call('connect', { address: alice.addresses()[0] })
  const stop = new AbortController()
  const pulling = bob.call(
    'pull',
    { cube },
    {
      signal: stop.signal,
      progress: ({ phase }) => void (phase === 'blocks' && stop.abort()),
    },
  )
  await expect(pulling).rejects.toThrow(/abort|cancel|interrupt/i)
  const { entries } = await bob.call('sync-log', { peer: alice.peerId })
  expect(entries.at(-1)).toMatchObject({ what: 'pack', outcome: 'failed', reason: { code: 'ERR_ABORTED' } })
})
