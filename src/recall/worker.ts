/**
 * Entry of the worker thread: questions first, then writes in their order, then a slice of background work; so that a
 * question waits for one step of the others at most.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { MemCubeError } from '../core/errors.ts'
import { Engine } from './engine.ts'
import type { Failure, Request, WorkerStart } from './worker-messages.ts'
import { connectRecall } from './server/connect.ts'
import { releaseMemory } from './release-memory.ts'
import { createTextsChannel } from './texts-channel.ts'

/** Length of a background slice: a fifth of what a search may take (promise S5). */
const SLICE_MS = 2

const port = parentPort!
const { folder, options, asksForTexts } = workerData as WorkerStart
const texts = createTextsChannel((question) => port.postMessage(question))
const writes: Extract<Request, { method: 'replace' | 'dropCube' | 'purge' }>[] = []
const waiters: number[] = []
let engine: Engine
let scheduled = false
let retry: NodeJS.Timeout | undefined
let closing = false
let unsettled = true
/** A `replace` that failed: its later steps are skipped. */
let failed = 0

function receive(request: Request): void {
  const { method } = request
  if (method === 'replace' || method === 'dropCube' || method === 'purge') writes.push(request)
  else if (request.method === 'texts') return texts.answer(request)
  else if (request.method === 'settled') waiters.push(request.id)
  else if (request.method === 'close') return void answer(request.id, close).finally(() => port.close())
  else void answer(request.id, () => perform(request))
  schedule()
}

function perform(request: Request): unknown {
  if (request.method === 'search') return engine.search(request.query)
  if (request.method === 'cursor') return engine.cursor(request.cube)
  if (request.method === 'opaque') return engine.opaque(request.cubes)
  if (request.method === 'voices') return engine.voices()
  if (request.method === 'entries') return engine.entries(request.cube)
  if (request.method === 'nearest') return engine.nearest(request.cube, request.texts, request.count)
  if (request.method === 'vectors') return engine.vectors(request.cube, request.keys)
  if (request.method === 'status') return engine.status()
  if (request.method === 'server') return engine.server()
  return undefined
}

async function answer(id: number, work: () => unknown): Promise<void> {
  try {
    port.postMessage({ id, value: await work() })
  } catch (error) {
    port.postMessage({ id, failure: failureOf(error) })
  }
  // What waited for the answer goes on.
  schedule()
}

function schedule(): void {
  if (scheduled || closing) return
  scheduled = true
  setImmediate(turn)
}

function turn(): void {
  scheduled = false
  if (closing) return
  const request = writes.shift()
  try {
    if (request) write(request)
    else if (engine.work(performance.now() + SLICE_MS, schedule)) unsettled = true
    else return rest()
  } catch (error) {
    // Background work that cannot write (a full disk) is tried again later; questions are still answered.
    port.postMessage({ id: -1, failure: failureOf(error) })
    return later(performance.now() + 5_000)
  }
  schedule()
}

function write(request: (typeof writes)[number]): void {
  if (request.method === 'purge') return void answer(request.id, () => engine.purge(schedule))
  if (request.method === 'dropCube') return void answer(request.id, () => engine.dropCube(request.cube))
  const { id, step } = request
  if (failed === id) return
  try {
    engine.replace(step)
    if (step.at !== undefined) port.postMessage({ id, value: undefined })
  } catch (error) {
    failed = id
    port.postMessage({ id, failure: failureOf(error) })
  }
}

/** Nothing to do right now: tells who waits for that, and puts the log and the graph away. */
function rest(): void {
  if (engine.isSettled) {
    for (const id of waiters.splice(0)) port.postMessage({ id, value: undefined })
    if (unsettled) {
      unsettled = false
      engine.checkpoint()
      void engine
        .saveGraph()
        .catch(() => undefined)
        .then(() => {
          releaseLater()
          // What came while the graph was written could not enter it.
          schedule()
        })
    }
  }
  if (engine.retryAt !== undefined) later(engine.retryAt)
}

/** Questions often follow what was written; memory is given back once it has been quiet for this long. Guess. */
const RELEASE_AFTER_MS = 5_000
let release: NodeJS.Timeout | undefined

/** The graph that grew is among it. */
function releaseLater(): void {
  clearTimeout(release)
  release = setTimeout(() => engine.isSettled && releaseMemory(), RELEASE_AFTER_MS).unref()
}

function later(at: number): void {
  clearTimeout(retry)
  retry = setTimeout(schedule, Math.max(1, at - performance.now()))
}

async function close(): Promise<void> {
  while (writes.length > 0) write(writes.shift()!)
  closing = true
  clearTimeout(retry)
  await engine.close()
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error))
    return { code: undefined, message: String(error), hint: undefined, stack: undefined }
  const { code, hint } = error instanceof MemCubeError ? error : { code: undefined, hint: undefined }
  return { code, message: error.message, hint, stack: error.stack }
}

try {
  const password = options.server?.password
  engine = new Engine(folder, options, asksForTexts ? texts.ask : undefined, (target, broken) =>
    connectRecall(target, password, broken),
  )
  port.on('message', receive)
  port.postMessage({ id: 0, value: undefined })
  schedule()
} catch (error) {
  port.postMessage({ id: 0, failure: failureOf(error) })
  port.close()
}
