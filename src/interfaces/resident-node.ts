/**
 * The node of a home for a program that stays: the daemon when one runs, and otherwise one that this process becomes, so
 * that every other command of the home finds it. When the daemon it used ends, it looks again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { MemCubeError } from '../core/errors.ts'
import { watchEvents, type CallOptions, type Logger, type ShownEvent } from '../node/index.ts'
import { findDaemon, isNobodyThere } from './cli/daemon-client.ts'
import { readEvents } from './cli/daemon-events.ts'
import { serveDaemon, type ServedDaemon } from './serve-daemon.ts'

/** Another process may be taking the home, or letting go of it, at this moment. Guesses: 5 s in all. */
const attempts = 20
const pauseMs = 250

export interface ResidentNode {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  watch(tell: (event: ShownEvent) => void): () => void
  close(): Promise<void>
}

interface Place {
  call: ResidentNode['call']
  /** Tells of events until the signal aborts or the daemon ends. */
  events(tell: (event: ShownEvent) => void, signal: AbortSignal): Promise<void>
}

export function openResident({ home, log }: { home: string; log: Logger }): ResidentNode {
  const tellers = new Set<(event: ShownEvent) => void>()
  const closing = new AbortController()
  let own: ServedDaemon | undefined
  let place: Promise<Place> | undefined

  const listen = async (found: Promise<Place>): Promise<void> => {
    const here = await found
    await here
      .events((event) => tellers.forEach((tell) => tell(event)), closing.signal)
      .catch((error: unknown) => log.debug({ error }, 'the events of the daemon ended'))
    // Whoever watches goes on watching, at the next daemon.
    if (place === found) place = undefined
    if (!closing.signal.aborted && tellers.size > 0) await current().catch(() => undefined)
  }
  const find = async (): Promise<Place> => {
    for (let attempt = 1; ; attempt++) {
      const daemon = await findDaemon(home)
      if (daemon !== undefined)
        return { call: daemon.call, events: (tell, signal) => readEvents(home, tell, signal) }
      try {
        own = await serveDaemon({
          home,
          log,
          api: { host: '127.0.0.1', port: 0 },
          pid: process.pid,
          network: { profile: 'local', listen: [], bootstrap: [] },
        })
        return servedHere(own)
      } catch (error) {
        const busy = error instanceof MemCubeError && error.code === 'ERR_HOME_IN_USE'
        if (!busy || attempt === attempts) throw error
        await pause(pauseMs, undefined, { signal: closing.signal })
      }
    }
  }
  const current = (): Promise<Place> => {
    if (place !== undefined) return place
    const found = find()
    place = found
    void listen(found).catch(() => {
      if (place === found) place = undefined
    })
    return found
  }
  return {
    async call(name, input, options) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await (await current()).call(name, input, options)
        } catch (error) {
          if (!isNobodyThere(error) || attempt === attempts) throw error
          place = undefined
          await pause(pauseMs, undefined, { signal: options.signal })
        }
      }
    },
    watch(tell) {
      tellers.add(tell)
      void current().catch(() => undefined)
      return () => void tellers.delete(tell)
    },
    async close() {
      closing.abort()
      await place?.catch(() => undefined)
      await own?.close()
    },
  }
}

function servedHere({ node }: ServedDaemon): Place {
  return {
    call: (name, input, options) => node.call(name, input, options),
    events: (tell, signal) =>
      new Promise((resolve) => {
        const stop = watchEvents(node.events, tell)
        signal.addEventListener('abort', () => (stop(), resolve()), { once: true })
      }),
  }
}
