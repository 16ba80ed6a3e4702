/** Which revision a proposal is: by what its author says, and by the earlier ones that are held. Pure. */
import { isNewer, isOfSame, type KnownProposal } from '../../protocols/index.ts'

/** What was accepted is done: what the fork offers after it is no revision of that. */
export function revisionOf(
  one: Pick<KnownProposal, 'id' | 'proposal'>,
  all: readonly Pick<KnownProposal, 'id' | 'proposal' | 'decision'>[],
): number {
  const earlier = all.filter(
    ({ id, proposal }) =>
      id !== one.id && isOfSame(proposal, one.proposal) && isNewer(one.proposal, one.id, { id, proposal }),
  )
  const accepted = earlier.filter(({ decision }) => decision?.state === 'accepted')
  const since = earlier.filter((other) =>
    accepted.every((done) => done !== other && isNewer(other.proposal, other.id, done)),
  )
  return Math.max(since.length + 1, one.proposal.revision ?? 1)
}
