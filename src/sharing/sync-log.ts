/**
 * What was exchanged with each peer: asked, sent, received, refused and why. A ring for each peer in the store, so that it is
 * there after a restart; written now and then, so what the last seconds before a crash brought may be missing.
 */
import type { EventEmitter } from 'node:events'
import type { SyncExchange } from '../protocols/index.ts'
import type { Store } from '../storage/index.ts'
import { chooseEntries, choosePeersThatGo } from './choose-kept.ts'
import type { Logger } from '../home/index.ts'
import type { NodeEvents } from '../cubes/index.ts'

/** How long what happened may wait to be written. Guess. */
const flushMs = 5_000

const prefix = 'sync-log/'

export interface SyncLogEntry extends Omit<SyncExchange, 'peerId' | 'what' | 'side'> {
  /** Milliseconds since the Unix epoch, at the end of the exchange. */
  atMs: number
  /** `told`: a head that the peer told of was not taken. */
  side: SyncExchange['side'] | 'told'
  what: SyncExchange['what'] | 'head'
}

interface Kept {
  entries: SyncLogEntry[]
}

interface SyncLog {
  observe(exchange: SyncExchange): void
  /** Takes what is refused outside of an exchange. @returns the way to end it */
  noteRefusals(events: EventEmitter<NodeEvents>): () => void
  flush(): Promise<void>
  close(): Promise<void>
}

export function createSyncLog({
  store,
  log,
  nowMs,
}: {
  store: Store
  log: Logger
  nowMs(): number
}): SyncLog {
  let waiting = new Map<string, SyncLogEntry[]>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const write = async (fresh: ReadonlyMap<string, SyncLogEntry[]>): Promise<void> => {
    const kept = await loadPeers(store)
    for (const [peerId, entries] of fresh)
      kept.set(peerId, chooseEntries([...(kept.get(peerId) ?? []), ...entries]))
    const gone = choosePeersThatGo(kept)
    const stays = [...fresh.keys()].filter((peerId) => !gone.includes(peerId))
    await store.commit({
      put: stays.map((peerId) => ({
        space: 'meta',
        key: prefix + peerId,
        value: { entries: kept.get(peerId) },
      })),
      del: gone.map((peerId) => ({ space: 'meta', key: prefix + peerId })),
    })
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const fresh = waiting
    waiting = new Map()
    if (fresh.size > 0)
      writing = writing
        .then(() => write(fresh))
        .catch((error: unknown) =>
          log.debug({ error }, 'the log of exchanges with peers could not be written'),
        )
    return writing
  }
  const note = (peerId: string, entry: SyncLogEntry): void => {
    const entries = waiting.get(peerId) ?? []
    waiting.set(peerId, chooseEntries([...entries, entry]))
    timer ??= setTimeout(() => void flush(), flushMs).unref()
  }
  return {
    observe: ({ peerId, ...exchange }) => note(peerId, { atMs: nowMs(), ...exchange }),
    noteRefusals(events) {
      const refused = ({ cube, peerId, code, message }: NodeEvents['refused'][0]): void => {
        if (peerId === undefined) return
        // A pull that failed has been told of as an exchange.
        const last = waiting.get(peerId)?.at(-1)
        if (last?.reason?.code === code) return
        note(peerId, {
          atMs: nowMs(),
          side: 'told',
          what: 'head',
          cubes: cube === undefined ? [] : [cube],
          outcome: 'refused',
          items: 0,
          bytes: 0,
          ms: 0,
          reason: { code, message: message.slice(0, 640) },
        })
      }
      events.on('refused', refused)
      return () => void events.off('refused', refused)
    },
    flush,
    close: flush,
  }
}

/** What is kept, by peer, the oldest entry first; what is damaged is left out. */
export async function loadPeers(store: Store): Promise<Map<string, SyncLogEntry[]>> {
  const kept = new Map<string, SyncLogEntry[]>()
  for await (const [key, { entries }] of store.records<Kept>('meta').readable(prefix))
    kept.set(key.slice(prefix.length), entries)
  return kept
}
