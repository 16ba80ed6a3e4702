import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { defaultLowestTier, isAtLeast, tiers, type Tier } from '../cubes/tier.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import type { RecallAnswer, RecallQuery } from '../../recall/index.ts'
import type { NodeContext } from '../context.ts'
import { commitToRead, type ReadFrom } from '../cubes/branches.ts'
import { searchAt } from '../recall-at.ts'
import { invalidInput } from '../errors.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const recall = useCase({
  name: 'recall',
  summary: 'Finds memories by words and by meaning, labelled with who said it and how far it is trusted.',
  input: z.strictObject({
    query: z.string().max(8192),
    cubes: z.array(inputs.cube).max(1000).optional(),
    tags: inputs.tags.optional(),
    tier: inputs.tier.optional().describe('the least trusted tier to answer from'),
    top: z.number().int().min(1).max(1000).default(10),
    budget: z.number().int().min(1).max(10_000_000).optional().describe('tokens'),
    at: inputs.revision.optional().describe('the state of the one cube at a revision'),
    branch: inputs.branch.optional(),
  }),
  async run(node, { query, cubes, tags, tier, top, budget, ...from }, { signal }) {
    if (query.trim() === '') throw invalidInput('the question is empty', 'say what to look for')
    const scope = await cubesInScope(node, cubes, tier)
    const state = await stateAsked(node, scope, from)
    const search = async (asked: RecallQuery): Promise<RecallAnswer> =>
      state === undefined
        ? (await node.recall.open()).search(asked, { signal })
        : searchAt(node, state.record, state.commit, asked, signal)
    const answer = await search({
      text: query,
      top,
      nowMs: node.nowMs(),
      // In order of trust: of two copies of one memory the most trusted cube speaks.
      cubes: [...scope]
        .sort(([, a], [, b]) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier))
        .map(([cube]) => cube),
      ...(tags !== undefined && tags.length > 0 && { tags: tags.map((tag) => tag.normalize('NFC')) }),
      ...(budget !== undefined && { budget }),
    })
    const label = (cube: string): { name: string; tier: Tier } => {
      const found = scope.get(cube)
      return { name: found?.record.name ?? cube, tier: found?.tier ?? 'quarantined' }
    }
    return {
      results: answer.hits.map((hit) => ({
        cube: hit.cube,
        name: label(hit.cube).name,
        key: hit.key,
        memory: hit.memory,
        text: hit.text,
        offset: hit.offset,
        headings: hit.headings,
        score: hit.score,
        author: hit.author,
        tier: label(hit.cube).tier,
        // The index is fed only from commits whose signature and closure were verified.
        verified: true,
        tags: hit.tags,
        created: hit.created,
        also_in: hit.alsoIn,
      })),
      ...(answer.packed !== undefined && { packed: answer.packed }),
      took_ms: answer.tookMs,
      pending: answer.pending,
      words_only: answer.wordsOnly ?? null,
    }
  },
})

/** The older state, or the other branch, that is asked; it is one of one cube. @throws ERR_INVALID_INPUT, ERR_NOT_FOUND */
async function stateAsked(
  node: NodeContext,
  scope: ReadonlyMap<string, { record: CubeRecord }>,
  from: ReadFrom,
): Promise<{ record: CubeRecord; commit: CID } | undefined> {
  if (from.at === undefined && from.branch === undefined) return undefined
  const [only, ...others] = scope.values()
  if (only === undefined || others.length > 0)
    throw invalidInput('a revision or branch is one of one cube', 'name the cube with --cube')
  const { record } = only
  const commit = await commitToRead(node, record, from)
  await node.cubes.state(commit)
  return commit.equals(record.commit) ? undefined : { record, commit }
}

/** The cubes that may answer: those named, else all that are trusted far enough. */
async function cubesInScope(
  node: NodeContext,
  named: string[] | undefined,
  lowest: Tier | undefined,
): Promise<Map<string, { record: CubeRecord; tier: Tier }>> {
  const records =
    named === undefined
      ? await node.cubes.list()
      : await Promise.all(named.map((text) => node.cubes.resolve(text)))
  const scope = new Map<string, { record: CubeRecord; tier: Tier }>()
  for (const record of records) {
    const tier = await node.authors.tier(record)
    const asked = lowest ?? (named === undefined ? defaultLowestTier : 'community')
    if (isAtLeast(tier, asked)) scope.set(record.cube, { record, tier })
  }
  return scope
}
