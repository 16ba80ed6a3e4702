/** The built program, as it is installed: `dist/`, not the sources. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { costOf, type Cost } from './processor-time.ts'
import { run } from './run.ts'

export const BIN = join(import.meta.dirname, '..', '..', '..', 'dist', 'interfaces', 'cli', 'bin.js')
if (!existsSync(BIN)) throw new Error('dist/ is not built: run `npm run build` first')

// oxlint-disable-next-line typescript/no-explicit-any -- JSON of the command line
export type Answer = any

interface Ran {
  wallMs: number
  answer: Answer
}

function commandLine(via: readonly string[], args: string[]): [command: string, args: string[]] {
  const [first = process.execPath, ...rest] = via
  return [first, via.length === 0 ? [BIN, ...args] : [...rest, process.execPath, BIN, ...args]]
}

/** Runs one command with `--json`. @throws when it fails */
export function memcube(home: string, ...args: string[]): Promise<Ran> {
  return memcubeVia([], home, ...args)
}

/** @param via a program that runs it elsewhere, e.g. in a network namespace */
export async function memcubeVia(via: readonly string[], home: string, ...args: string[]): Promise<Ran> {
  const { wallMs, stdout } = await run(...commandLine(via, [...args, '--home', home, '--json']))
  return { wallMs, answer: JSON.parse(stdout) }
}

/** The cost of one command, as a person types it: without `--json`. @param folder see `costOf` */
export function memcubeCost(folder: string, home: string, ...args: string[]): Promise<Cost> {
  return costOf(folder, process.execPath, [BIN, ...args, '--home', home])
}

export interface Daemon {
  child: ChildProcess
  addresses: string[]
  /** Where its local API is. */
  api: string
  stop(): Promise<void>
}

type Ready = Pick<Daemon, 'addresses' | 'api'>

/** Starts a daemon and waits until it says that it is ready. */
export function startDaemon(home: string, ...args: string[]): Promise<Daemon> {
  return startDaemonVia([], home, ...args)
}

export async function startDaemonVia(
  via: readonly string[],
  home: string,
  ...args: string[]
): Promise<Daemon> {
  const [command, words] = commandLine(via, ['daemon', '--home', home, '--json', ...args])
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { addresses, api } = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event: Answer = JSON.parse(line)
      if (event.event === 'ready') resolve(event as Ready)
    })
    void ended.then(() => reject(new Error('the daemon ended before it was ready')))
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
  }
  return { child, addresses, api, stop }
}
