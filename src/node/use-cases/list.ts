import { z } from 'zod'
import {
  type Membership,
  type Reads,
  type Trust,
  heldPart,
  listAway,
  isFresh,
  roleOf,
  type CubeRecord,
  readersOf,
  freshness,
  freshnessOf,
  shownPart,
  upstreamOf,
  upstreamOfFork,
  type UpstreamOfFork,
} from '../../cubes/index.ts'
import type { Clock, Stored } from '../../home/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { heldProposals } from '../../cubes/proposals/index.ts'
import { saidOf } from '../../sharing/proposals/index.ts'
import { saidComment } from './comment.ts'
import { openProposals, waitingIn, waitingRow, type Waiting } from '../../care/waiting/index.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** A cube as `list` and `show` give it. */
const shownCube = z.object({
  cube: outputs.text.describe('cube id'),
  name: outputs.text,
  visibility: z.enum(['private', 'public', 'swarm']).describe('who can read it'),
  swarm: outputs.maybe.describe('name of its swarm'),
  displayName: outputs.text.describe('SWARM/NAME in a swarm, else the name'),
  waiting: z.array(waitingRow).describe('what needs a decision here'),
  role: z.enum(['own', 'fork', 'coauthor', 'followed', 'cached']),
  ...outputs.author,
  head: outputs.text.describe('CID of the newest commit'),
  seq: outputs.count,
  memories: outputs.count,
  part: heldPart.optional(),
  tier: outputs.tier,
  fresh: z.boolean().describe('whether the head is known to be current'),
  ...freshness,
  topics: outputs.texts,
  licence: outputs.maybe,
  about: outputs.maybe,
  published: z.boolean(),
  followed: z.boolean(),
  state: z.enum(['held', 'archived', 'evicted']).describe('held, archived or evicted'),
  pinned: z.boolean(),
  branch: outputs.text,
  forked: z.boolean(),
  diverged: outputs.texts.describe('commits of other authors that the branch here does not have'),
  forkOf: z.object({ cube: outputs.text, commit: outputs.text }).nullable(),
  upstream: upstreamOfFork.optional().describe('of a fork whose upstream is held here'),
})
type ShownCube = outputs.Unnamed<z.infer<typeof shownCube>>

async function showCube(
  node: Trust & Membership & Clock & Stored,
  record: CubeRecord,
  waiting: Waiting[] = [],
  upstream?: UpstreamOfFork,
): Promise<ShownCube> {
  return {
    cube: record.cube,
    name: record.name,
    ...readersOf(node, record),
    waiting,
    role: roleOf(record),
    author: record.author,
    head: record.commit.toString(),
    seq: record.seq,
    memories: record.memories,
    ...shownPart(record),
    tier: await node.authors.tier(record),
    fresh: isFresh(record, node.nowMs()),
    ...(await freshnessOf(node.store, record)),
    topics: record.info.topics,
    licence: record.info.licence ?? null,
    about: record.info.about ?? null,
    published: record.published,
    followed: record.followed,
    state: 'held',
    pinned: record.pinned ?? false,
    branch: record.branch,
    forked: record.forked ?? false,
    diverged: (record.diverged ?? []).map(String),
    forkOf:
      record.forkOf === undefined
        ? null
        : { cube: record.forkOf.cube.toString(), commit: record.forkOf.commit.toString() },
    ...(upstream !== undefined && { upstream }),
  }
}

export const list = useCase({
  name: 'list',
  summary: 'The cubes of this home with role, head, trust and freshness.',
  writes: 'nothing',
  spans: 'all',
  grants: reads([]),
  input: inputs.nothing,
  output: z.object({ cubes: z.array(shownCube) }),
  async run(node) {
    const open = await openProposals(node)
    const held = (await node.cubes.list()).map(async (record) =>
      showCube(node, record, await waitingIn(node, record, open), await upstreamOf(node, record)),
    )
    const left = (await listAway(node.store)).filter(({ forSeed }) => forSeed !== true)
    const away = left.map(async ({ why, record }) => ({ ...(await showCube(node, record)), state: why }))
    return { cubes: await Promise.all([...held, ...away]) }
  },
  join: (answers) => ({ cubes: answers.flatMap(({ answer }) => answer.cubes) }),
})

const proposedFrom = z.object({
  id: outputs.text,
  state: outputs.text,
  time: outputs.timeMs,
  delivered: z.boolean(),
  reason: outputs.maybe.describe('what was said with the decision'),
  merged: outputs.maybe.describe('the commit of the upstream that has it'),
  comments: z.array(saidComment),
})

/** What was last offered from a fork, and what became of it. */
async function lastOffer(
  node: Reads & Trust & Clock,
  { cube, forkOf }: CubeRecord,
): Promise<outputs.Unnamed<z.infer<typeof proposedFrom>> | undefined> {
  if (forkOf === undefined) return undefined
  const offered = (await heldProposals(node.store, node.nowMs())).filter(
    ({ stored, proposal, state }) =>
      stored.mine && state !== 'superseded' && proposal.fork.toString() === cube,
  )
  const held = offered.sort((a, b) => b.proposal.time - a.proposal.time)[0]
  if (held === undefined) return undefined
  return {
    id: held.id,
    state: held.state,
    time: held.proposal.time,
    delivered: !held.stored.pending.includes('proposal'),
    reason: held.decision?.reason ?? null,
    merged: held.decision?.commit?.toString() ?? null,
    comments: await saidOf(node, held),
  }
}

export const show = useCase({
  name: 'show',
  summary: 'One cube.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  grants: reads(['cube']),
  input: z.strictObject({ cube: inputs.cube }),
  output: shownCube.extend({
    proposed: proposedFrom.optional().describe('of a fork: what was last offered from it'),
  }),
  async run(node, { cube }) {
    const record = await node.cubes.resolveHeld(cube)
    const waiting = await waitingIn(node, record, await openProposals(node))
    const shown = await showCube(node, record, waiting, await upstreamOf(node, record))
    const proposed = await lastOffer(node, record)
    return proposed === undefined ? shown : { ...shown, proposed }
  },
})
