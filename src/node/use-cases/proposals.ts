import { z } from 'zod'
import { parseGenesis, RESERVED_PREFIX, verifyProposal } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import {
  type Reads,
  type Shelved,
  type Signer,
  type Trust,
  hasState,
  diffKeys,
  isWritable,
  tierOf,
  isShunned,
} from '../../cubes/index.ts'
import { heldProposals, revisionOf, type HeldProposal } from '../../cubes/proposals/index.ts'
import { saidOf } from '../../sharing/proposals/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { saidComment } from './comment.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const changes = outputs.count.nullable().describe('null where a state is not held here')
const shownProposal = z.object({
  id: outputs.text,
  cube: outputs.text,
  name: outputs.maybe,
  fork: outputs.text,
  ...outputs.author,
  nickname: outputs.maybe,
  tier: outputs.tier,
  verified: z.boolean(),
  message: outputs.text,
  revision: outputs.count.describe('2 for the first one that takes the place of an earlier one, and so on'),
  revises: outputs.maybe.describe('the proposal that it takes the place of'),
  comments: z.array(saidComment).describe('of all revisions, oldest first'),
  commit: outputs.text,
  base: outputs.text,
  added: changes,
  changed: changes,
  removed: changes,
  state: outputs.text,
  time: outputs.timeMs,
  direction: z
    .enum(['in', 'out', 'kept'])
    .describe('in: to a cube of yours; out: from you; kept for others, whose cube this home serves'),
  delivered: z.boolean(),
  approvals: outputs.texts,
  approvers: outputs.people,
  reason: outputs.maybe,
  decided: outputs.timeMs.nullable(),
  merged: outputs.maybe,
})
type ShownProposal = outputs.Unnamed<z.infer<typeof shownProposal>>

export const proposals = useCase({
  name: 'proposals',
  summary: 'What was proposed to your cubes and what you proposed, or all that is kept here for one cube.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube']),
  input: z.strictObject({ cube: inputs.cube.optional() }),
  output: z.object({ proposals: z.array(shownProposal) }),
  async run(node, { cube }) {
    const record = cube === undefined ? undefined : await node.cubes.resolve(cube)
    const found: ShownProposal[] = []
    const all = await heldProposals(node.store, node.nowMs())
    for (const held of all) {
      const direction = await directionOf(node, held)
      const isAsked =
        record === undefined
          ? direction !== 'kept'
          : held.upstream === record.cube || held.proposal.fork.toString() === record.cube
      if (isAsked && !(await isShunned(node, held.author)))
        found.push(await shown(node, held, all, direction))
    }
    const isOpen = ({ state }: { state: string }): number => (state === 'open' ? 0 : 1)
    return { proposals: found.sort((a, b) => isOpen(a) - isOpen(b) || b.time - a.time) }
  },
})

type Direction = ShownProposal['direction']

async function directionOf(node: Shelved, { stored, upstream }: HeldProposal): Promise<Direction> {
  if (stored.mine) return 'out'
  const record = await node.cubes.get(upstream)
  return record !== undefined && isWritable(record) ? 'in' : 'kept'
}

async function shown(
  node: Reads & Signer & Trust,
  held: HeldProposal,
  all: readonly HeldProposal[],
  direction: Direction,
): Promise<ShownProposal> {
  const { proposal, decision, approvals } = held
  const author = await node.authors.get(held.author)
  return {
    id: held.id,
    cube: held.upstream,
    name: (await node.cubes.get(held.upstream))?.name ?? null,
    fork: proposal.fork.toString(),
    author: held.author,
    nickname: author?.nickname ?? null,
    tier: tierOf({ own: held.author === node.author.did, followed: false }, author),
    verified: isVerified(held),
    message: proposal.message,
    revision: revisionOf(
      held,
      all.filter(({ upstream }) => upstream === held.upstream),
    ),
    revises: proposal.revises?.toString() ?? null,
    comments: await saidOf(node, held),
    commit: proposal.commit.toString(),
    base: proposal.base.toString(),
    ...(await changesOf(node, held)),
    state: held.state,
    time: proposal.time,
    direction,
    delivered: !held.stored.pending.includes('proposal'),
    approvals: approvals.map((approval) => formatDid(approval.author)),
    approvers: approvals.map((approval) => ({ author: formatDid(approval.author) })),
    reason: decision?.reason ?? null,
    decided: decision?.time ?? null,
    merged: decision?.commit?.toString() ?? null,
  }
}

/** Counted from the base that its author names; null where one of the two states is not held here. */
async function changesOf(
  node: Reads,
  { proposal: { base, commit } }: HeldProposal,
): Promise<{ added: number | null; changed: number | null; removed: number | null }> {
  if (!(await hasState(node, base)) || !(await hasState(node, commit)))
    return { added: null, changed: null, removed: null }
  const { added, changed, removed } = await diffKeys(
    node,
    await node.cubes.state(base),
    await node.cubes.state(commit),
  )
  const memories = (keys: string[]): number => keys.filter((key) => !key.startsWith(RESERVED_PREFIX)).length
  return { added: memories(added), changed: memories(changed), removed: memories(removed) }
}

function isVerified({ proposal, stored }: HeldProposal): boolean {
  try {
    verifyProposal(proposal, parseGenesis(stored.genesis))
    return true
  } catch {
    return false
  }
}
