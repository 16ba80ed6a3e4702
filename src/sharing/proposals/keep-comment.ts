/** Our own word on what a fork proposes: signed, and kept until it is delivered. */
import { bytesEqual, parseCid } from '../../core/codec/index.ts'
import { proposalRecordId, signComment } from '../../core/cube/index.ts'
import { PROPOSAL_LIMITS } from '../../protocols/index.ts'
import { type Shelved, type Signer, type Signs, type Tells, signingKey } from '../../cubes/index.ts'
import { type Clock, type Locks, NodeError, type Stored } from '../../home/index.ts'
import {
  commentEntry,
  findProposal,
  heldComments,
  type HeldProposal,
  speakersFor,
} from '../../cubes/proposals/index.ts'
import { proposalsLock } from './proposal-view.ts'

type Needs = Signs & Shelved & Stored & Tells & Clock & Locks

/** @throws ERR_DENIED for who neither made the proposal nor signs the cube, ERR_LIMIT, ERR_NOT_FOUND */
export async function keepOwnComment(node: Needs, proposal: string, text: string): Promise<HeldProposal> {
  return node.exclusive(proposalsLock, async () => {
    const held = await findProposal(node, proposal)
    await requireSay(node, held)
    const { upstream, fork } = { upstream: parseCid(held.upstream), fork: held.proposal.fork }
    const said = await heldComments(node.store, held.upstream, fork.toString())
    requireRoom(said.filter(({ author }) => author === node.author.did).length, said.length)
    const time = Math.max(node.nowMs(), ...said.map(({ comment }) => comment.time + 1))
    const record = signComment(
      { upstream, fork, proposal: parseCid(held.id), text, author: node.author.publicKey, time },
      signingKey(node),
    )
    await node.store.commit({
      put: [
        commentEntry({ upstream, fork }, proposalRecordId(record).toString(), {
          record,
          receivedMs: node.nowMs(),
          pending: true,
        }),
      ],
      audit: [{ time: node.nowMs(), kind: 'comment', cube: upstream, commit: held.proposal.commit }],
    })
    node.events.emit('proposalChanged', { id: held.id, cube: held.upstream, state: held.state })
    return held
  })
}

async function requireSay(node: Signer & Shelved, { upstream, author }: HeldProposal): Promise<void> {
  const speakers = await speakersFor(node, upstream)
  if (author === node.author.did || speakers.some((key) => bytesEqual(key, node.author.publicKey))) return
  throw new NodeError('ERR_DENIED', 'the proposal is not yours, and neither is the cube that it is made to', {
    hint: 'its proposer and the authors of the cube talk about it; what you think of a cube, `memcube fork` and `memcube propose` say',
  })
}

/** Others would refuse it: better to hear so here. */
function requireRoom(mine: number, all: number): void {
  const { commentsPerAuthor, commentsPerFork } = PROPOSAL_LIMITS
  if (mine < commentsPerAuthor && all < commentsPerFork) return
  throw new NodeError('ERR_LIMIT', `${mine} comments of yours and ${all} in all are on these proposals`, {
    hint: `at most ${commentsPerAuthor} of one person and ${commentsPerFork} in all are kept: decide, or talk elsewhere`,
  })
}
