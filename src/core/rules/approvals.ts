/** Whose approval counts for a commit. Spec: protocols/policy/spec.md, "Approvals". Pure. */
import type { CID } from 'multiformats/cid'
import { APPROVALS_PREFIX, type Memory } from '../cube/index.ts'
import { formatDid } from '../identity/index.ts'
import { POLICY_LIMITS } from './limits.ts'

/** The part of an approval that is counted; its signature holds. */
interface SignedApproval {
  upstream: CID
  proposal: CID
  /** What is approved: the commit that was proposed. */
  commit: CID
  author: Uint8Array
}

/** What a commit adds under `.memcube/approvals/`. */
export interface AddedApproval {
  key: string
  memory: Memory
}

/** What a raw record says, when its signature holds. */
export type ReadApproval = (record: Uint8Array) => SignedApproval | undefined

/** An approval whose signature holds, with where it lies. */
export interface ReadableApproval {
  key: string
  approval: SignedApproval
}

/** Those among the memories that are approvals; each signature is verified once. */
export function readApprovals(added: readonly AddedApproval[], read: ReadApproval): ReadableApproval[] {
  return added.flatMap(({ key, memory }) => {
    const approval = memory.body instanceof Uint8Array ? read(memory.body) : undefined
    return approval === undefined ? [] : [{ key, approval }]
  })
}

/**
 * Those who approved what a commit merges, as dids, each once and sorted: the record lies under the key that its fields
 * give, is for this cube, and names one of the commits merged.
 */
export function countApprovals(
  approvals: readonly ReadableApproval[],
  cube: CID,
  merged: readonly CID[],
): string[] {
  const dids = new Set<string>()
  for (const { key, approval } of approvals) {
    if (dids.size >= POLICY_LIMITS.maxApprovals) break
    const did = formatDid(approval.author)
    const isHere = key === `${APPROVALS_PREFIX}${approval.proposal.toString()}/${did}`
    const isOfCube = approval.upstream.equals(cube)
    if (isHere && isOfCube && merged.some((commit) => commit.equals(approval.commit))) dids.add(did)
  }
  return [...dids].sort()
}
