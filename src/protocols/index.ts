export { ProtocolError, refusalError, refusalOf, type Refusal, type RefusalClass } from './errors.ts'
export type {
  AnnounceDeps,
  AnnounceService,
  CallOptions,
  HandshakeDeps,
  HandshakeService,
  ProtocolLogger,
  SyncDeps,
  SyncService
} from './interface.ts'
export type { Agreement, Hello, HelloLimits, HelloProfile, SchemaRange } from './handshake/agreement.ts'
export type {
  CubeHint,
  CubeSource,
  FetchBlock,
  HeadItem,
  HeadsPage,
  HeadsQuery,
  PackOffer,
  PullProgress,
  PullRequest,
  PullResult,
  Receiver,
  VerifiedPull
} from './sync/ports.ts'
export type {
  AnnouncePorts,
  CandidateOutcome,
  FollowedCube,
  HeadCandidate,
  HighWaterMark,
  Observation,
  OutboxEntry
} from './announce/ports.ts'
