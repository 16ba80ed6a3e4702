/**
 * The words of recall: what goes into the index, what is asked, what comes back.
 *
 * The index is a cache of what the store holds. It decides nothing about trust: the caller says which cubes may
 * answer, and labels what comes back.
 */
import type { EmbedderConfig } from './embedder/embedder.ts'
import type { Weights } from './rank/fuse.ts'
import type { ServerStatus } from './server/away.ts'

/** One memory as the index sees it. Times are Unix milliseconds. */
export interface RecallDocument {
  cube: string
  key: string
  /** CID of the memory as text. */
  memory: string
  text: string
  tags: string[]
  created: number
  /** When the statement holds in the world, both ends included. */
  validFrom?: number
  validUntil?: number
  /** Not returned from this moment on. */
  expires?: number
  author: string
  /** Anything by which a caller tells apart whose word a memory is; the author when absent. */
  voice?: string
  /** Memories of one session or document are neighbours of each other, in the sequence of `order`, else of `created`. */
  session?: string
  order?: number
}

/** What one commit changes for a cube; a put of a key that exists replaces it. */
export interface RecallChanges {
  put: RecallDocument[]
  /** Keys. */
  remove: string[]
  /** Keys of memories that are there and cannot be read: there is nothing of them to find, and they are counted. */
  opaque?: string[]
}

/** Whose word some memories of a cube are. */
export interface CubeVoice {
  cube: string
  voice: string
}

export interface RecallQuery {
  /** A question in plain words; never parsed as a query language. */
  text: string
  /** How many memories to return, 1 to 1,000. */
  top: number
  /** Only these cubes answer; absent means all. */
  cubes?: string[]
  /** Only these speak, the most trusted first: of copies of one memory the first speaks. Absent means all. */
  voices?: CubeVoice[]
  /** Only memories that carry every one of these tags. */
  tags?: string[]
  nowMs: number
  /** Only these memories (CID text), for example the set of an older commit. */
  memories?: Set<string> | string[]
  /** 0 ranks by score alone, 1 by difference from what is already chosen; absent is 0. */
  diversity?: number
  /** Pack passages into about this many tokens. */
  budget?: number
}

/** A passage of a memory: `text` is the memory's text from `offset`, `length` UTF-16 units long. */
interface Passage {
  cube: string
  key: string
  memory: string
  text: string
  offset: number
  length: number
  /** Headings that the passage stands under, outermost first. */
  headings: string[]
  /** Above 0, at most 1, within one answer: what shares nothing with the question is not in it. */
  score: number
}

/** A memory, with its best passage. */
export interface RecallHit extends Passage {
  tags: string[]
  created: number
  author: string
  voice: string
  session?: string
  /** The same memory under other cubes or keys, which would otherwise fill the answer with copies. */
  alsoIn: { cube: string; key: string }[]
}

export interface PackedPassage extends Passage {
  /** Estimate: a token for every four bytes of UTF-8. */
  tokens: number
}

export interface LeftOut extends Pick<PackedPassage, 'cube' | 'key' | 'memory' | 'offset' | 'tokens'> {
  reason: 'over-budget' | 'duplicate'
  /** Of a duplicate: the memory that says the same and was packed. */
  of?: string
}

export interface Packed {
  passages: PackedPassage[]
  tokens: number
  budget: number
  leftOut: LeftOut[]
}

export interface RecallAnswer {
  hits: RecallHit[]
  /** Memories that are found by their words but not yet by meaning. */
  pending: number
  tookMs: number
  packed?: Packed
  /** Why meaning did not take part, when it did not (an embedding endpoint that does not answer). */
  wordsOnly?: string
}

/** A memory that stands under a key. */
export interface NearMemory {
  key: string
  memory: string
}

export interface NearestAnswer {
  /** For each text the nearest memories, best first. */
  near: NearMemory[][]
  /** Passages of the cube that have no vector, yet or because the model knows nothing in them: they are not found. */
  waiting: number
}

/** Where a memory lies among the others by meaning: the vector of its first passage, as int8 cells under one scale. */
export interface KeyVector {
  key: string
  memory: string
  tags: string[]
  created: number
  scale: number
  cells: Int8Array
}

export interface RecallStatus {
  texts: number
  vectors: number
  pending: number
  /** Model whose vectors answer. */
  model: string
  /** Why embedding is not moving, if it is not. */
  problem?: string
  /** Where a part of the index is at a server, or shall be; as far as is known without asking it. */
  server?: ServerStatus
}

export interface RecallIndex {
  /**
   * Applies what a commit changed and moves the cube's cursor to `at`, in one transaction. The text is searchable when
   * it returns; vectors follow in the background.
   */
  replace(cube: string, changes: RecallChanges, at: string): Promise<void>
  dropCube(cube: string): Promise<void>
  /** The commit that the index stands at for this cube; `undefined` means that it must be indexed from the store. */
  cursor(cube: string): Promise<string | undefined>
  /** How many memories of these cubes are opaque. */
  opaque(cubes: readonly string[]): Promise<number>
  /** Every voice that has a memory in the index. */
  voices(): Promise<CubeVoice[]>
  /** What the index has of a cube: keys with the CIDs of their memories as text. */
  entries(cube: string): Promise<[key: string, memory: string][]>
  /** @throws {RecallError} ERR_INVALID_INPUT for an empty question, ERR_ABORTED when `signal` fires. */
  search(query: RecallQuery, options?: { signal?: AbortSignal }): Promise<RecallAnswer>
  /** The `count` passages of a cube nearest to each text by meaning alone, as memories. */
  nearest(
    cube: string,
    texts: string[],
    count: number,
    options?: { signal?: AbortSignal },
  ): Promise<NearestAnswer>
  /** The vectors of what stands under keys of a cube; of what has none yet, nothing. */
  vectors(cube: string, keys: readonly string[], options?: { signal?: AbortSignal }): Promise<KeyVector[]>
  status(): Promise<RecallStatus>
  /** Asks the server that has a part of the index, or shall have it, whether it is there; undefined where there is none. */
  server(): Promise<ServerStatus | undefined>
  /** Resolves when every vector is computed and inserted. */
  settled(options?: { signal?: AbortSignal }): Promise<void>
  /**
   * Gets what was removed out of the files of the index: texts, words and vectors. Rewrites them, and builds the graph anew,
   * so that it costs as much as the index is large.
   */
  purge(): Promise<void>
  /** Saves and stops the worker; work that waits is taken up at the next open. Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface RecallOptions {
  /** Default: the static table that ships with memcube. */
  embedder?: EmbedderConfig
  /** Up to this many vectors every search is an exact scan and no graph is built. */
  exactBelow?: number
  /** Where words and vectors are, if not here. */
  server?: ServerOptions
  /** How evidence is weighed; for measuring what each kind of it is worth. */
  weights?: Weights
}

/** As plain data: it crosses to the worker thread. */
export interface ServerOptions {
  /** As `parseRecallTarget` reads it; absent to bring an index back that is at a server. */
  target?: string
  /** Whose index it is, the same as long as there is the home. */
  owner: string
  /** Absent where the surroundings have one, as programs of PostgreSQL take it: `PGPASSWORD`, or a `.pgpass`. */
  password?: string
  /** Fewer passages than this stay here until more come; for tests. */
  leastMoved?: number
}
