// Numbers of the proposals protocol. Spec: protocols/proposals/spec.md, "Limits".

export const PROPOSALS_PROTOCOL = '/memcube/proposals/2.0.0'

/** Name of the feature of the handshake: comments are offered to, and shown, who has it. */
export const COMMENTS_FEATURE = 'proposals/comments'

const HOUR_MS = 3_600_000

export const PROPOSAL_LIMITS = Object.freeze({
  /** Largest genesis beside a proposal. One with 64 authors has 2.6 KiB. */
  maxGenesisBytes: 4_096,
  /** Cubes named in one question, and records in one answer: 64 records with a genesis each are half of a frame. */
  maxCubesAsked: 64,
  maxItems: 64,
  maxCursorBytes: 256,
  /** Requests on one stream, and streams of one peer. Guesses: a question at each round needs one of each. */
  maxRequests: 256,
  maxStreamsPerPeer: 4,
  /** A peer that says nothing for so long has gone. As in sync. */
  silenceMs: 30_000,
  /** An answer to an offer waits until the fork's content has been fetched. A guess: 16 MiB at 1 Mbit/s. */
  answerMs: 120_000,
  /** How long a proposal is kept and can be accepted. From the design: a quarter. */
  lifetimeMs: 90 * 24 * HOUR_MS,
  /** How far ahead of the clock a record may be signed. As for merges: more is no clock. */
  maxAheadMs: 24 * HOUR_MS,
  /** Offers that one peer may make in `rateMs`, questions likewise. Guesses: ten times what a busy person does. */
  offersPerPeer: 60,
  questionsPerPeer: 600,
  rateMs: HOUR_MS,
  /** Peers whose rate is remembered. As in announce. */
  maxRates: 4_096,
  /** Proposals of one author to one cube in `rateMs`, superseded ones counted. A guess: one every three minutes. */
  proposalsPerAuthor: 20,
  /** Open proposals to one cube; a person reads no more. And records of proposals here in all. Guesses. */
  openPerCube: 128,
  /** Of these of one author whom nobody here follows or trusts. A guess: the next one takes the place of his oldest. */
  openPerStranger: 8,
  proposalsPerCube: 512,
  proposalsInAll: 4_096,
  /** One record of each author of the upstream; a commit has as many parents. */
  approvalsPerProposal: 16,
  /**
   * What is said of the proposals of one fork, and by one person of it: whoever proposes cannot take the room of those who
   * answer. Of one person about a cube in `rateMs`, by the clock of the keeper. All about a cube: 2.4 MiB; all that is kept
   * here about any cube: 38 MiB, 69 at most. Guesses.
   */
  commentsPerFork: 128,
  commentsPerAuthor: 32,
  commentsInTime: 20,
  commentsPerCube: 1_024,
  commentsInAll: 16_384,
  /** What a fork's changes may weigh, and those of all proposals together. Guesses: 16 MiB are 25,000 notes. */
  maxForkBytes: 16 * 1024 * 1024,
  maxForkBlocks: 65_536,
  maxContentBytes: 512 * 1024 * 1024,
  /** Forks being fetched at once. A guess: half of the pulls that announce allows. */
  maxFetches: 2,
  /** How often each peer is asked for proposals and decisions. A guess: a person waits for people, not for this. */
  askEveryMs: 60_000,
  /** How often what nobody has taken yet is offered to those who are connected. A guess: a tenth of `offersPerPeer`. */
  offerEveryMs: 600_000,
  /** Pages read of one peer in a round. */
  maxPages: 16,
})
