import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection, PeerId } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mendGossipStreams } from '../../src/network/mend-gossip-streams.ts'

const [alice, bob] = await Promise.all(
  [1, 2].map(async () => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))),
)

const connection = (name: string, parts: Partial<Connection> = {}): Connection =>
  ({ id: name, remotePeer: bob, status: 'open', ...parts }) as Connection

/** gossipsub as far as it opens streams: one after another, as it awaits each. */
class Pubsub {
  readonly streamsOutbound = new Map<string, unknown>()
  /** Connections on which a stream was begun, in that order. */
  readonly begun: string[] = []
  readonly told: string[] = []
  /** What comes of a stream on a connection: it is there, or not, or nobody answers. */
  readonly outcome: (id: string) => 'opens' | 'fails' | Promise<void>

  constructor(outcome: Pubsub['outcome'] = () => 'opens') {
    this.outcome = outcome
  }

  onPeerConnected(_: PeerId, { id }: Connection): void {
    this.told.push(id)
  }

  async createOutboundStream(peerId: PeerId, { id }: Connection): Promise<void> {
    this.begun.push(id)
    const outcome = this.outcome(id)
    if (outcome instanceof Promise) await outcome
    if (outcome !== 'fails') this.streamsOutbound.set(peerId.toString(), id)
  }
}

function mended(pubsub: Pubsub, left: Connection[] = []): { pubsub: Pubsub; events: EventTarget } {
  const events = new EventTarget()
  mendGossipStreams(pubsub, { events: events as never, connectionManager: { getConnections: () => left } })
  return { pubsub, events }
}

/** @returns the connections on which gossip was told to open its stream when `ended` had ended */
async function toldAfter(left: Connection[], ended: Connection): Promise<string[]> {
  const { pubsub, events } = mended(new Pubsub(), left)
  events.dispatchEvent(new CustomEvent('connection:close', { detail: ended }))
  await nextTurn()
  return pubsub.told
}

it('opens the stream of gossip anew on what is left when a connection ends, directly where it can', async () => {
  const relayed = { limits: { bytes: 1n } }
  const left = [
    connection('direct'),
    connection('relayed', relayed),
    connection('dead', { status: 'closed' }),
  ]
  expect(await toldAfter(left, connection('first', relayed))).toEqual(['direct'])
  expect(await toldAfter([connection('a', relayed), connection('b', relayed)], connection('c'))).toEqual([
    'b',
  ])
  expect(await toldAfter([], connection('last'))).toEqual([])
})

it('waits for no peer that does not answer before it opens the stream of the next', async () => {
  const { pubsub } = mended(new Pubsub((id) => (id === 'silent' ? new Promise(() => {}) : 'opens')))
  // As the queue of gossipsub does.
  await pubsub.createOutboundStream(alice!, connection('silent'))
  await pubsub.createOutboundStream(bob!, connection('quick'))
  expect([...pubsub.streamsOutbound.values()]).toEqual(['quick'])
})

it('opens one stream for a peer, and tries the connection that came meanwhile when that fails', async () => {
  const first = Promise.withResolvers<void>()
  const { pubsub } = mended(new Pubsub((id) => (id === 'first' ? first.promise : 'opens')))
  await pubsub.createOutboundStream(bob!, connection('first'))
  await pubsub.createOutboundStream(bob!, connection('second'))
  expect(pubsub.begun).toEqual(['first'])
  first.resolve()
  await nextTurn()
  expect(pubsub.begun).toEqual(['first'])

  const failing = mended(new Pubsub((id) => (id === 'second' ? 'opens' : 'fails'))).pubsub
  void failing.createOutboundStream(bob!, connection('one'))
  void failing.createOutboundStream(bob!, connection('second'))
  await nextTurn()
  expect(failing.begun).toEqual(['one', 'second'])
  expect([...failing.streamsOutbound.values()]).toEqual(['second'])
})

describe('a stream that could not be opened', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  const after = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

  it('is tried again while the peer is here, a few times', async () => {
    const { pubsub } = mended(new Pubsub(() => 'fails'), [connection('left')])
    await pubsub.createOutboundStream(bob!, connection('first'))
    await after(1_000)
    expect(pubsub.begun).toEqual(['first', 'left'])
    await after(3_600_000)
    expect(pubsub.begun).toHaveLength(5)
  })

  it('is not tried again when it opened, or when the peer is gone', async () => {
    const opened = mended(new Pubsub(), [connection('left')]).pubsub
    await opened.createOutboundStream(bob!, connection('first'))
    const gone = mended(new Pubsub(() => 'fails')).pubsub
    await gone.createOutboundStream(bob!, connection('first'))
    await after(3_600_000)
    expect([opened.begun, gone.begun]).toEqual([['first'], ['first']])
  })
})

it('refuses a gossipsub that hears of connections, or opens streams, elsewhere', () => {
  for (const pubsub of [{}, { onPeerConnected() {} }])
    expect(() => mendGossipStreams(pubsub, {} as never)).toThrow('hears of connections elsewhere')
})
