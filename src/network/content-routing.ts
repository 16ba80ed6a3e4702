/**
 * Saying and asking on the DHT who has a CID.
 *
 * A record is pushed to the peers that are closest to the CID at that moment. A node that provides while it is alone would
 * stay unheard until the next round of the DHT, hours later; so records are pushed again after new DHT peers have appeared.
 * A record tells where its provider is. Nodes drop one without an address and say nothing: it counts as said to nobody. Where
 * the addresses change, as when a node behind a router gets a place at a relay, all is said again.
 */
import type { KadDHT } from '@libp2p/kad-dht'
import type { CID } from 'multiformats/cid'
import { withPeerId } from './addresses.ts'
import type { NetworkLogger, ProviderInfo, Signalled } from './interface.ts'
import { firstInTable } from './first-in-table.ts'
import { abortedError, NetworkError } from './network-error.ts'
import { createProvideQueue, type ProvideQueue, type Telling } from './provide-queue.ts'

/** How long after a new DHT peer records are pushed again, and the least time between two rounds. Guesses. */
const SETTLE_MS = 2000
const ROUND_MS = 30_000
/** Addresses change several times while a node finds out where it is. Guess. */
const ADDRESSES_SETTLE_MS = 2_000

export interface ContentRouting {
  start(dht: Dht): void
  stop(): void
  /** A peer that speaks the DHT has identified itself. */
  peerJoined(): void
  /** Where others reach this node may have changed: where it has, all is said again. */
  addressesChanged(): void
  /** How many CIDs somebody was told of, and how many wait. */
  counts(): { provided: number; waiting: number }
  provide(cid: CID, options?: Signalled): Promise<void>
  unprovide(cid: CID): Promise<void>
  findProviders(cid: CID, options?: Signalled): AsyncIterable<ProviderInfo>
}

/** What is used of the DHT. */
type Dht = Pick<KadDHT, 'provide' | 'cancelReprovide' | 'findProviders'>

interface ContentRoutingDeps {
  /** Never among the results. */
  selfId: string
  logger: NetworkLogger
  /** How often it is said, and how fast. */
  telling: Telling
  /** Where others reach this node: what a record tells of it. */
  addresses(): readonly string[]
  /** Whether a peer is there that the DHT may know in a moment: a lookup waits for it. Nobody unless told. */
  mayMeet?(): boolean
}

export function createContentRouting(deps: ContentRoutingDeps): ContentRouting {
  const { selfId, logger, telling, mayMeet = () => false } = deps
  let running: { dht: Dht; queue: ProvideQueue } | undefined
  let told = ''
  let settling: NodeJS.Timeout | undefined
  let timer: NodeJS.Timeout | undefined
  let lastRoundMs = 0
  let joinedMs = 0

  const started = (): { dht: Dht; queue: ProvideQueue } => {
    if (running === undefined)
      throw new NetworkError('ERR_USAGE', 'cannot use the DHT: the network is not started')
    return running
  }

  return {
    start(dht) {
      const queue = createProvideQueue({
        push: async (cid, signal) => {
          const isFindable = deps.addresses().length > 0
          // Also without an address: who asks this node itself hears of it.
          const peers = await push(dht, cid, signal)
          return isFindable ? peers : 0
        },
        takeBack: (cid) => dht.cancelReprovide(cid),
        logger,
        ...telling,
      })
      running = { dht, queue }
      told = deps.addresses().join()
    },
    stop() {
      clearTimeout(settling)
      clearTimeout(timer)
      timer = undefined
      running?.queue.stop()
      running = undefined
    },
    peerJoined() {
      joinedMs = Date.now()
      if (timer !== undefined || running === undefined || running.queue.size === 0) return
      const wait = Math.max(SETTLE_MS, lastRoundMs + ROUND_MS - Date.now())
      timer = setTimeout(() => {
        timer = undefined
        lastRoundMs = Date.now()
        running?.queue.renew(joinedMs + SETTLE_MS)
      }, wait).unref()
    },
    addressesChanged() {
      clearTimeout(settling)
      settling = setTimeout(() => {
        const now = deps.addresses().join()
        if (now === told) return
        told = now
        if (now !== '') running?.queue.again()
      }, ADDRESSES_SETTLE_MS).unref()
    },
    counts() {
      const provided = running?.queue.said ?? 0
      return { provided, waiting: (running?.queue.size ?? 0) - provided }
    },
    async provide(cid, { signal } = {}) {
      const { queue } = started()
      try {
        await queue.add(cid, signal === undefined ? {} : { signal })
      } catch (error) {
        if (signal?.aborted === true) throw abortedError(signal, 'announcing on the DHT')
        throw error
      }
    },
    async unprovide(cid) {
      const { dht, queue } = started()
      queue.delete(cid)
      await dht.cancelReprovide(cid)
    },
    async *findProviders(cid, { signal } = {}) {
      const { dht } = started()
      await firstInTable(dht, mayMeet, signal)
      yield* findProviders(dht, selfId, cid, signal)
    },
  }
}

/** @returns how many peers took the record */
async function push(dht: Dht, cid: CID, signal: AbortSignal): Promise<number> {
  let told = 0
  try {
    for await (const event of dht.provide(cid, { signal }))
      if (event.name === 'PEER_RESPONSE' && event.messageName === 'ADD_PROVIDER') told++
    return told
  } catch (cause) {
    if (signal.aborted) throw abortedError(signal, 'announcing on the DHT')
    throw new NetworkError('ERR_UNREACHABLE', 'could not announce on the DHT', { cause })
  }
}

async function* findProviders(
  dht: Dht,
  selfId: string,
  cid: CID,
  signal?: AbortSignal,
): AsyncGenerator<ProviderInfo> {
  const seen = new Set([selfId])
  try {
    for await (const event of dht.findProviders(cid, signal === undefined ? {} : { signal })) {
      if (event.name !== 'PROVIDER') continue
      for (const { id, multiaddrs } of event.providers) {
        const peerId = id.toString()
        if (seen.has(peerId)) continue
        seen.add(peerId)
        yield { peerId, addresses: multiaddrs.map((address) => withPeerId(address, peerId)) }
      }
    }
  } catch (cause) {
    if (signal?.aborted) throw abortedError(signal, 'asking the DHT')
    throw new NetworkError('ERR_UNREACHABLE', 'could not ask the DHT', { cause })
  }
}
