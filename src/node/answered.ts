/**
 * Writes that were answered, by the name that a client gave them: one that is sent again, because the answer was lost, is
 * answered and not done again. Kept in the store, so that it holds across a restart of the daemon.
 *
 * The name is written after the write itself. A crash between the two loses the name: the write is then done again, as it
 * is without one.
 */
import { hash } from 'node:crypto'
import type { RecordName, Store } from '../storage/index.ts'

export interface AnsweredWrite {
  /** What was asked: the same name for anything else is a mistake of the client. */
  fingerprint: string
  /** JSON. */
  body: string
  /** HTTP status. */
  status: number
  /** Milliseconds since the Unix epoch. */
  time: number
}

export interface AnsweredWrites {
  get(name: string): Promise<AnsweredWrite | undefined>
  /** A longer answer than `maxAnswerChars` is not kept. */
  keep(name: string, write: Omit<AnsweredWrite, 'time'>): Promise<void>
}

/** Longer than any client repeats: what Stripe and the IETF draft on idempotency keys name as an example. */
export const keptMs = 24 * 3_600_000
/** The oldest give way. Guess: some megabytes at most. */
export const maxKept = 2_000
/** A merge with thousands of conflicts says more; it can be asked again without harm. Guess. */
export const maxAnswerChars = 64 * 1024
/** How many writes pass between two looks at what is old. Guess. */
const tidyEvery = 64

const prefix = 'answered/'

export function createAnsweredWrites({
  store,
  nowMs,
}: {
  store: Pick<Store, 'records' | 'commit'>
  nowMs(): number
}): AnsweredWrites {
  let untidy = tidyEvery - 1
  return {
    async get(name) {
      const found = await store.records<AnsweredWrite>('meta').get(keyOf(name))
      return found !== undefined && isRecent(found, nowMs()) ? found : undefined
    },
    async keep(name, write) {
      if (write.body.length > maxAnswerChars) return
      untidy = (untidy + 1) % tidyEvery
      const del = untidy === 0 ? await tooMany(store, nowMs()) : []
      await store.commit({
        del,
        put: [{ space: 'meta', key: keyOf(name), value: { ...write, time: nowMs() } }],
      })
    },
  }
}

function keyOf(name: string): string {
  return prefix + hash('sha256', name)
}

/** A clock that was set back makes nothing last longer. */
function isRecent({ time }: AnsweredWrite, nowMs: number): boolean {
  return Math.abs(nowMs - time) < keptMs
}

async function tooMany(store: Pick<Store, 'records'>, nowMs: number): Promise<RecordName[]> {
  const kept: { key: string; time: number }[] = []
  const del: RecordName[] = []
  for await (const [key, write] of store.records<AnsweredWrite>('meta').readable(prefix)) {
    if (isRecent(write, nowMs)) kept.push({ key, time: write.time })
    else del.push({ space: 'meta', key })
  }
  kept.sort((a, b) => b.time - a.time)
  for (const { key } of kept.slice(maxKept - tidyEvery)) del.push({ space: 'meta', key })
  return del
}
