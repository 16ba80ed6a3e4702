/** Fetches what a proposal offers: the fork's commit with its history, bounded, verified like any pull. It becomes no cube here. */
import { parseCid } from '../../core/codec/index.ts'
import type { Proposal } from '../../core/cube/index.ts'
import { relateHistories } from '../../core/merge/index.ts'
import {
  createSync,
  PROPOSAL_LIMITS,
  ProtocolError,
  type Receiver,
  type SyncDeps,
} from '../../protocols/index.ts'
import { type Forgets, type Reads, sharedCommit } from '../../cubes/index.ts'
import { type Clock, type Stored, NodeError, countOf } from '../../home/index.ts'
import { createMergeSource } from '../../cubes/merging/index.ts'

export interface ForkContent {
  /**
   * Fetches the proposed commit from a peer and leaves it staged.
   * @returns the bytes that came @throws ProtocolError ERR_LIMIT, ERR_UNVERIFIABLE, ERR_NOT_FOUND
   */
  fetch(proposal: Proposal, genesis: Uint8Array, peerId: string, signal: AbortSignal): Promise<number>
  stop(): Promise<void>
}

/** The staging mark of a fork's content. */
export function contentMark(fork: { toString(): string }): string {
  return `proposal/${fork.toString()}`
}

/**
 * Where fetched content goes.
 * @param upstreams of the forks that are being fetched: what was forgotten there does not come back through a fork
 */
function createContentReceiver(
  node: Stored & Forgets,
  disk: Pick<Receiver, 'mayAccept'>,
  upstreams: ReadonlyMap<string, string>,
): Receiver {
  return {
    getMany: (cids) => node.store.getMany(cids),
    forgotten: (fork) =>
      node.forgotten.of(upstreams.get(fork.toString()) ?? '').map(({ memory }) => parseCid(memory)),
    async mayAccept(offer) {
      const { maxForkBytes, maxForkBlocks } = PROPOSAL_LIMITS
      if (offer.bytes <= maxForkBytes && offer.blocks <= maxForkBlocks) return disk.mayAccept(offer)
      return {
        class: 'limit',
        code: 'ERR_LIMIT',
        message: `the fork brings ${countOf(offer.blocks, 'block')} of ${offer.bytes} bytes; a proposal may bring ${maxForkBlocks} of ${maxForkBytes}`,
      }
    },
    stage: (fork, blocks) => node.store.putBlocks(blocks, { verified: true, staging: contentMark(fork) }),
    discard: (fork) => node.store.clearStaging(contentMark(fork)),
  }
}

/** @param deps those of sync: content is pulled by it, into a receiver of its own */
export function createForkContent(node: Reads & Forgets & Clock, deps: SyncDeps): ForkContent {
  const upstreams = new Map<string, string>()
  const sync = createSync({ ...deps, receiver: createContentReceiver(node, deps.receiver, upstreams) })
  let fetching = 0
  const pull = async (
    { fork, commit, upstream }: Proposal,
    genesis: Uint8Array,
    peerId: string,
    signal: AbortSignal,
  ): Promise<number> => {
    const base = await node.cubes.get(upstream.toString())
    const request = {
      cube: fork,
      commit,
      genesis,
      ...(base !== undefined && base.part === undefined && { have: [sharedCommit(base)] }),
      // Nothing becomes visible by the content; the record of the proposal does that.
      flip: () => Promise.resolve(),
    }
    return (await sync.pull(peerId, request, { signal })).bytes
  }
  return {
    async fetch(proposal, genesis, peerId, signal) {
      if (fetching >= PROPOSAL_LIMITS.maxFetches) throw busy()
      fetching++
      const fork = proposal.fork.toString()
      upstreams.set(fork, proposal.upstream.toString())
      try {
        const bytes = await pull(proposal, genesis, peerId, signal)
        await requireChange(node, proposal)
        return bytes
      } finally {
        fetching--
        upstreams.delete(fork)
      }
    },
    stop: () => sync.stop(),
  }
}

/** @throws NodeError ERR_UNVERIFIABLE for a commit that changes nothing, or was not made on its base */
async function requireChange(node: Reads, { commit, base }: Proposal): Promise<void> {
  const proposed = await node.cubes.commit(commit)
  // The base is a claim that only helps to show what changes: merging finds its own.
  if (!(await node.store.has(base))) return
  if ((await node.cubes.commit(base)).tree.equals(proposed.tree))
    throw unverifiable('the proposal changes nothing')
  const source = createMergeSource(node.store)
  const relation = await relateHistories(source.history, base, commit).catch(() => undefined)
  if (relation !== undefined && relation.type !== 'behind')
    throw unverifiable('the base of the proposal is not in the history of its commit')
}

function unverifiable(message: string): Error {
  return new NodeError('ERR_UNVERIFIABLE', message)
}

function busy(): ProtocolError {
  const message = 'the peer fetches other proposals just now: try again in a moment'
  return new ProtocolError('ERR_TIMEOUT', message, {
    refusal: { class: 'transient', code: 'ERR_TIMEOUT', message },
  })
}
