/** The status of a daemon, told anew whenever it changes: events say when to look, and a slow look what no event says. */
import { setTimeout as after } from 'node:timers/promises'
import { anySignal } from '../../core/signals/index.ts'
import type { AnswerOf } from '../../node/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { openScreen, type Terminal } from './screen.ts'
import { statusLines } from './status-lines.ts'
import type { VerbContext } from './verb.ts'

/** Events come in crowds: one look for those of a moment. Guess. */
const settleMs = 100
/** The index and the disk change without an event; the index is looked at more often while something waits for it. Guess. */
const lookMs = 5_000
const lookWhilePendingMs = 500

type Ending = 'looked' | 'interrupted' | 'ended'

/**
 * Ends with 0 at an interrupt.
 * @throws ERR_UNREACHABLE where no daemon runs, or when it ends
 */
export async function watchStatus(
  { home, json, out, call, client }: VerbContext,
  stdout: Partial<Terminal> & { isTTY?: boolean; writableNeedDrain?: boolean },
): Promise<number> {
  const { signal } = call
  const node = await client()
  const first = await node.call('status', {}, call)
  if (!first.running) throw noDaemon('no daemon runs for this home: what is watched is a daemon')
  const screen = stdout.isTTY === true && !json ? openScreen(stdout as Terminal) : undefined
  const show = (status: AnswerOf<'status'>): void => {
    if (json) out.json(status)
    else if (screen === undefined) out.text(`${statusLines(status).join('\n')}\n`)
    else screen.show([...statusLines(status), '', 'kept up to date; ends with ctrl-c'])
  }
  const changes = await watchChanges(home, signal)
  try {
    let last: string | undefined
    for (let status = first; ; status = await node.call('status', {}, call)) {
      const now = JSON.stringify(withoutNoise(status))
      // A reader who is behind is shown the newest once there is room.
      const isBehind = stdout.writableNeedDrain === true
      if (now !== last && !isBehind) show(status)
      if (!isBehind) last = now
      const ending = await changes.next(status.index.pending > 0 ? lookWhilePendingMs : lookMs)
      if (ending === 'interrupted') return 0
      if (ending === 'ended') throw noDaemon('the daemon ended')
    }
  } catch (error) {
    if (signal.aborted) return 0
    throw error
  } finally {
    changes.close()
    screen?.close()
  }
}

/** What other programs do to the disk is no change of this node. */
function withoutNoise({ disk: { free: _free, ...disk }, ...status }: AnswerOf<'status'>): unknown {
  return { ...status, disk }
}

interface Changes {
  /** Resolves a moment after the next event, or when it is time to look anyway. */
  next(lookAfterMs: number): Promise<Ending>
  close(): void
}

async function watchChanges(home: string, signal: AbortSignal): Promise<Changes> {
  const { readEvents } = await import('./daemon-events.ts')
  const closing = new AbortController()
  let changed = Promise.withResolvers<Ending>()
  const stream = readEvents(home, () => changed.resolve('looked'), anySignal([signal, closing.signal])).catch(
    () => undefined,
  )
  const ended = stream.then((): Ending => (signal.aborted ? 'interrupted' : 'ended'))
  return {
    async next(lookAfterMs) {
      const timer = new AbortController()
      const look = after(lookAfterMs, 'looked' as const, { signal: timer.signal }).catch(
        () => 'looked' as const,
      )
      const ending = await Promise.race([changed.promise, look, ended])
      timer.abort()
      if (ending !== 'looked') return ending
      const settled = await Promise.race([after(settleMs, 'looked' as const), ended])
      changed = Promise.withResolvers<Ending>()
      return settled
    },
    close: () => closing.abort(),
  }
}

function noDaemon(message: string): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', message, { hint: 'start one with `memcube daemon`' })
}
