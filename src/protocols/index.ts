export { ProtocolError, type Refusal, type RefusalClass } from './errors.ts'
export type {
  AnnounceService,
  HandshakeService,
  ProposalsService,
  ProtocolLogger,
  SyncDeps,
  SyncService,
} from './interface.ts'
export type { Hello, HelloProfile } from './handshake/agreement.ts'
export type {
  CubeHint,
  CubeSource,
  FetchBlock,
  HeadItem,
  HeadsPage,
  HeadsQuery,
  PullProgress,
  PullRequest,
  PullResult,
  Receiver,
  VerifiedPull,
} from './sync/ports.ts'
export type { Pace } from './sync/client-state.ts'
export type {
  AnnouncePorts,
  CandidateOutcome,
  FollowedCube,
  HeadCandidate,
  HighWaterMark,
  Observation,
  OutboxEntry,
} from './announce/ports.ts'
export { announceTopics, topicOf } from './announce/messages.ts'
export { createAnnounce } from './announce/service.ts'
export { digestOfStatements } from './compare/digest-of-statements.ts'
export { COMPARE_FEATURE } from './compare/limits.ts'
export { agree, type Side } from './handshake/agree.ts'
export { dealings } from './handshake/dealings.ts'
export { createHelloProfile } from './handshake/profile.ts'
export { createHandshake } from './handshake/service.ts'
export {
  isExpired,
  isNewer,
  isOfSame,
  judgeOffer,
  type JudgeView,
  type KnownProposal,
  type ProposalState,
} from './proposals/judge.ts'
export { judgeComment, type KnownComment } from './proposals/judge-comment.ts'
export { COMMENTS_FEATURE, PROPOSAL_LIMITS, PROPOSALS_PROTOCOL } from './proposals/limits.ts'
export type { ProposalBook, ProposalItem, ProposalPage, ProposalQuery } from './proposals/ports.ts'
export { createProposals } from './proposals/service.ts'
export { FILTER_FEATURE, SYNC_LIMITS, SYNC_PROTOCOL } from './sync/limits.ts'
export type { SyncExchange } from './sync/exchange.ts'
export { memoryKey } from './sync/memory-key.ts'
export { packBlocks } from './sync/pack-blocks.ts'
export { createSync } from './sync/service.ts'
export { parseStatement } from './statement.ts'
export { TEAM_LIMITS } from './swarm/limits.ts'
export {
  encodeTeamMessage,
  parseTeamMessage,
  TEAM_PROTOCOL,
  type MemberPlace,
  type TeamMessage,
} from './swarm/messages.ts'
export { type TeamPorts, TeamService } from './swarm/service.ts'
