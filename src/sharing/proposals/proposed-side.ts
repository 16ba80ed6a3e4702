/** What a proposal offers, as a side of a merge: its fork need not be a cube of this home. */
import type { CID } from 'multiformats/cid'
import { approvalKey, approvalMemory, parseGenesis } from '../../core/cube/index.ts'
import type { Block } from '../../core/codec/index.ts'
import { type Reads, type CubeRecord, describeState, hasState, type OtherSide } from '../../cubes/index.ts'
import { type Logs, notFound } from '../../home/index.ts'
import type { HeldProposal } from '../../cubes/proposals/index.ts'

/** @throws ERR_NOT_FOUND when the fork's content is no longer held */
export async function proposedSide(node: Reads & Logs, held: HeldProposal): Promise<OtherSide> {
  const { commit } = held.proposal
  if (!(await hasState(node, commit)))
    throw notFound(
      'what the proposal offers is not held here',
      'pull the fork, or ask its author to propose again',
    )
  return { id: held.id, name: 'the proposal', commit, record: await forkRecord(node, held) }
}

/** Who wrote it and under which licence, for a fork that is no cube here. */
async function forkRecord(
  node: Reads & Logs,
  { proposal, author, stored }: HeldProposal,
): Promise<CubeRecord> {
  const { name, forkOf } = parseGenesis(stored.genesis)
  const cube = proposal.fork.toString()
  const state = await describeState(node, proposal.commit)
  const { part: _part, ...known } = (await node.cubes.get(cube)) ?? {}
  return {
    cube,
    name,
    author,
    own: false,
    followed: false,
    published: true,
    branch: 'main',
    head: new Uint8Array(),
    seq: 0,
    expires: 0,
    ...known,
    commit: proposal.commit,
    ...state,
    ...(forkOf !== undefined && { forkOf }),
  }
}

/** The approvals of a proposal as entries of the tree that takes it in, where anybody can check them. */
export function approvalEntries({ id, approvals, stored }: HeldProposal): {
  changes: { key: string; value: CID }[]
  blocks: Block[]
} {
  const entries = approvals.map((approval, i) => ({
    key: approvalKey(id, approval),
    block: approvalMemory(stored.approvals[i] as Uint8Array, approval),
  }))
  return {
    changes: entries.map(({ key, block }) => ({ key, value: block.cid })),
    blocks: entries.map(({ block }) => block),
  }
}
