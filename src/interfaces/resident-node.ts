/**
 * The node of a home for a program that stays: the daemon when one runs, and otherwise one that this process becomes, so
 * that every other command of the home finds it. It gives the home to a daemon that starts and goes on through that one; when
 * the daemon it used ends, it looks again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { anySignal } from '../core/signals/index.ts'
import type { CallOptions, Logger, NodeConfig, ShownEvent } from '../node/index.ts'
import { findDaemon, isNobodyThere } from './cli/daemon-client.ts'
import { readEvents } from './cli/daemon-events.ts'
import { isHomeWanted, waitForTurn, watchWish } from './cli/home-turn.ts'
import { serveDaemon, type ServedDaemon } from './serve-daemon.ts'

/** The daemon that was asked has gone, and nobody has the home yet. Guesses: 5 s in all. */
const attempts = 20
const pauseMs = 250
/** A daemon that starts waits 30 s for a home. Guess: calls of agents take a second or two; longer ones are cut off. */
const finishMs = 10_000

interface ResidentNode {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  watch(tell: (event: ShownEvent) => void): () => void
  close(): Promise<void>
}

interface Place {
  call: ResidentNode['call']
  /** Tells of events until the signal aborts, the daemon ends or the home is given away. */
  events(tell: (event: ShownEvent) => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

interface ResidentConfig {
  home: string
  log: Logger
  /** How long to wait for a home that another process has. */
  waitMs: number
  s3Keys?: NodeConfig['s3Keys']
}

export function openResident({ home, log, waitMs, s3Keys }: ResidentConfig): ResidentNode {
  const tellers = new Set<(event: ShownEvent) => void>()
  const closing = new AbortController()
  let place: Promise<Place> | undefined
  /** Set while the home goes to a daemon: nobody looks for a place before it is free. */
  let giving: Promise<void> | undefined

  const listen = async (found: Promise<Place>): Promise<void> => {
    const here = await found
    await here
      .events((event) => tellers.forEach((tell) => tell(event)), closing.signal)
      .catch((error: unknown) => log.debug({ error }, 'the events of the daemon ended'))
    // Whoever watches goes on watching, at the next daemon.
    if (place === found) place = undefined
    if (!closing.signal.aborted && tellers.size > 0) await current().catch(() => undefined)
  }
  const give = (from: Place): void => {
    place = undefined
    giving = from
      .close()
      .catch((error: unknown) => log.warn({ error }, 'the home was not closed in order'))
      .finally(() => (giving = undefined))
  }
  const find = async (): Promise<Place> => {
    await giving
    const note = (text: string): void => log.warn({}, text)
    const turn = { home, asks: 'resident', limitMs: waitMs, signal: closing.signal, note } as const
    return waitForTurn(turn, async () => {
      const daemon = await findDaemon(home)
      if (daemon !== undefined)
        return { ...daemon, events: (tell, signal) => readEvents(home, tell, signal) } satisfies Place
      return (await isHomeWanted(home)) ? undefined : serveHere({ home, log, give, s3Keys })
    })
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
        const asked = current()
        try {
          return await (await asked).call(name, input, options)
        } catch (error) {
          if (!isNobodyThere(error) || attempt === attempts) throw error
          if (place === asked) place = undefined
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
      await giving
      await (await place?.catch(() => undefined))?.close()
    },
  }
}

interface Serving {
  home: string
  log: Logger
  s3Keys: NodeConfig['s3Keys']
  /** Called when a daemon wants the home. */
  give(place: Place): void
}

async function serveHere({ home, log, give, s3Keys }: Serving): Promise<Place> {
  const served = await serveDaemon({
    home,
    log,
    s3Keys,
    role: 'resident',
    api: { host: '127.0.0.1', port: 0 },
    pid: process.pid,
    network: {},
  })
  const place = servedHere(served)
  const stop = watchWish(home, () => give(place))
  return { ...place, close: () => (stop(), place.close()) }
}

/** A place that ends once the calls that it has begun are answered. */
function servedHere({ node, close }: ServedDaemon): Place {
  const ended = new AbortController()
  const begun = new Set<Promise<unknown>>()
  let isClosing = false
  return {
    async call(name, input, options) {
      // As if it had been asked from another process: the caller looks for the next place.
      if (isClosing) throw new Error('the home is given away', { cause: { code: 'ECONNREFUSED' } })
      const answer = node.call(name, input, options)
      begun.add(answer)
      return answer.finally(() => begun.delete(answer))
    },
    events: (tell, signal) =>
      new Promise((resolve) => {
        const stop = node.watch(tell)
        const end = (): void => (stop(), resolve())
        anySignal([signal, ended.signal]).addEventListener('abort', end, { once: true })
      }),
    async close() {
      isClosing = true
      const late = new AbortController()
      const limit = pause(finishMs, undefined, { signal: late.signal }).catch(() => undefined)
      await Promise.race([Promise.allSettled(begun), limit])
      late.abort()
      ended.abort()
      await close()
    },
  }
}
