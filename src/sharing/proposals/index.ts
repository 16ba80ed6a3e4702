/** Proposals on their way between homes. */
export { approvalEntry, decisionEntry } from './keep-decision.ts'
export { baseOf, keepOwnProposal, upstreamOf } from './make-proposal.ts'
export { approvalEntries, proposedSide } from './proposed-side.ts'
export { proposalsLock } from './take-record.ts'
