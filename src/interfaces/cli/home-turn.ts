/**
 * Whose turn it is with a home. One process has it at a time; the others wait, as far as waiting helps: for a daemon that
 * starts until it answers, for a command until it has ended, for `memcube mcp` until it gives the home to a daemon.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { MemCubeError } from '../../core/errors.ts'
import {
  loadHolder,
  loadWish,
  removeWish,
  saveWish,
  type Holder,
  type HolderRole,
} from '../../home/home-holder.ts'
import { parseDuration } from './duration.ts'

/** A try costs under a millisecond. Guess: who waits does not notice it. */
const pollMs = 25
/** A wish counts for 5 s (`wishLastsMs`); it is renewed well before. */
const wishEveryMs = 1_000
/** From here on people are told what is waited for. Guess. */
const tellAfterMs = 1_500
/** Most commands end within seconds. Guess: who started a longer one knows of it. */
const defaultWaitMs = 30_000
/** So long the file has to name the same daemon: it may be left over, until the process that has the lock has written its own. */
const sureMs = 300

export interface TurnFacts {
  asks: HolderRole
  holder: Holder | undefined
  /** How long the file has named that holder. */
  sameMs: number
  waitedMs: number
  limitMs: number
}

/** Whether to go on waiting for a home that another process has. Pure. */
export function decideTurn({ asks, holder, sameMs, waitedMs, limitMs }: TurnFacts): 'wait' | 'refuse' {
  if (waitedMs >= limitMs) return 'refuse'
  const isDaemon = holder?.role === 'daemon' && holder.ending !== true
  return asks === 'daemon' && isDaemon && sameMs >= sureMs ? 'refuse' : 'wait'
}

interface Turn {
  home: string
  asks: HolderRole
  limitMs: number
  signal: AbortSignal
  /** Says what is waited for. */
  note(text: string): void
}

/** `MEMCUBE_WAIT`, a duration such as `5s`; `0s` waits for nobody. @throws ERR_USAGE */
export function waitLimit(env: NodeJS.ProcessEnv): number {
  const text = env['MEMCUBE_WAIT']
  return text === undefined || text === '' ? defaultWaitMs : parseDuration(text, 'MEMCUBE_WAIT')
}

/**
 * Tries until it is this process's turn. A daemon says meanwhile that it wants the home; nobody else takes it first then.
 * @param attempt undefined for "not yet"; what it throws is the end, but for ERR_HOME_IN_USE
 * @throws ERR_HOME_IN_USE when waiting is of no use, the reason of the signal
 */
export async function waitForTurn<T extends object>(
  { home, asks, limitMs, signal, note }: Turn,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const begunMs = performance.now()
  let seen: { holder: Holder | undefined; sinceMs: number } = { holder: undefined, sinceMs: begunMs }
  let wishedMs = -Infinity
  let isTold = false
  try {
    for (;;) {
      signal.throwIfAborted()
      const { found, refused } = await tryOnce(attempt)
      if (found !== undefined) return found
      const nowMs = performance.now()
      const holder = await loadHolder(home)
      if (!isSame(holder, seen.holder)) seen = { holder, sinceMs: nowMs }
      const facts = { asks, holder, sameMs: nowMs - seen.sinceMs, waitedMs: nowMs - begunMs, limitMs }
      if (decideTurn(facts) === 'refuse') throw refused ?? daemonFirst()
      if (asks === 'daemon' && nowMs - wishedMs >= wishEveryMs) {
        await saveWish(home, process.pid).catch(() => undefined)
        wishedMs = nowMs
      }
      if (!isTold && facts.waitedMs >= tellAfterMs) note(waitingFor(holder))
      isTold ||= facts.waitedMs >= tellAfterMs
      await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  } finally {
    if (wishedMs > -Infinity) await removeWish(home, process.pid).catch(() => undefined)
  }
}

async function tryOnce<T>(
  attempt: () => Promise<T | undefined>,
): Promise<{ found?: T | undefined; refused?: MemCubeError }> {
  try {
    return { found: await attempt() }
  } catch (error) {
    if (error instanceof MemCubeError && error.code === 'ERR_HOME_IN_USE') return { refused: error }
    throw error
  }
}

/** Whether a daemon that starts is to have the home before this process. */
export async function isHomeWanted(home: string): Promise<boolean> {
  const pid = await loadWish(home, Date.now())
  return pid !== undefined && pid !== process.pid
}

/**
 * Whether a daemon of this home comes within the time: it wants the home, has it, or answers by now. A command that reached
 * nobody by itself may have been started just before the daemon that can.
 */
export async function isDaemonComing(home: string, limitMs: number, signal: AbortSignal): Promise<boolean> {
  const untilMs = performance.now() + limitMs
  for (;;) {
    if (await isHomeWanted(home)) return true
    const holder = await loadHolder(home)
    if (holder?.role === 'daemon' && holder.pid !== process.pid) return true
    if (performance.now() >= untilMs) return false
    await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** How soon a wish is seen. Guess: a daemon that starts has other things to wait for. */
const lookMs = 200

/** Tells once when a daemon wants the home. @returns the way to stop looking */
export function watchWish(home: string, tell: () => void): () => void {
  const timer = setInterval(() => {
    void isHomeWanted(home).then((isWanted) => {
      if (!isWanted || stopped) return
      stop()
      tell()
    })
  }, lookMs)
  let stopped = false
  const stop = (): void => {
    stopped = true
    clearInterval(timer)
  }
  timer.unref()
  return stop
}

function isSame(a: Holder | undefined, b: Holder | undefined): boolean {
  return a?.pid === b?.pid && a?.role === b?.role && a?.ending === b?.ending
}

function waitingFor(holder: Holder | undefined): string {
  if (holder === undefined) return 'waiting for the process that has this home'
  const { pid, role, ending } = holder
  if (ending === true) return `waiting for process ${pid}, which is ending`
  if (role === 'daemon') return `waiting for the daemon that is starting (process ${pid})`
  return role === 'command'
    ? `waiting for a command to end (process ${pid})`
    : `waiting for \`memcube mcp\` to give the home over (process ${pid})`
}

function daemonFirst(): MemCubeError {
  return new MemCubeError('ERR_HOME_IN_USE', 'a daemon that is starting waits for this home', {
    hint: 'repeat this when the daemon is ready',
  })
}
