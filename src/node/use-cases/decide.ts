import { z } from 'zod'
import { PROPOSAL_TEXT_BYTES } from '../../core/cube/index.ts'
import { bytesEqual, parseCid } from '../../core/codec/index.ts'
import type { Reads, Shelved, Signer, Tells } from '../../cubes/index.ts'
import { type Clock, type Locks, NodeError } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { findOpen, findProposal, type HeldProposal, speakersFor } from '../../cubes/proposals/index.ts'
import { approvalEntry, decisionEntry, proposalsLock } from '../../sharing/proposals/index.ts'
import type { RecordPut } from '../../storage/index.ts'
import { requireNoSecretSaid } from '../../cubes/publishing/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const decline = useCase({
  name: 'decline',
  summary: 'Says no to a proposal, with a reason that its author sees.',
  writes: 'cube',
  spans: 'one',
  grants: judged({
    fields: ['proposal', 'reason'],
    needs: () => ['propose'],
    does: 'answers an offer of others, who read the reason',
  }),
  input: z.strictObject({
    proposal: inputs.proposal,
    reason: z
      .string()
      .refine(
        (text) => Buffer.byteLength(text) <= PROPOSAL_TEXT_BYTES,
        `expected at most ${PROPOSAL_TEXT_BYTES} bytes`,
      )
      .optional()
      .describe('why; public, as the proposal is'),
  }),
  output: z.object({
    id: outputs.text,
    state: outputs.text,
    upstream: outputs.text,
    reason: outputs.maybe,
  }),
  async run(node, { proposal, reason }) {
    if (reason !== undefined) await requireNoSecretSaid('the reason', reason)
    const held = await speak(node, proposal, 'decline', (open) =>
      decisionEntry(node, open, { state: 'declined', ...(reason !== undefined && { reason }) }),
    )
    return { id: held.id, state: 'declined', upstream: held.upstream, reason: reason ?? null }
  },
})

export const approve = useCase({
  name: 'approve',
  summary: 'Says, as an author of the cube, that a proposal may be accepted.',
  writes: 'cube',
  spans: 'one',
  input: z.strictObject({ proposal: inputs.proposal }),
  output: z.object({
    id: outputs.text,
    upstream: outputs.text,
    commit: outputs.text,
    ...outputs.author,
  }),
  async run(node, { proposal }) {
    const held = await speak(node, proposal, 'approve', (open) => {
      const hasOurs = open.approvals.some(({ author }) => bytesEqual(author, node.author.publicKey))
      return hasOurs ? undefined : approvalEntry(node, open)
    })
    return {
      id: held.id,
      upstream: held.upstream,
      commit: held.proposal.commit.toString(),
      author: node.author.did,
    }
  },
})

interface Needs extends Reads, Signer, Peers, Tells, Clock, Locks {}

/** Signs a word on an open proposal and keeps it until it is delivered. @throws ERR_DENIED for who is no author */
async function speak(
  node: Needs,
  text: string,
  kind: string,
  entryFor: (held: HeldProposal) => RecordPut | undefined,
): Promise<HeldProposal> {
  const { id } = (await findOpen(node, text)).held
  const held = await node.exclusive(proposalsLock, async () => {
    const open = await findOpen(node, id)
    await requireAuthor(node, open.held)
    const entry = entryFor(open.held)
    const { upstream, proposal } = open.held
    const told = { time: node.nowMs(), kind, cube: parseCid(upstream), commit: proposal.commit }
    if (entry !== undefined) await node.store.commit({ put: [entry], audit: [told] })
    return findProposal(node, id)
  })
  node.events.emit('proposalChanged', { id, cube: held.upstream, state: held.state })
  node.network?.proposalsChanged()
  return held
}

async function requireAuthor(node: Signer & Shelved, { upstream }: HeldProposal): Promise<void> {
  const authors = await speakersFor(node, upstream)
  if (authors.some((author) => bytesEqual(author, node.author.publicKey))) return
  throw new NodeError('ERR_DENIED', `you are no author of ${upstream}`, {
    hint: 'only its authors decide about proposals',
  })
}
