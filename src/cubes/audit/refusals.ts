/**
 * Refusals in the audit log. They change nothing else, so they are written apart: the first at once, what follows within a
 * window together and counted. Strangers can cause refusals at will, so what a window may bring is bounded.
 */
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import type { Store } from '../../storage/index.ts'
import type { Logger } from '../../home/index.ts'

/** A minute between batches, 16 entries in each: at most 6 MiB a day, whatever is thrown at the node. Guess. */
const windowMs = 60_000
const maxEntries = 16

/** What a node says no to; not found, full disks and silence are no refusals. */
const refusalCodes = new Set([
  'ERR_DENIED',
  'ERR_INCOMPATIBLE',
  'ERR_LIMIT',
  'ERR_ROLLBACK',
  'ERR_UNVERIFIABLE',
])

interface Refused {
  code: string
  /** Cube id as text. */
  cube?: string | undefined
  peerId?: string | undefined
  /** The call that was refused. */
  verb?: string | undefined
}

export interface RefusalLog {
  /** Takes a refusal; other codes are passed over. */
  note(refused: Refused): void
  /** Takes the refusal that an error of a call is. */
  noteError(verb: string, error: unknown): void
  /** Writes what waits. */
  flush(): Promise<void>
  /** Writes what waits and ends. */
  close(): Promise<void>
}

export function createRefusalLog(deps: { store: Store; log: Logger; nowMs(): number }): RefusalLog {
  const { store, log, nowMs } = deps
  let waiting = new Map<string, AuditEvent>()
  let window: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const flush = (): Promise<void> => {
    const events = [...waiting.values()]
    waiting = new Map()
    if (events.length > 0)
      writing = writing
        .then(() => store.commit({ audit: events }))
        .catch((error: unknown) => log.warn({ error }, 'refusals could not be written to the audit log'))
    return writing
  }
  const openWindow = (): void => {
    void flush()
    window = setTimeout(() => {
      window = undefined
      if (waiting.size > 0) openWindow()
    }, windowMs)
    window.unref()
  }
  const note = (refused: Refused): void => {
    if (!refusalCodes.has(refused.code)) return
    const { key, event } = eventOf(refused, nowMs(), waiting.size >= maxEntries - refusalCodes.size)
    const known = waiting.get(key)
    waiting.set(key, { ...event, count: (known?.count ?? 0) + 1 })
    if (window === undefined) openWindow()
  }
  return {
    note,
    noteError(verb, error) {
      if (error instanceof MemCubeError) note({ code: error.code, verb })
    },
    flush,
    async close() {
      clearTimeout(window)
      await flush()
    },
  }
}

/** Refusals of one code, cube and call are one entry, with the last peer; in a full window, those of one code. */
function eventOf(
  { code, cube, peerId, verb }: Refused,
  time: number,
  isFull: boolean,
): { key: string; event: AuditEvent } {
  const event: AuditEvent = { time, kind: 'refused', code }
  if (isFull) return { key: code, event }
  return {
    key: `${code}/${cube ?? ''}/${verb ?? ''}`,
    event: {
      ...event,
      ...(cube !== undefined && { cube: parseCid(cube) }),
      ...(peerId !== undefined && { peer: peerId.slice(0, 128) }),
      ...(verb !== undefined && { verb: verb.slice(0, 64) }),
    },
  }
}
