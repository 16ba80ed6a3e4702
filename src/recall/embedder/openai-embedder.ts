/** Vectors from a server that speaks OpenAI's `POST /embeddings`. Texts leave this machine only if its URL does. */
import { RecallError } from '../errors.ts'
import type { Embedded, Embedder, OpenAiEmbedderConfig } from './embedder.ts'
import { unit } from './static-embedder.ts'

/** Local servers take 10 to 100 ms for a batch this size; guess. */
const BATCH = 32
const DEFAULT_TIMEOUT_MS = 30_000
/** Somebody waits for the answer to a question, and words alone are an answer too. Guess: many times what a server takes. */
const QUESTION_TIMEOUT_MS = 3_000
/** The largest vectors in use have 4,096 numbers; more is a wrong answer. */
const MAX_DIMENSIONS = 8192
/** 32 vectors of 8,192 numbers as JSON text fit. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export function createOpenAiEmbedder(config: OpenAiEmbedderConfig, send: typeof fetch = fetch): Embedder {
  let dimensions: number | undefined

  async function ask(texts: string[], timeoutMs: number): Promise<Embedded[]> {
    const answer = await request(config, send, texts, timeoutMs)
    const vectors = parseAnswer(answer, texts.length)
    // Kept only once all of an answer is right.
    const expected = dimensions ?? vectors[0]?.length
    if (vectors.some((vector) => vector.length !== expected))
      throw unusable(config, `vectors of different lengths, expected ${expected}`)
    dimensions = expected
    return vectors.map((vector) => ({ vector: unit(vector) }))
  }
  const timeoutMs = config.timeoutMs ?? DEFAULT_TIMEOUT_MS

  return {
    model: `${config.model} at ${new URL(config.url).origin}`,
    get dimensions() {
      return dimensions
    },
    batch: BATCH,
    embed: (texts) => ask(texts, timeoutMs),
    async embedQuery(text) {
      const [embedded] = await ask([text], Math.min(timeoutMs, QUESTION_TIMEOUT_MS))
      return { vector: embedded?.vector, coverage: 1 }
    },
  }
}

async function request(
  config: OpenAiEmbedderConfig,
  send: typeof fetch,
  texts: string[],
  timeoutMs: number,
): Promise<unknown> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (config.apiKey !== undefined) headers['authorization'] = `Bearer ${config.apiKey}`
  try {
    const response = await send(`${config.url.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers,
      redirect: 'error',
      body: JSON.stringify({ model: config.model, input: texts.map((text) => text || ' ') }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw unusable(config, `HTTP status ${response.status}`)
    return JSON.parse(await readLimited(response, config)) as unknown
  } catch (cause) {
    if (cause instanceof RecallError) throw cause
    throw unusable(config, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

async function readLimited(response: Response, config: OpenAiEmbedderConfig): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw unusable(config, `more than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Vectors in the order of the texts. @throws {RecallError} ERR_UNREACHABLE when the answer has another shape. */
function parseAnswer(answer: unknown, count: number): Float32Array[] {
  const data = (answer as { data?: unknown } | null)?.data
  if (!Array.isArray(data) || data.length !== count) throw wrongShape(`${count} embeddings under "data"`)
  const vectors: Float32Array[] = Array.from({ length: count })
  for (const [position, item] of data.entries()) {
    const { index, embedding } = (item ?? {}) as { index?: unknown; embedding?: unknown }
    const place = typeof index === 'number' ? index : position
    if (!Number.isInteger(place) || place < 0 || place >= count)
      throw wrongShape('an "index" within the batch')
    if (vectors[place] !== undefined) throw wrongShape('each "index" once')
    vectors[place] = parseVector(embedding)
  }
  return vectors
}

function parseVector(embedding: unknown): Float32Array {
  const numbers = Array.isArray(embedding) ? (embedding as unknown[]) : []
  const fits = numbers.length > 0 && numbers.length <= MAX_DIMENSIONS
  if (!fits || !numbers.every((value) => isFloat32(value))) {
    throw wrongShape(`embeddings of 1 to ${MAX_DIMENSIONS} finite numbers`)
  }
  return Float32Array.from(numbers as number[])
}

/** A number that 32 bits cannot hold becomes infinite in them. */
function isFloat32(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(Math.fround(value))
}

function wrongShape(expected: string): RecallError {
  return new RecallError('ERR_UNREACHABLE', `the embedding server's answer lacks ${expected}`, {
    hint: 'Check that the URL is the base of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1.',
  })
}

function unusable(config: OpenAiEmbedderConfig, why: string, cause?: unknown): RecallError {
  return new RecallError('ERR_UNREACHABLE', `the embedding server ${config.url} gave no vectors: ${why}`, {
    hint: 'Start it, or go back to the embedder that ships with memcube.',
    cause,
  })
}
