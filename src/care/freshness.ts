/** Tells when a head expires: whoever looks at an answer from before learns that it is no longer known to be current. */
import { type Shelved, type Tells, isFresh } from '../cubes/index.ts'
import { type Clock, type Logs, Kicked } from '../home/index.ts'

/** How often it looks: half of the minute within which promise T5 wants it told. */
const everyMs = 30_000

/** @returns the way to end it */
export function watchFreshness(node: Shelved & Tells & Logs & Clock, roundMs = everyMs): () => Promise<void> {
  const told = new Map<string, number>()
  const stopping = new AbortController()
  const { signal } = stopping
  const look = async (): Promise<void> => {
    for (const record of await node.cubes.list()) {
      if (signal.aborted) return
      if (isFresh(record, node.nowMs())) told.delete(record.cube)
      else if (told.get(record.cube) !== record.expires) {
        told.set(record.cube, record.expires)
        node.events.emit('cubeStale', record)
      }
    }
  }
  const looking = new Kicked(
    () =>
      look().catch((error: unknown) =>
        node.log.warn({ error }, 'whether heads have expired could not be told'),
      ),
    signal,
  )
  looking.kick()
  const timer = setInterval(() => looking.kick(), roundMs)
  timer.unref()
  return async () => {
    stopping.abort()
    clearInterval(timer)
    await looking.settled()
  }
}
