export { CubeError } from './cube-error.ts'
export {
  incompatible,
  kindOf,
  readRecord,
  wireRecord,
  WRITTEN_VERSION,
  type Parts,
  type Version,
} from './form.ts'
export { tagKey, untagKey } from './tagged-key.ts'
export { createGenesis, cubeIdOf, encodeGenesis, parseGenesis, type Genesis } from './genesis.ts'
export {
  createMemory,
  encodeMemory,
  isMemoryOf,
  isOpaque,
  parseMemory,
  payloadOf,
  readMemory,
  type Governance,
  type Memory,
  type MemoryInput,
  type OpaqueMemory,
  type Provenance,
} from './memory.ts'
export {
  encodeCommit,
  isSignedByAuthor,
  parseCommit,
  signCommit,
  createCommitCheck,
  verifyCommit,
  type Commit,
} from './commit.ts'
export {
  decideHead,
  isJump,
  type HeadDecision,
  freshUntil,
  encodeHead,
  encodeWithdrawal,
  isSignedBySelf,
  parseHead,
  parseWithdrawal,
  signHead,
  signWithdrawal,
  verifyHead,
  verifyWithdrawal,
  type Head,
  type Withdrawal,
} from './head.ts'
export { APPROVALS_PREFIX, checkKey, POLICY_KEY, RESERVED_PREFIX } from './keys.ts'
export { headShard, infoMemory, normaliseTopic, parseInfo, topicCid, type CubeInfo } from './info.ts'
export {
  approvalKey,
  approvalMemory,
  encodeProposalRecord,
  parseProposalRecord,
  PROPOSAL_RECORD_BYTES,
  PROPOSAL_TEXT_BYTES,
  proposalRecordId,
  signApproval,
  signComment,
  signDecision,
  signProposal,
  verifyProposal,
  verifyVerdict,
  type Approval,
  type Comment,
  type Decision,
  type Proposal,
  type ProposalRecord,
} from './proposal.ts'
export { keysOfPart } from './part.ts'
export { placeOfRev } from './place-of-rev.ts'
export { isTid, nextTid } from './tid.ts'
export { formatLink, isLink, parseLink, type CubeLink } from './link.ts'
export { formatTicket, parseTicket, parseTicketOrLink, type Ticket } from './ticket.ts'
export * as shape from './shape.ts'
export {
  encodeTombstone,
  FORGOTTEN_PREFIX,
  parseTombstone,
  signTombstone,
  tombstoneIn,
  tombstoneKey,
  tombstoneMemory,
  verifyTombstone,
  type Tombstone,
} from './tombstone.ts'
