// Numbers of the sync protocol. Spec: protocols/sync/spec.md, "Limits".

export const SYNC_PROTOCOL = '/memcube/sync/2.0.0'

/** In a hello: the node gives parts of cubes. Who does not know it would send the whole to whoever asks for a part. */
export const FILTER_FEATURE = 'sync/filter'

export const SYNC_LIMITS = Object.freeze({
  /** Most bytes of a pack in one frame. Measured: larger chunks gain nothing on loopback. */
  chunkBytes: 64 * 1024,
  /** Bytes of a pack in flight without acknowledgement. Measured: 1 MiB 186, 4 MiB 205, 8 MiB 229 MB/s. */
  creditBytes: 4 * 1024 * 1024,
  /** Least credit that works: twice the largest block. With less, a block that is half sent could stop both sides. */
  minCreditBytes: 2 * 1024 * 1024,
  /** A peer that says nothing for so long has gone. From the design. */
  silenceMs: 30_000,
  /** Bytes of a pack that must come within `silenceMs`: a peer that trickles holds a stream for nothing. A guess. */
  minProgressBytes: 64 * 1024,
  /**
   * A source that gives less than `slowBytes` in `paceMs` is slow: looked at every second, so that the next ones are asked within
   * 5 s. Of these it is known within 3 s more, so that the ones after them are asked within 8 s, of the 10 s that the
   * design allows. 64 KiB a second is a slow telephone; a guess.
   */
  paceMs: 4_000,
  racedPaceMs: 2_000,
  slowBytes: 4 * 64 * 1024,
  /**
   * Sources that give one commit at once, each with its credit in flight. Others are asked where at least so many blocks or bytes
   * are left, and the first would need `sharedMs` more for them; a share has at least `leastShareBytes`. Guesses.
   */
  maxSources: 4,
  sharedBlocks: 2_000,
  sharedBytes: 2 * 1024 * 1024,
  sharedMs: 500,
  leastShareBytes: 256 * 1024,
  /** Memories of one share, of which the puller holds the ids: 2 MiB, and of 600 bytes each 10 MB on the wire. A guess. */
  maxShareMemories: 16_384,
  /** Cubes named in one question, and heads in one answer. A guess: 64 heads of 4 KiB are 256 KiB. */
  maxCubesAsked: 256,
  maxHeads: 64,
  /** Most bytes of an answer with heads; a server ends its page earlier. Half of a frame. */
  maxPageBytes: 512 * 1024,
  /** Statements in an answer of several cubes; a server ends its page earlier. 64 cubes of four authors. A guess. */
  maxPageStatements: 256,
  /**
   * Keys that were never met and are proven for one answer of several cubes, at 3.5 ms each (measured): twice the statements
   * that a server gives, for those who signed rosters. And for one peer, at once and later: 16 answers of 64 cubes. Guesses.
   */
  maxPageKeys: 512,
  freshKeys: Object.freeze({ perSecond: 20, burst: 1_100, maxWaitMs: 0, maxKeys: 4_096 }),
  /** Statements of other authors beside the head of a cube: as many as a roster names. */
  maxFurtherHeads: 64,
  maxAboutBytes: 4096,
  maxTopics: 32,
  maxTopicBytes: 256,
  maxLicenceBytes: 128,
  maxCursorBytes: 256,
  /** Commits that a puller may say it has. As many as a commit may have parents. */
  maxHave: 16,
  /** Subtrees that a puller may ask to leave out. A path of a tree of a million entries has about 130 siblings. */
  maxSkip: 1024,
  /** Prefixes of a part: each is compared with the bounds of every node. A guess. */
  maxFilter: 16,
  /** Packs that this node sends at once, to all peers and to one. Times the credit is the memory they may take. Guesses. */
  maxPacks: 16,
  maxPacksPerPeer: 4,
  /** Offers that are not accepted yet, to all peers; a plan is some KiB, and 100 bytes for each block of a pack. A guess. */
  maxOffers: 64,
  /**
   * Offers to one peer that it did not accept, at once and later: a plan of 100,000 memories takes 0.1 s, and who wants one
   * takes it. Who follows 16 cubes that have become too large for it is not hindered. Guesses.
   */
  unusedOffers: Object.freeze({ perSecond: 0.2, burst: 16, maxWaitMs: 0, maxKeys: 1_024 }),
  /** A pack whose peer acknowledges less than `minProgressBytes` in this time gives way when another waits. A guess. */
  stalledMs: 5_000,
  /** A pack that waits for its place is refused after this: the puller gives up at `silenceMs`. A guess. */
  maxPlaceWaitMs: 20_000,
  /** Streams that one peer may have open. A guess: its packs, and as many questions. */
  maxStreamsPerPeer: 8,
  /** Blocks per read from the store and per write to it. Measured: `getMany` by 256 reads 10,000 blocks in 85 ms. */
  readBatchBlocks: 256,
  stageBatchBlocks: 1024,
  stageBatchBytes: 1024 * 1024,
  /** Batches read ahead of the network. A guess: one being sent, one being read. */
  readAheadBatches: 2,
  /** Commits of history in one pack. A guess: 300 bytes each. */
  maxCommits: 100_000,
  /** Requests on one stream before it must be opened anew. A guess. */
  maxRequests: 10_000,
})
