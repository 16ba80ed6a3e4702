/** A proposal from a fork: what it is based on, whether it changes anything, and the signed record. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { proposalRecordId, RESERVED_PREFIX, signProposal } from '../../core/cube/index.ts'
import { mergeBases } from '../../core/merge/index.ts'
import { diffTrees } from '../../core/tree/index.ts'
import { isNewer, PROPOSAL_LIMITS } from '../../protocols/index.ts'
import {
  type MovesBranches,
  type Reads,
  type Shelved,
  type Tells,
  type CubeRecord,
  signingKey,
} from '../../cubes/index.ts'
import { type Clock, type Locks, type Stored, invalidInput, NodeError, notFound } from '../../home/index.ts'
import { createMergeSource } from '../../cubes/merging/index.ts'
import {
  heldProposals,
  proposalEntry,
  revisionOf,
  type HeldProposal,
  type StoredProposal,
} from '../../cubes/proposals/index.ts'
import { proposalsLock } from './proposal-view.ts'

/** The cube that a fork can be proposed to. @throws ERR_INVALID_INPUT, ERR_NOT_FOUND, ERR_DENIED */
export async function upstreamOf(node: Shelved, fork: CubeRecord): Promise<CubeRecord> {
  if (fork.forkOf === undefined)
    throw invalidInput(
      `${fork.name} is no fork, so there is nobody to propose to`,
      'fork a cube with `memcube fork CUBE`, change the fork, and propose that',
    )
  const upstream = await node.cubes.get(fork.forkOf.cube.toString())
  if (upstream === undefined)
    throw notFound(
      `the cube that ${fork.name} was forked from is not in this home`,
      `fetch it with \`memcube pull ${fork.forkOf.cube.toString()}\``,
    )
  if (upstream.own && upstream.rosters === undefined)
    throw invalidInput(
      `${upstream.name} is your own, and nobody signs it with you: there is nobody to ask`,
      `take the changes in with \`memcube merge ${upstream.name} ${fork.name}\``,
    )
  if (upstream.withdrawn === true)
    throw new NodeError('ERR_DENIED', `${upstream.name} is no longer published by its author`, {
      hint: 'follow it to hear when it is back',
    })
  return upstream
}

/** Where both parted. @throws ERR_INVALID_INPUT when the fork has nothing that the upstream lacks */
export async function baseOf(node: Reads, fork: CubeRecord, upstream: CubeRecord): Promise<CID> {
  const source = createMergeSource(node.store)
  let base: CID | undefined
  try {
    ;[base] = await mergeBases(source.history, [upstream.commit], [fork.commit])
  } catch (error) {
    throw source.explain(error)
  }
  if (base === undefined)
    throw invalidInput(`${fork.name} and ${upstream.name} have no history in common`, 'propose a fork of it')
  if (await hasChange(node, await node.cubes.state(base), await node.cubes.state(fork.commit))) return base
  throw invalidInput(
    `${fork.name} changes nothing that ${upstream.name} does not have`,
    'add, change or remove a memory in the fork first',
  )
}

async function hasChange(node: Stored, from: CID, to: CID): Promise<boolean> {
  for await (const { key } of diffTrees(node.store, from, to))
    if (!key.startsWith(RESERVED_PREFIX)) return true
  return false
}

interface KeptProposal {
  id: string
  /** The proposal that it takes the place of. */
  revises: string | null
  revision: number
}

/**
 * Signs it and keeps it until it is delivered. The same commit proposed again is the same proposal, unless other words
 * come with it: no words are dropped.
 */
export function keepOwnProposal(
  node: MovesBranches & Tells & Clock & Locks,
  fork: CubeRecord,
  upstream: CubeRecord,
  what: { base: CID; message: string },
): Promise<KeptProposal> {
  return node.exclusive(proposalsLock, async () => {
    const mine = (await heldProposals(node.store, node.nowMs(), upstream.cube)).filter(
      ({ stored, proposal }) => stored.mine && proposal.fork.toString() === fork.cube,
    )
    const same = mine.find(
      ({ proposal, state }) =>
        state === 'open' &&
        proposal.commit.equals(fork.commit) &&
        (what.message === '' || what.message === proposal.message),
    )
    if (same !== undefined)
      return {
        id: same.id,
        revises: same.proposal.revises?.toString() ?? null,
        revision: revisionOf(same, mine),
      }
    requireRoom(mine, node.nowMs())
    const before = newestOf(mine)
    const revision = before === undefined ? 1 : revisionOf(before, mine) + 1
    const record = signProposal(
      {
        upstream: parseCid(upstream.cube),
        fork: parseCid(fork.cube),
        commit: fork.commit,
        base: what.base,
        message: what.message,
        ...(before !== undefined && {
          revises: parseCid(before.id),
          revision,
        }),
        author: node.author.publicKey,
        // Later than those before it, whatever the clock does: the latest is the one that counts.
        time: Math.max(node.nowMs(), ...mine.map(({ proposal }) => proposal.time + 1)),
      },
      signingKey(node),
    )
    const made = { id: proposalRecordId(record).toString(), upstream: upstream.cube }
    const stored: StoredProposal = {
      record,
      genesis: (await node.store.get(parseCid(fork.cube))) ?? new Uint8Array(),
      receivedMs: node.nowMs(),
      contentBytes: 0,
      approvals: [],
      pending: ['proposal'],
      mine: true,
    }
    await node.store.commit({
      put: [proposalEntry(made, stored)],
      audit: [{ time: node.nowMs(), kind: 'propose', cube: parseCid(upstream.cube), commit: fork.commit }],
    })
    node.events.emit('proposalChanged', { id: made.id, cube: upstream.cube, state: 'open' })
    return { id: made.id, revises: before?.id ?? null, revision }
  })
}

/** The one that the next proposal of the same fork revises; undefined where that one was accepted. */
function newestOf(mine: readonly HeldProposal[]): HeldProposal | undefined {
  const newest = mine.find(
    (one) => !mine.some((other) => other !== one && isNewer(other.proposal, other.id, one)),
  )
  return newest?.state === 'accepted' ? undefined : newest
}

/** Seeds would refuse it: better to hear so here. */
function requireRoom(mine: readonly HeldProposal[], nowMs: number): void {
  const { proposalsPerAuthor, rateMs } = PROPOSAL_LIMITS
  const recent = mine.filter(({ receivedMs }) => nowMs - receivedMs < rateMs)
  if (recent.length < proposalsPerAuthor) return
  throw new NodeError('ERR_LIMIT', `${recent.length} proposals of this fork were made within an hour`, {
    hint: 'collect your changes and propose them together, later',
  })
}
