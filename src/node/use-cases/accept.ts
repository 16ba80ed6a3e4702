import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { PROPOSAL_TEXT_BYTES } from '../../core/cube/index.ts'
import {
  type Feeds,
  type Hears,
  type Membership,
  type OtherSide,
  type Writes,
  branchNamed,
  publicNameOf,
} from '../../cubes/index.ts'
import { type Logs, invalidInput, type CallOptions } from '../../home/index.ts'
import {
  emptyAnswer,
  type MergeAnswer,
  isProposal,
  isUnfinished,
  requireCredibleTime,
  trustOf,
  withTexts,
  planMerge,
  loadUnfinished,
  recordOf,
  merged,
  mergeStep,
  saidOf,
} from '../../cubes/merging/index.ts'
import { type HeldProposal, findOpen } from '../../cubes/proposals/index.ts'
import { decisionEntry, approvalEntries, proposedSide, proposalsLock } from '../../sharing/proposals/index.ts'
import { requireNoSecretSaid } from '../../cubes/publishing/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { decision } from './merge.ts'
import * as outputs from './outputs.ts'

const input = z.strictObject({
  proposal: inputs.proposal,
  strategy: z.enum(['ask', 'ours', 'theirs', 'union']).default('ask'),
  resolve: z.array(decision).max(100_000).default([]),
  branch: inputs.branch.optional(),
  message: inputs.message,
  text: inputs.text,
})
type AcceptInput = z.infer<typeof input>

export const accept = useCase({
  name: 'accept',
  summary:
    'Merges a proposal into your cube, credits its author and tells them; conflicts are returned, never dropped.',
  writes: 'cube',
  spans: 'one',
  grants: judged({
    fields: ['proposal', 'strategy', 'branch', 'message'],
    // Whoever proposes has read the cube: what is merged into it goes to its readers.
    needs: () => ['propose', 'publish'],
    does: 'answers an offer of others, and writes to a cube that they read',
  }),
  input,
  output: merged.extend({
    proposal: outputs.text,
    upstream: outputs.text,
    ...outputs.author,
    state: outputs.text,
  }),
  async run(node, request, options) {
    const { held, record } = await findOpen(node, request.proposal)
    const branch = branchNamed(record, request.branch)
    if (request.message !== undefined) await requireNoSecretSaid('the message', request.message)
    const answer = await node.exclusive(held.upstream, () =>
      node.exclusive(proposalsLock, () => acceptHeld(node, held.id, request, options)),
    )
    const state = answer.commit === undefined ? 'open' : 'accepted'
    if (state === 'accepted') {
      node.events.emit('proposalChanged', { id: held.id, cube: held.upstream, state })
      node.network?.proposalsChanged()
    }
    const told = request.text ? await withTexts(node, answer, { record, branch }) : answer
    return { ...told, proposal: held.id, upstream: held.upstream, author: held.author, state }
  },
})

async function acceptHeld(
  node: Writes & Hears & Feeds & Logs,
  id: string,
  request: AcceptInput,
  options: CallOptions,
): Promise<MergeAnswer> {
  // Read again under the locks: another call may have decided meanwhile.
  const { held, record } = await findOpen(node, id)
  const branch = branchNamed(record, request.branch)
  const unfinished = await loadUnfinished(node.store, record.cube, branch.name)
  if (unfinished !== undefined && unfinished.other !== id) {
    const isOther = await isProposal(node, record, unfinished)
    throw isOther
      ? isUnfinished(record, unfinished)
      : isUnfinished(record, unfinished, `merge ${record.name}`)
  }
  const other = await proposedSide(node, held)
  const tier = await trustOf(node, record, other)
  await requireCredibleTime(node, other.commit, other.name)
  const plan = await planMerge(node, branch.commit, other.commit)
  const said = saidWith(saidOf(request, unfinished))
  if (plan.type === 'merge') {
    const extra = {
      ...approvalEntries(held),
      message: creditOf(node, held, other),
      kind: 'accept',
      also: (commit: CID) => [decisionEntry(node, held, { state: 'accepted', commit, ...said })],
    }
    const step = { node, record, branch, other, tier, request, unfinished, extra }
    return mergeStep(step, plan, options)
  }
  if (request.resolve.length > 0)
    throw invalidInput('there is no conflict; nothing was merged', 'accept without --resolve')
  // All of it is here already: what is left is to say so.
  await node.store.commit({
    put: [decisionEntry(node, held, { state: 'accepted', commit: branch.commit, ...said })],
    del: [recordOf(record.cube, branch.name)],
    audit: [{ time: node.nowMs(), kind: 'accept', cube: parseCid(record.cube), commit: branch.commit }],
  })
  return { ...emptyAnswer('nothing', tier), commit: branch.commit.toString() }
}

/** What is said with a decision reaches who proposed. A longer message stays in the commit alone. */
function saidWith(message: string | undefined): { reason?: string } {
  const isShort = message !== undefined && Buffer.byteLength(message) <= PROPOSAL_TEXT_BYTES
  return isShort && message !== '' ? { reason: message } : {}
}

/** Longest message of a proposal that the commit repeats; all of it stays in the record. Guess. */
const maxMessageChars = 1_000

/** Which proposal it was, its record and the parents of the commit say. */
function creditOf(
  node: Membership,
  { author, proposal: { message } }: Pick<HeldProposal, 'author' | 'proposal'>,
  { record }: OtherSide,
): string {
  const words = message === '' ? '' : `: ${message.slice(0, maxMessageChars).toWellFormed()}`
  return `accept ${record?.name ?? 'a proposal'} of ${publicNameOf(node, author)}${words}`
}
