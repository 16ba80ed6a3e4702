import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { mendGossipStreams } from '../../src/network/mend-gossip-streams.ts'

const bob = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))

const connection = (name: string, parts: Partial<Connection> = {}): Connection =>
  ({ id: name, remotePeer: bob, status: 'open', ...parts }) as Connection

/** @returns the connections on which gossip was told to open its stream when `ended` had ended */
async function toldAfter(left: Connection[], ended: Connection): Promise<string[]> {
  const events = new EventTarget()
  const told: string[] = []
  const pubsub = { onPeerConnected: (_: unknown, { id }: Connection) => void told.push(id) }
  mendGossipStreams(pubsub, { events: events as never, connectionManager: { getConnections: () => left } })
  events.dispatchEvent(new CustomEvent('connection:close', { detail: ended }))
  await nextTurn()
  return told
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

it('refuses a gossipsub that hears of connections elsewhere', () => {
  expect(() => mendGossipStreams({}, {} as never)).toThrow('hears of connections elsewhere')
})
