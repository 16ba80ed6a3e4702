// A proposal as a node knows it.
import type { Approval, Decision, Proposal } from '../../core/cube/index.ts'

export type ProposalState = 'open' | 'accepted' | 'declined' | 'superseded'

/** A proposal that is kept here. */
export interface KnownProposal {
  id: string
  proposal: Proposal
  state: ProposalState
  /** When it came, milliseconds since the Unix epoch. */
  receivedMs: number
  decision?: Decision
  /** Authors that approved, and at which commit. */
  approvals: Approval[]
  /** Whether nobody here follows or trusts its author, so that it may give way to others. */
  isStranger?: boolean
  /** The network that it came from. */
  network?: string
  /** What its content takes. */
  contentBytes?: number
}
