/** A daemon as a process of its own, and the command line beside it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { NODE_FLAGS } from './node-flags.ts'
import { program } from './program.ts'
import type { AtEnd } from './temporary-folder.ts'

const deadlineMs = 150_000
const meetingMs = 20_000

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
export type Json = any

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
  /** The one JSON document on stdout. */
  json: Json
}

/** The command line of memcube. @param via a program that runs it elsewhere, e.g. in a network namespace */
function commandLine(args: readonly string[], via: readonly string[]): [command: string, args: string[]] {
  const [command, ...rest] = [...via, process.execPath, ...NODE_FLAGS, program, ...args]
  return [command as string, rest]
}

/** Runs one command to its end. */
export function memcube(
  home: string,
  args: readonly string[],
  input?: string | Uint8Array,
  via: readonly string[] = [],
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(...commandLine([...args, '--home', home, '--json'], via), { stdio: 'pipe' })
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr, json: parse(stdout) })
    })
    child.stdin.end(input)
  })
}

/** Runs one command that must succeed. @returns its JSON */
export function done(home: string, ...args: string[]): Promise<Json> {
  return doneVia([], home, args)
}

/** The same through `via`. */
export async function doneVia(via: readonly string[], home: string, args: readonly string[]): Promise<Json> {
  const { code, stdout, stderr, json } = await memcube(home, args, undefined, via)
  if (code !== 0) throw new Error(`memcube ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return json
}

/** On a machine that is busy a first dial may fail; the daemon dials again within seconds. */
async function meetSomebody(home: string, via: readonly string[]): Promise<void> {
  const until = performance.now() + meetingMs
  while (performance.now() < until) {
    const { json } = await memcube(home, ['peers'], undefined, via)
    if (json?.peers?.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type DaemonEvent = Record<string, Json>

export interface Daemon {
  home: string
  peerId: string
  addresses: string[]
  api: string
  child: ChildProcess
  stderr(): string
  /** The first event, past or to come, that fits. */
  event(fits: (event: DaemonEvent) => boolean): Promise<DaemonEvent>
  /** @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts a daemon and waits until it is ready, and with bootstrap addresses until it has met somebody or did not for long; it is killed
 * when the test is over.
 */
export async function startDaemon(
  home: string,
  options: {
    bootstrap?: readonly string[]
    args?: readonly string[]
    via?: readonly string[]
    atEnd?: AtEnd
  } = {},
): Promise<Daemon> {
  const bootstrap = (options.bootstrap ?? []).flatMap((address) => ['--bootstrap', address])
  const args = ['daemon', '--home', home, '--json', ...bootstrap, ...(options.args ?? [])]
  const child = spawn(...commandLine(args, options.via ?? []), { stdio: ['ignore', 'pipe', 'pipe'] })
  const events: DaemonEvent[] = []
  const waiting = new Set<() => void>()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    events.push(JSON.parse(line) as DaemonEvent)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const event = (fits: (event: DaemonEvent) => boolean): Promise<DaemonEvent> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        waiting.delete(look)
      }
      const look = (): void => {
        const found = events.find(fits)
        if (found === undefined) return
        end()
        resolve(found)
      }
      const timer = setTimeout(() => fail('nothing fitting came in time'), deadlineMs)
      const fail = (why: string): void => {
        end()
        reject(
          new Error(`${why}; events: ${JSON.stringify(events).slice(-2000)}; stderr: ${stderr.slice(-2000)}`),
        )
      }
      waiting.add(look)
      look()
      void ended.then(() => fail('the daemon ended'))
    })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal)
    const force = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
    const code = await ended
    clearTimeout(force)
    return code
  }
  const atEnd = options.atEnd ?? onTestFinished
  atEnd(async () => void (await stop('SIGKILL')))
  const ready = await event((one) => one['event'] === 'ready')
  if (bootstrap.length > 0) await meetSomebody(home, options.via ?? [])
  return {
    home,
    peerId: ready['peerId'],
    addresses: ready['addresses'],
    api: ready['api'],
    child,
    stderr: () => stderr,
    event,
    stop,
  }
}
