/** One node of the demo: a daemon process and a client of its local API. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { anySignal } from '../../core/signals/index.ts'
import type { AnswerOf } from '../../node/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { findDaemon } from './daemon-client.ts'

/** A daemon that is not ready by then will not be. Guess: ten times the slowest measured. */
const readyMs = 60_000
const stopMs = 10_000
/** No call of the demo takes so long. Guess: a hundred times the slowest measured. */
const callMs = 60_000

type DaemonEvent = Record<string, unknown>

export interface Actor {
  addresses: string[]
  call<N extends string>(name: N, input: unknown): Promise<AnswerOf<N>>
  /** The next event of the daemon that fits. */
  waitFor(fits: (event: DaemonEvent) => boolean, timeoutMs: number, signal: AbortSignal): Promise<DaemonEvent>
  stop(): Promise<void>
}

export async function startActor(
  folder: string,
  name: string,
  bootstrap: readonly string[],
  signal: AbortSignal,
): Promise<Actor> {
  const home = join(folder, name)
  const { initHome } = await import('../../home/home.ts')
  await initHome({ home, name })
  const child = spawnDaemon(home, bootstrap)
  const events = readEvents(child)
  const stop = (): Promise<void> => stopChild(child)
  try {
    const ready = await events.waitFor(({ event }) => event === 'ready', readyMs, signal)
    const client = await findDaemon(home)
    if (client === undefined)
      throw new MemCubeError('ERR_UNREACHABLE', `the daemon of ${name} is ready and cannot be found`)
    return {
      addresses: ready['addresses'] as string[],
      call: (call, input) =>
        client.call(call, input, {
          signal: anySignal([signal, AbortSignal.timeout(callMs)]),
          progress() {},
        }),
      waitFor: events.waitFor,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function spawnDaemon(home: string, bootstrap: readonly string[]): ChildProcess {
  const program = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './bin.ts' : './bin.js', import.meta.url),
  )
  const args = [
    program,
    'daemon',
    '--json',
    '--home',
    home,
    '--profile',
    'local',
    ...bootstrap.flatMap((address) => ['--bootstrap', address]),
  ]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

function readEvents(child: ChildProcess): Pick<Actor, 'waitFor'> {
  const waiting = new Set<(event: DaemonEvent) => void>()
  const said: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as DaemonEvent
      for (const take of waiting) take(event)
    })
  }
  return {
    waitFor: (fits, timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        const deadline = anySignal([signal, AbortSignal.timeout(timeoutMs)])
        const end = (): void => {
          waiting.delete(take)
          child.off('exit', onExit)
          deadline.removeEventListener('abort', onDeadline)
        }
        const take = (event: DaemonEvent): void => {
          if (!fits(event)) return
          end()
          resolve(event)
        }
        const onExit = (): void => {
          end()
          reject(
            new MemCubeError(
              'ERR_UNREACHABLE',
              `a daemon of the demo ended: ${said.join('').trim().slice(-500)}`,
            ),
          )
        }
        const onDeadline = (): void => {
          end()
          reject(
            signal.aborted
              ? (signal.reason as Error)
              : new MemCubeError('ERR_TIMEOUT', `nothing came within ${timeoutMs} ms`),
          )
        }
        waiting.add(take)
        child.once('exit', onExit)
        deadline.addEventListener('abort', onDeadline, { once: true })
      }),
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const force = setTimeout(() => child.kill('SIGKILL'), stopMs)
  child.kill('SIGTERM')
  await ended
  clearTimeout(force)
}
