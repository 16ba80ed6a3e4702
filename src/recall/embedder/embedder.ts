/**
 * The port that turns text into vectors. Vectors of different models never meet: the index records `model` and
 * `dimensions` with what it stores, and embeds again when they change.
 *
 * A new embedder is one file here that implements `Embedder`, one member of `EmbedderConfig`, and one line in
 * `create-embedder.ts`. A local ONNX model folder would be such a file; it is not built yet.
 */

/** A text as an embedder sees it. */
export interface Embedded {
  /** Unit length; `undefined` when the text holds nothing that the model knows. */
  vector: Float32Array | undefined
  /** Ids of the distinct content tokens, for `SoftMatch`; absent when the embedder has no token table. */
  tokens?: Uint16Array
}

export interface EmbeddedQuery extends Embedded {
  /** 0 to 1: how much of the question the model understands, so that words decide where it does not. */
  coverage: number
}

export interface Embedder {
  /** Stable name; a change of it means that all vectors are computed again. */
  readonly model: string
  /** `undefined` until the first vector came, for a remote model. */
  readonly dimensions: number | undefined
  /**
   * A question that shares no word with anything is answered when the cosine of the nearest text, times its coverage, is
   * above this. Absent when nothing is known of the model.
   */
  readonly leastMeaning?: number
  /** How many texts one call should carry. */
  readonly batch: number
  /** @throws {RecallError} ERR_UNREACHABLE when a remote model does not answer. */
  embed(texts: string[]): Embedded[] | Promise<Embedded[]>
  embedQuery(text: string): EmbeddedQuery | Promise<EmbeddedQuery>
}

/** Which embedder to use, as plain data: it crosses to the worker thread. */
export type EmbedderConfig = { kind: 'static' } | OpenAiEmbedderConfig

/** Any server that speaks `POST /embeddings` as OpenAI does: Ollama, llama.cpp, vLLM. Contacted only when configured. */
export interface OpenAiEmbedderConfig {
  kind: 'openai'
  /** Base URL up to and without `/embeddings`, for example `http://127.0.0.1:11434/v1`. */
  url: string
  model: string
  apiKey?: string
  timeoutMs?: number
}
