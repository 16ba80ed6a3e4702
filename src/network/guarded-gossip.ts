/**
 * gossipsub with a quota of messages for each peer, spent before anything of a message is checked.
 *
 * Copies are known by their fingerprint (`message-fingerprint.ts`), once the first of them was checked: one is checked a turn.
 *
 * For the maintainers of @libp2p/gossipsub (17.0): under StrictSign the envelope's signature is checked in
 * `validateToRawMessage` before any validator of the application is asked, each message of an RPC at once, and nothing bounds how
 * many of them one peer sends; a score falls only for what is invalid. A quota in front of `handleReceivedMessage` is what is put
 * here from outside.
 *
 * StrictNoSign would save that check, because heads sign themselves. It is another wire: nodes of today refuse unsigned
 * messages, and it refuses theirs.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GossipSub } from '@libp2p/gossipsub'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { printable } from './addresses.ts'
import type { NetworkLogger } from './interface.ts'
import { NetworkError } from './network-error.ts'
import { Pace } from './pace.ts'
import { isRelayed } from './reach/circuit-addresses.ts'

/** Messages that are checked for one peer: a relay of a network that publishes 20 heads a second. Guess. */
const MESSAGES = { perSecond: 20, burst: 200, maxWaitMs: 0, maxKeys: 4_096 }
/** RPCs of one peer: a message each, and what the mesh says of itself once a second. Guess. */
const RPCS = { perSecond: 50, burst: 500, maxWaitMs: 0, maxKeys: 4_096 }
/** Dropped messages and RPCs after which a peer loses its connection, and how fast they are forgotten. Guess. */
const DROPS = { perSecond: 20, burst: 500, maxWaitMs: 0, maxKeys: 4_096 }
/** Messages that wait to be checked, of all peers; checked one a turn. What is dropped may still come from others. Guess. */
const MAX_WAITING = 2_048

const NOWHERE = multiaddr('/p2p-circuit')

type Named = { toString(): string }

/** The parts of gossipsub that take what others send; private in its types. */
interface Receivers {
  addPeer?(peerId: Named, direction: unknown, address: Multiaddr): void
  handleReceivedRpc?(from: Named, rpc: unknown): Promise<void>
  handleReceivedMessage?(from: Named, message: unknown): Promise<void>
}

interface GossipGuard {
  logger: NetworkLogger
  /** Ends all connections of a peer. */
  cutOff(peerId: string, reason: Error): void
  now?(): number
}

/** @throws {NetworkError} ERR_INTERNAL for a version of gossipsub that takes messages elsewhere: an unguarded one is not run */
export function guardGossip<T extends GossipSub>(pubsub: T, guard: GossipGuard): T {
  const target = pubsub as unknown as Receivers
  const takeRpc = target.handleReceivedRpc?.bind(pubsub)
  const takeMessage = target.handleReceivedMessage?.bind(pubsub)
  if (takeRpc === undefined || takeMessage === undefined)
    throw new NetworkError('ERR_INTERNAL', 'gossip has no place where its messages can be bounded')
  const addPeer = target.addPeer?.bind(pubsub)
  if (addPeer === undefined)
    throw new NetworkError('ERR_INTERNAL', 'gossip counts the addresses of its peers elsewhere')
  const { logger, cutOff, now = Date.now } = guard
  const [rpcs, messages, drops] = [new Pace(RPCS), new Pace(MESSAGES), new Pace(DROPS)]
  const drop = (peer: string): void => {
    if (drops.take(peer, now()) !== undefined) return
    logger.info({ peer: printable(peer) }, 'gossip: cut off a peer that sends too much')
    cutOff(peer, new NetworkError('ERR_LIMIT', 'the peer gossips too much'))
  }
  // Those behind one relay are not one address.
  target.addPeer = (peerId, direction, address) =>
    addPeer(peerId, direction, isRelayed(address) ? NOWHERE : address)
  let waiting = 0
  let last: Promise<void> = Promise.resolve()
  target.handleReceivedRpc = async (from, rpc) => {
    if (rpcs.take(from.toString(), now()) === undefined) return drop(from.toString())
    return takeRpc(from, rpc)
  }
  target.handleReceivedMessage = async (from, message) => {
    if (waiting >= MAX_WAITING) return
    if (messages.take(from.toString(), now()) === undefined) return drop(from.toString())
    waiting++
    const before = last
    const ended = Promise.withResolvers<void>()
    last = ended.promise
    try {
      await before
      await takeMessage(from, message)
      await nextTurn()
    } finally {
      waiting--
      ended.resolve()
    }
  }
  return pubsub
}
