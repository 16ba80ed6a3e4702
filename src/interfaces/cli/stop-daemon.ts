/** Ends the daemon of a home, and waits until the home is free. */
import { setTimeout as pause } from 'node:timers/promises'
import { MemCubeError } from '../../core/errors.ts'
import { isHomeHeld, loadHolder, type Holder } from '../../home/home-holder.ts'

const pollMs = 50
/** A daemon ends itself by force after 15 s. */
const limitMs = 20_000
/** So long the file has to name the daemon before a signal is sent: it may be left over from one that was killed. */
const sureMs = 100

interface Stopped {
  stopped: boolean
  pid?: number
  /** Who has the home, where that is no daemon. */
  other?: Holder
}

/** @throws ERR_TIMEOUT for one that does not end, ERR_DENIED for one of another user */
export async function stopDaemon(home: string, signal: AbortSignal): Promise<Stopped> {
  const holder = await surelyHolder(home, signal)
  if (holder === undefined) return { stopped: false }
  if (holder.role !== 'daemon') return { stopped: false, other: holder }
  askToEnd(holder.pid)
  const begunMs = performance.now()
  while (await isHeldBy(home, holder.pid)) {
    if (performance.now() - begunMs > limitMs)
      throw new MemCubeError('ERR_TIMEOUT', `process ${holder.pid} did not end within ${limitMs / 1_000} s`, {
        hint: `see what it logs; \`kill -9 ${holder.pid}\` ends it, and nothing acknowledged is lost`,
      })
    await pause(pollMs, undefined, { signal })
  }
  return { stopped: true, pid: holder.pid }
}

/** Who has the lock, by a file that has said the same for a while. */
async function surelyHolder(home: string, signal: AbortSignal): Promise<Holder | undefined> {
  for (;;) {
    const first = await loadHolder(home)
    if (!(await isHomeHeld(home))) return undefined
    await pause(sureMs, undefined, { signal })
    const second = await loadHolder(home)
    if (first !== undefined && first.pid === second?.pid && (await isHomeHeld(home))) return second
    if (first === undefined && second === undefined) return undefined
  }
}

async function isHeldBy(home: string, pid: number): Promise<boolean> {
  return (await loadHolder(home))?.pid === pid && (await isHomeHeld(home))
}

function askToEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPERM')
      throw new MemCubeError('ERR_DENIED', `process ${pid} belongs to another user`, {
        cause: error,
        hint: 'stop it as its owner',
      })
    if (code !== 'ESRCH') throw error
  }
}
