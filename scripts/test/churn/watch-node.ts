/** Starts a node in a process of its own, which begins as that of a daemon does, calls it there, and asks what memory that process has. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { MemCubeError } from '../../../src/core/errors.ts'
import { missingBounds } from '../../../src/interfaces/cli/small-process.ts'
import { NODE_FLAGS } from '../../../test/helpers/node-flags.ts'

const watchedFile = join(import.meta.dirname, 'watched.ts')

export interface MemoryNow {
  rssMib: number
  /** These after a collection. */
  heapMib: number
  externalMib: number
  buffersMib: number
  /** Objects of a kind that are there; none unless asked for. */
  counts: Record<string, number>
}

type Ask =
  | { ask: 'memory'; withCounts: boolean }
  | { ask: 'addresses' }
  | { ask: 'snapshot'; file: string }
  | { ask: 'call'; name: string; input: unknown }
export type Question = Ask & { id: number }
export type Answer = { id: number } & ({ value: unknown } | { error: { message: string; code: string } })

export class WatchedNode {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #addresses: string[] = []
  #id = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (answer: Answer) => {
      const waiter = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('value' in answer) waiter?.resolve(answer.value)
      else waiter?.reject(new MemCubeError(answer.error.code, answer.error.message))
    })
    child.on('exit', (code) => {
      const gone = new MemCubeError('ERR_INTERNAL', `the watched node ended with ${code}`)
      for (const { reject } of this.#waiting.values()) reject(gone)
    })
  }

  static async start(home: string): Promise<WatchedNode> {
    const bounds = missingBounds({ execArgv: [], env: process.env })
    const node = new WatchedNode(
      fork(watchedFile, [home], {
        execArgv: [...NODE_FLAGS, '--disable-warning=ExperimentalWarning', ...(bounds?.flags ?? [])],
        env: { ...process.env, ...bounds?.env },
      }),
    )
    node.#addresses = (await node.#ask({ ask: 'addresses' })) as string[]
    return node
  }

  addresses(): string[] {
    return this.#addresses
  }

  call(name: string, input: unknown): Promise<unknown> {
    return this.#ask({ ask: 'call', name, input })
  }

  memory({ withCounts }: { withCounts: boolean }): Promise<MemoryNow> {
    return this.#ask({ ask: 'memory', withCounts }) as Promise<MemoryNow>
  }

  /** Everything that is there now, for `holders.ts`. */
  async snapshot(file: string): Promise<void> {
    await this.#ask({ ask: 'snapshot', file })
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  #ask(question: Ask): Promise<unknown> {
    const id = ++this.#id
    const waiter = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiter)
    this.#child.send({ ...question, id })
    return waiter.promise
  }
}
