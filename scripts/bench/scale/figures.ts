/** What is known of one size. Times are milliseconds, memory is MiB; a figure that was not taken is absent. */
export interface Figures {
  passages: number
  textBytes: number
  /** The home with its big cube, a small one and the index, before anything is forked. */
  homeBytes: number
  /** What one call adds to the store or the index. */
  added: {
    /** Blocks of a fork. */
    forkBlocks: number
    /** Passages and vectors that the index has more of after it. */
    forkTexts: number
    forkVectors: number
    /** Blocks of one memory written under a key that is there. */
    addBlocks: number
    /** Of a merge of 100 changes. */
    mergeBlocks: number
    /** What another node receives after one change. */
    pullBlocks: number
    pullBytes: number
  }
  questions: Questions[]
  timed?: Timed
}

export interface Timed {
  importMs: number
  importMostMib: number
  indexedMs: number
  idle: { mib: number; heapMib: number; externalMib: number }
  startMs: number
  forkMs: number[]
  mergeMs: number[]
  fsckMs: number
  gcMs: number
  pullMs: number
  changePullMs: number[]
  adds: { clients: number; memcube: number; sqlite: number }[]
  git: { importMs: number; cloneSharedMs: number; mergeTreeMs: number; fsckMs: number; cloneMs: number }
  words: { fts5Bytes: number; tantivyBytes?: number }
}

/** One way of asking, and how long each of its answers took. */
export interface Questions {
  how: string
  timesMs: number[]
}
