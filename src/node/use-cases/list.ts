import { z } from 'zod'
import type { NodeContext } from '../context.ts'
import { listAway, type AwayCube } from '../../cubes/away.ts'
import { isFresh, roleOf, type CubeRecord, type Role } from '../../cubes/cube-record.ts'
import type { Tier } from '../../cubes/tier.ts'
import { readersOf, type Readers } from '../../cubes/visibility.ts'
import { useCase } from '../use-case.ts'
import { openProposals, waitingIn, type Waiting } from '../../care/waiting/index.ts'
import * as inputs from './inputs.ts'

/** A cube as `list` and `show` give it. */
export interface ShownCube extends Readers {
  /** What needs a decision here. */
  waiting: Waiting[]
  cube: string
  name: string
  role: Role
  author: string
  head: string
  seq: number
  memories: number
  tier: Tier
  fresh: boolean
  topics: string[]
  licence: string | null
  about: string | null
  published: boolean
  followed: boolean
  /** `held`, or where its blocks went: `archived`, `evicted`. */
  state: 'held' | AwayCube['why']
  pinned: boolean
  branch: string
  forked: boolean
  forkOf: { cube: string; commit: string } | null
  /** Commits of other authors that the branch here does not have. */
  diverged: string[]
}

export async function showCube(
  node: NodeContext,
  record: CubeRecord,
  waiting: Waiting[] = [],
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
    tier: await node.authors.tier(record),
    fresh: isFresh(record, node.nowMs()),
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
  }
}

export const list = useCase({
  name: 'list',
  summary: 'The cubes of this home with role, head, trust and freshness.',
  writes: 'nothing',
  input: inputs.nothing,
  async run(node) {
    const open = await openProposals(node)
    const held = (await node.cubes.list()).map(async (record) =>
      showCube(node, record, await waitingIn(node, record, open)),
    )
    const away = (await listAway(node.store)).map(async ({ why, record }) => ({
      ...(await showCube(node, record)),
      state: why,
    }))
    return { cubes: await Promise.all([...held, ...away]) }
  },
})

export const show = useCase({
  name: 'show',
  summary: 'One cube.',
  writes: 'nothing',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube }) {
    const record = await node.cubes.resolve(cube)
    return showCube(node, record, await waitingIn(node, record, await openProposals(node)))
  },
})
