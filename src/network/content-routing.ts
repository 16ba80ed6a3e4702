/**
 * Saying and asking on the DHT who has a CID.
 *
 * A record is pushed to the peers that are closest to the CID at that moment. A node that provides while it is alone would
 * stay unheard until the next round of the DHT, hours later; so records are pushed again after new DHT peers have appeared.
 */
import type { KadDHT } from '@libp2p/kad-dht'
import type { CID } from 'multiformats/cid'
import { withPeerId } from './addresses.ts'
import type { NetworkLogger, ProviderInfo, Signalled } from './interface.ts'
import { abortedError, NetworkError } from './network-error.ts'

/** How long after a new DHT peer records are pushed again, and the least time between two rounds. Guesses. */
const SETTLE_MS = 2000
const ROUND_MS = 30_000
/** A round of one record; 18 ms on three nodes (measured), more where peers do not answer. */
const ROUND_TIMEOUT_MS = 30_000

export interface ContentRouting {
  start(dht: KadDHT): void
  stop(): void
  /** A peer that speaks the DHT has identified itself. */
  peerJoined(): void
  provide(cid: CID, options?: Signalled): Promise<void>
  unprovide(cid: CID): Promise<void>
  findProviders(cid: CID, options?: Signalled): AsyncIterable<ProviderInfo>
}

/** @param selfId never among the results */
export function createContentRouting(selfId: string, logger: NetworkLogger): ContentRouting {
  const provided = new Map<string, CID>()
  let dht: KadDHT | undefined
  let timer: NodeJS.Timeout | undefined
  let lastRoundMs = 0
  let stopping = new AbortController()

  const running = (): KadDHT => {
    if (dht === undefined)
      throw new NetworkError('ERR_USAGE', 'cannot use the DHT: the network is not started')
    return dht
  }
  const push = async (cid: CID, signal?: AbortSignal): Promise<void> => {
    const node = running()
    const all = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal])
    try {
      for await (const event of node.provide(cid, { signal: all })) void event
    } catch (cause) {
      if (all.aborted) throw abortedError(all, 'announcing on the DHT')
      throw new NetworkError('ERR_UNREACHABLE', 'could not announce on the DHT', { cause })
    }
  }
  const pushAll = async (): Promise<void> => {
    lastRoundMs = Date.now()
    for (const [key, cid] of provided) {
      if (stopping.signal.aborted) return
      if (!provided.has(key)) continue
      await push(cid, AbortSignal.timeout(ROUND_TIMEOUT_MS)).catch((err: unknown) =>
        logger.debug({ err, cid: key }, 'could not announce again'),
      )
      if (!provided.has(key)) await dht?.cancelReprovide(cid)
    }
  }

  return {
    start(started) {
      dht = started
      stopping = new AbortController()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      stopping.abort(new Error('the network is stopping'))
      dht = undefined
    },
    peerJoined() {
      if (timer !== undefined || provided.size === 0 || dht === undefined) return
      const wait = Math.max(SETTLE_MS, lastRoundMs + ROUND_MS - Date.now())
      timer = setTimeout(() => {
        timer = undefined
        void pushAll()
      }, wait).unref()
    },
    async provide(cid, { signal } = {}) {
      const pushed = push(cid, signal)
      if (dht !== undefined) provided.set(cid.toString(), cid)
      await pushed
    },
    async unprovide(cid) {
      provided.delete(cid.toString())
      await running().cancelReprovide(cid)
    },
    findProviders: (cid, { signal } = {}) => findProviders(running(), selfId, cid, signal),
  }
}

async function* findProviders(
  dht: KadDHT,
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
