/** The index as the node sees it: starts the worker that owns it and turns calls into messages. */
import { RecallError } from './errors.ts'
import type {
  CubeVoice,
  KeyVector,
  NearestAnswer,
  RecallAnswer,
  RecallChanges,
  RecallDocument,
  RecallIndex,
  RecallOptions,
  RecallQuery,
  RecallStatus,
} from './recall.ts'
import type { ServerStatus } from './server/away.ts'
import type { TextSource } from './texts.ts'
import { startWorker, type WorkerChannel } from './worker-channel.ts'

/** Documents in one message: 100 of 600 bytes are indexed in about 3 ms, which is what a question may wait (measured). */
const STEP = 100
/** Texts whose neighbours are looked for in one message: about 10 ms among 100,000 memories. Guess. */
const NEAREST_STEP = 8
/** Keys whose vectors are read in one message: a lookup and a copy of 256 bytes each. Guess. */
const VECTOR_STEP = 200
/** A step also ends here, for long documents (UTF-16 units). */
const STEP_LENGTH = 100_000

/**
 * Opens the index in `folder`, made if missing. A damaged one is discarded: its cursors are then `undefined`.
 * @param source has the texts of all that is put; without it the index keeps them
 * @throws {RecallError} ERR_HOME_IN_USE when another process has it open.
 */
export async function openRecall(
  folder: string,
  options: RecallOptions = {},
  source?: TextSource,
): Promise<RecallIndex> {
  const channel = await startWorker({ folder, options }, source)
  let closed: Promise<void> | undefined

  const index: RecallIndex = {
    replace: (cube, changes, at) => replace(channel, cube, changes, at),
    dropCube: (cube) => channel.call<void>({ method: 'dropCube', cube }),
    cursor: (cube) => channel.call<string | undefined>({ method: 'cursor', cube }),
    purge: () => channel.call<void>({ method: 'purge' }),
    opaque: (cubes) => channel.call<number>({ method: 'opaque', cubes }),
    voices: () => channel.call<CubeVoice[]>({ method: 'voices' }),
    entries: (cube) => channel.call<[string, string][]>({ method: 'entries', cube }),
    search: (query, { signal } = {}) =>
      channel.call<RecallAnswer>({ method: 'search', query: plain(query) }, signal),
    nearest: (cube, texts, count, { signal } = {}) => nearest(channel, { cube, texts, count }, signal),
    vectors: (cube, keys, { signal } = {}) => vectors(channel, cube, keys, signal),
    status: () => channel.call<RecallStatus>({ method: 'status' }),
    server: () => channel.call<ServerStatus | undefined>({ method: 'server' }),
    settled: ({ signal } = {}) => channel.call<void>({ method: 'settled' }, signal),
    close: () => (closed ??= channel.close()),
    [Symbol.asyncDispose]: () => index.close(),
  }
  return index
}

/** In steps, so that a question waits for a few keys at most. */
async function vectors(
  channel: WorkerChannel,
  cube: string,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<KeyVector[]> {
  const found: KeyVector[] = []
  for (let first = 0; first < keys.length; first += VECTOR_STEP) {
    const step = keys.slice(first, first + VECTOR_STEP)
    found.push(...(await channel.call<KeyVector[]>({ method: 'vectors', cube, keys: step }, signal)))
  }
  return found
}

/** In steps, so that a question waits for a few texts at most. */
async function nearest(
  channel: WorkerChannel,
  { cube, texts, count }: { cube: string; texts: readonly string[]; count: number },
  signal: AbortSignal | undefined,
): Promise<NearestAnswer> {
  const answer: NearestAnswer = { near: [], waiting: 0 }
  for (let first = 0; first < texts.length; first += NEAREST_STEP) {
    const step = texts.slice(first, first + NEAREST_STEP)
    const { near, waiting } = await channel.call<NearestAnswer>(
      { method: 'nearest', cube, texts: step, count },
      signal,
    )
    answer.near.push(...near)
    answer.waiting = waiting
  }
  return answer
}

function replace(channel: WorkerChannel, cube: string, changes: RecallChanges, at: string): Promise<void> {
  const wrong = changes.put.find((document) => document.cube !== cube)
  if (wrong) {
    const message = `expected memories of cube ${cube}, got ${wrong.key} of ${wrong.cube}`
    return Promise.reject(new RecallError('ERR_INVALID_INPUT', message))
  }
  const call = channel.open<void>()
  let { remove, opaque = [] } = changes
  let first = 0
  do {
    const end = stepEnd(changes.put, first)
    const last = end >= changes.put.length
    call.send({
      method: 'replace',
      step: { cube, put: changes.put.slice(first, end), remove, opaque, at: last ? at : undefined },
    })
    remove = []
    opaque = []
    first = end
  } while (first < changes.put.length)
  return call.result
}

function stepEnd(documents: readonly RecallDocument[], first: number): number {
  let length = 0
  let end = first
  while (end < documents.length && end - first < STEP && length < STEP_LENGTH)
    length += documents[end++]!.text.length
  return end
}

/** Sets cross as arrays: one shape on the other side. */
function plain(query: RecallQuery): RecallQuery {
  return query.memories instanceof Set ? { ...query, memories: [...query.memories] } : query
}
