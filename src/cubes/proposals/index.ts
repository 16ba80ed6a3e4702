/** Proposals as they are kept beside a cube, and who may decide. */
export { findOpen, findProposal } from './find-proposal.ts'
export {
  type HeldProposal,
  type Pending,
  type StoredProposal,
  expiredProposals,
  heldProposals,
  proposalEntry,
  proposalName,
} from './held-proposals.ts'
export {
  type HeldComment,
  commentEntry,
  commentName,
  countComments,
  heldComments,
  orphanedComments,
} from './held-comments.ts'
export { revisionOf } from './revision-of.ts'
export { speakersFor } from './proposal-authors.ts'
