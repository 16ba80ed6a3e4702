/** Calls to the worker and their answers. The worker keeps the process alive only while a call is open. */
import { Worker } from 'node:worker_threads'
import { codeOfEnd } from '../core/signals/index.ts'
import { RecallError } from './errors.ts'
import { keepHeapLean, youngMiB } from './lean-heap.ts'
import type { TextSource } from './texts.ts'
import type { Failure, Request, Response, TextsQuestion, WorkerStart } from './worker-messages.ts'

/** `Omit` over each member of the union. */
type Body<T = Exclude<Request, { method: 'texts' }>> = T extends Request ? Omit<T, 'id'> : never

export interface WorkerChannel {
  call<T>(body: Body, signal?: AbortSignal): Promise<T>
  /** A call made of several messages, answered once. */
  open<T>(): { send(body: Body): void; result: Promise<T> }
  close(): Promise<void>
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * Starts the worker and waits until it has opened the index.
 * @param texts where it asks for texts; undefined where nobody has them
 * @throws {RecallError} what kept it from opening.
 */
export async function startWorker(
  start: Omit<WorkerStart, 'asksForTexts'>,
  texts?: TextSource,
): Promise<WorkerChannel> {
  keepHeapLean()
  // Beside this module, in the same language: .ts from source, .js when built.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  // Flags of the process, such as --input-type or --eval, are not for the worker.
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    workerData: { ...start, asksForTexts: texts !== undefined } satisfies WorkerStart,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
  })
  const pending = new Map<number, Pending>()
  let nextId = 1
  let gone: Error | undefined

  function settle(id: number, act: (call: Pending) => void): void {
    const call = pending.get(id)
    if (!call) return
    pending.delete(id)
    if (pending.size === 0) worker.unref()
    act(call)
  }

  function expect<T>(id: number): Promise<T> {
    if (gone) return Promise.reject(gone)
    worker.ref()
    return new Promise((resolve, reject) => pending.set(id, { resolve, reject }))
  }

  function fail(error: Error): void {
    gone ??= error
    for (const id of pending.keys()) settle(id, (call) => call.reject(gone!))
  }

  async function tell({ id, memories }: TextsQuestion): Promise<void> {
    const found = await texts?.(memories).catch(() => undefined)
    worker.postMessage({ id, method: 'texts', texts: found } satisfies Request)
  }

  worker.on('message', (response: Response | TextsQuestion) => {
    if ('memories' in response) return void tell(response)
    settle(response.id, (call) => {
      if ('failure' in response) call.reject(errorOf(response.failure))
      else call.resolve(response.value)
    })
  })
  worker.on('error', (cause) => fail(stopped(cause)))
  worker.on('exit', () => fail(stopped(undefined)))

  function open<T>(): { id: number; send(body: Body): void; result: Promise<T> } {
    const id = nextId++
    const result = expect<T>(id)
    return { id, result, send: (body) => void (gone ?? worker.postMessage({ ...body, id })) }
  }

  const channel: WorkerChannel = {
    open,
    call<T>(body: Body, signal?: AbortSignal): Promise<T> {
      if (signal?.aborted) return Promise.reject(aborted(signal))
      const { id, send, result } = open<T>()
      send(body)
      if (!signal) return result
      const onAbort = (): void => settle(id, (call) => call.reject(aborted(signal)))
      signal.addEventListener('abort', onAbort, { once: true })
      return result.finally(() => signal.removeEventListener('abort', onAbort))
    },
    async close() {
      if (gone) return
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      await channel.call<void>({ method: 'close' })
      worker.ref()
      await exited
    },
  }
  await expect<void>(0)
  return channel
}

function errorOf({ code, message, hint, stack }: Failure): RecallError {
  const cause = new Error(message)
  if (stack !== undefined) cause.stack = stack
  return new RecallError(code ?? 'ERR_INTERNAL', message, { cause, ...(hint === undefined ? {} : { hint }) })
}

function aborted(signal: AbortSignal): RecallError {
  return new RecallError(codeOfEnd(signal), 'the question was given up before it was answered', {
    cause: signal.reason,
  })
}

function stopped(cause: unknown): RecallError {
  return new RecallError('ERR_INTERNAL', 'the recall index is closed, or its worker has stopped', {
    hint: 'Open it again: nothing in it is the only copy.',
    cause,
  })
}
