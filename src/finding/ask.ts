/** Searches the cubes that may answer a question: those that are trusted far enough. */
import type { CID } from 'multiformats/cid'
import {
  commitToRead,
  type ReadFrom,
  type CubeRecord,
  defaultLowestTier,
  isAtLeast,
  requireWhole,
  type Tier,
  type Reads,
  type Shelved,
  type Trust,
} from '../cubes/index.ts'
import { invalidInput, type Clock } from '../home/index.ts'
import type { Asks } from './needs.ts'
import type { RecallAnswer, RecallQuery } from '../recall/index.ts'
import { searchAt, type SearchIn } from './recall-at.ts'
import { speakersIn } from './trusted-voices.ts'

export interface Asked extends ReadFrom {
  query: string
  cubes?: string[] | undefined
  tags?: string[] | undefined
  tier?: Tier | undefined
  top: number
  budget?: number | undefined
}

/** Cubes that did not answer because of a tier that is not trusted far enough, or because their author is blocked. */
export interface NotAsked {
  why: Tier | 'blocked'
  cubes: number
  memories: number
}

/** Searches the cubes that may answer. @throws ERR_INVALID_INPUT, ERR_NOT_FOUND */
export async function ask(
  node: Asks,
  { query, cubes, tags, tier, top, budget, ...from }: Asked,
  signal: AbortSignal,
): Promise<{
  answer: RecallAnswer
  records: ReadonlyMap<string, CubeRecord>
  lowest: Tier
  /** Memories of these cubes that nobody here can read. */
  opaque: number
  /** Cubes that were not asked, by why. */
  notAsked: NotAsked[]
}> {
  if (query.trim() === '') throw invalidInput('the question is empty', 'say what to look for')
  const lowest = tier ?? (cubes === undefined ? defaultLowestTier : 'community')
  const { scope: records, notAsked } = await cubesInScope(node, cubes, lowest)
  const state = await stateAsked(node, records, from)
  const asked: RecallQuery = {
    text: query,
    top,
    nowMs: node.nowMs(),
    ...(tags !== undefined && tags.length > 0 && { tags: tags.map((tag) => tag.normalize('NFC')) }),
    ...(budget !== undefined && { budget }),
  }
  const search: SearchIn = async (index, only, inState) => {
    const voices = await speakersIn(node, index, inState ?? records, lowest)
    return index.search({ ...asked, ...only, voices }, { signal })
  }
  const answer =
    state === undefined
      ? await search(await node.recall.open({ signal }), {})
      : await searchAt(node, state.record, state.commit, search, signal)
  node.cache.used(new Set(answer.hits.map(({ cube }) => cube)))
  const opaque = await (await node.recall.open({ signal })).opaque([...records.keys()])
  return { answer, records, lowest, opaque, notAsked }
}

/** The older state, or the other branch, that is asked; it is one of one cube. @throws ERR_INVALID_INPUT, ERR_NOT_FOUND */
async function stateAsked(
  node: Reads & Trust & Clock,
  records: ReadonlyMap<string, CubeRecord>,
  from: ReadFrom,
): Promise<{ record: CubeRecord; commit: CID } | undefined> {
  if (from.at === undefined && from.branch === undefined) return undefined
  const [record, ...others] = records.values()
  if (record === undefined || others.length > 0)
    throw invalidInput('a revision or branch is one of one cube', 'name the cube with --cube')
  requireWhole(record)
  const commit = await commitToRead(node, record, from)
  await node.cubes.state(commit)
  return commit.equals(record.commit) ? undefined : { record, commit }
}

/**
 * The cubes that may answer: those named, else all, where they are trusted far enough; the most trusted first. One whose
 * author is blocked never answers, whatever tier is asked.
 */
async function cubesInScope(
  node: Shelved & Trust,
  named: string[] | undefined,
  lowest: Tier,
): Promise<{ scope: Map<string, CubeRecord>; notAsked: NotAsked[] }> {
  const records =
    named === undefined
      ? await node.cubes.list()
      : await Promise.all(named.map((text) => node.cubes.resolveHeld(text)))
  const scope = new Map<string, CubeRecord>()
  const others = new Map<Tier | 'blocked', NotAsked>()
  for (const record of records) {
    const tier = await node.authors.tier(record)
    const isBlocked = tier === 'quarantined' && (await node.authors.get(record.author))?.blocked === true
    const why = isBlocked ? 'blocked' : tier
    if (why !== 'blocked' && isAtLeast(tier, lowest)) scope.set(record.cube, record)
    else {
      const one = others.get(why) ?? { why, cubes: 0, memories: 0 }
      others.set(why, { why, cubes: one.cubes + 1, memories: one.memories + record.memories })
    }
  }
  return { scope, notAsked: [...others.values()] }
}
