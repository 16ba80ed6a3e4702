/** Proposals on their way between homes. */
export { approvalEntry, decisionEntry } from './keep-decision.ts'
export { keepOwnComment } from './keep-comment.ts'
export { baseOf, keepOwnProposal, upstreamOf } from './make-proposal.ts'
export { approvalEntries, proposedSide } from './proposed-side.ts'
export { proposalsLock } from './proposal-view.ts'
export { saidOf } from './said-of.ts'
