/** Somebody with a machine, a home and a daemon, and a way to ask that daemon. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Daemon, Json } from '../helpers/daemon.ts'
import type { NamespaceHost } from '../swarm/namespaces.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'

const program = fileURLToPath(new URL('caller.ts', import.meta.url))
/** Six daemons on two cores that others use as well. */
const deadlineMs = 180_000

export interface Told {
  answer?: Json
  error?: { code: string; message: string; hint?: string }
}

export class Person {
  readonly name: string
  readonly host: NamespaceHost
  readonly home: string
  daemon: Daemon | undefined
  readonly #waiting = new Map<number, (told: Told) => void>()
  readonly #caller: ChildProcess
  #next = 0

  constructor(host: NamespaceHost, home: string) {
    this.name = host.name
    this.host = host
    this.home = home
    const [command = '', ...before] = host.via
    this.#caller = spawn(command, [...before, process.execPath, ...NODE_FLAGS, program, home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: this.#caller.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const { id, ...told } = JSON.parse(line) as Told & { id: number }
      this.#waiting.get(id)?.(told)
      this.#waiting.delete(id)
    })
    onTestFinished(() => void this.#caller.kill('SIGKILL'))
  }

  /** Public life without anybody in it: no mDNS, no bootstrap, so that what goes out is of the swarm. */
  async start(): Promise<this> {
    this.daemon = await this.host.startDaemon(this.home, {
      args: ['--profile', 'public', '--listen', `/ip4/${this.host.ip}/tcp/4000`],
    })
    return this
  }

  async stop(): Promise<void> {
    await this.daemon?.stop()
    this.daemon = undefined
  }

  /** Asks for a use case, which may be refused. */
  asks(name: string, input: object = {}): Promise<Told> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.name} had no answer to ${name}`)), deadlineMs)
      this.#waiting.set(id, (told) => {
        clearTimeout(timer)
        resolve(told)
      })
      this.#caller.stdin?.write(`${JSON.stringify({ id, name, input })}\n`)
    })
  }

  /** Asks for a use case that must succeed. */
  async does(name: string, input: object = {}): Promise<Json> {
    const { answer, error } = await this.asks(name, input)
    if (error !== undefined) throw new Error(`${this.name} could not ${name}: ${error.code} ${error.message}`)
    return answer
  }
}

/** @param everyMs between two looks; where a time is measured, that is how exact it is */
export async function eventually(
  check: () => Promise<boolean>,
  what: string | (() => string),
  everyMs = 250,
): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs)
  while (!(await check())) {
    if (deadline.aborted)
      throw new Error(`${typeof what === 'string' ? what : what()} did not happen in time`)
    await wait(everyMs)
  }
}

/** The same for all of them. */
export async function everyone<T>(all: readonly T[], check: (one: T) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(all.map(check))).every(Boolean)
}

/** Two at a time: that many cores are counted on, and a daemon has a deadline to start. */
export async function twoByTwo<T, R>(all: readonly T[], make: (one: T) => Promise<R>): Promise<R[]> {
  const made: R[] = []
  for (let at = 0; at < all.length; at += 2)
    made.push(...(await Promise.all(all.slice(at, at + 2).map(make))))
  return made
}
