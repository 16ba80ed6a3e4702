import { z } from 'zod'
import {
  isAtLeast,
  tiers,
  type Tier,
  isFresh,
  type CubeRecord,
  type Hears,
  type Unnamed,
  parseVoice,
  shownParts,
} from '../../cubes/index.ts'
import type { Packed, RecallHit } from '../../recall/index.ts'
import { type Asks, ask, type Asked } from '../../finding/index.ts'
import type { Clock } from '../../home/index.ts'
import { withinBudget } from '../../finding/packing/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { joinRecalled, recalled, type foundMemory, type tierCount } from './recalled.ts'

export const recall = useCase({
  name: 'recall',
  summary: 'Finds memories by words and by meaning, labelled with who said it and how far it is trusted.',
  writes: 'nothing',
  spans: 'all',
  placedBy: 'cubes',
  grants: reads(['query', 'cubes', 'tags', 'tier', 'top', 'at', 'branch']),
  input: z.strictObject({
    query: inputs.question,
    cubes: z.array(inputs.cube).max(1000).optional(),
    tags: inputs.tags.optional(),
    tier: inputs.tier.optional().describe('the least trusted tier to answer from'),
    top: z.number().int().min(1).max(1000).default(10),
    budget: z
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe('tokens of the texts of all results, estimated'),
    at: inputs.revision.optional().describe('the state of the one cube at a revision'),
    branch: inputs.branch.optional(),
  }),
  output: recalled,
  async run(node, input, { signal }) {
    const { answer, records, lowest, opaque, notAsked } = await ask(node, input, signal)
    const isShort = answer.hits.length < input.top
    const results = await Promise.all(answer.hits.map(async (hit) => shownHit(node, records, hit)))
    return {
      ...(input.budget === undefined ? { results } : withinBudget(results, input.budget)),
      ...(answer.packed !== undefined && { packed: shortPacked(answer.packed) }),
      took_ms: answer.tookMs,
      pending: answer.pending,
      words_only: answer.wordsOnly ?? null,
      opaque,
      ...shownParts(records.values()),
      not_asked: notAsked,
      elsewhere: isShort ? await countElsewhere(node, input, lowest, signal) : [],
    }
  },
  join: joinRecalled,
})

/** Of what was not packed so many are named; `left_out_counts` counts the results. Guess. */
const mostNamed = 20

function shortPacked(packed: Packed): Packed {
  return { ...packed, leftOut: packed.leftOut.slice(0, mostNamed) }
}

/** Memories of less trusted tiers that are counted, where fewer than asked for were found. Guess. */
const mostCounted = 100

type Elsewhere = z.infer<typeof tierCount>

/** How many memories of each less trusted tier the same question would find. Their texts are not told. */
async function countElsewhere(
  node: Asks,
  asked: Omit<Asked, 'budget'>,
  lowest: Tier,
  signal: AbortSignal,
): Promise<Elsewhere[]> {
  const isPast = asked.at !== undefined || asked.branch !== undefined
  if (isPast || isAtLeast('community', lowest)) return []
  const { query, cubes, tags } = asked
  const wider: Asked = { query, cubes, tags, tier: 'community', top: mostCounted }
  const { answer, records } = await ask(node, wider, signal)
  const counts = new Map<Tier, number>()
  for (const { cube, voice } of answer.hits) {
    const record = records.get(cube)
    if (record === undefined) continue
    const tier = await node.voices.tier(record, parseVoice(voice))
    if (!isAtLeast(tier, lowest)) counts.set(tier, (counts.get(tier) ?? 0) + 1)
  }
  return tiers.flatMap((tier) => {
    const count = counts.get(tier)
    return count === undefined ? [] : [{ tier, count }]
  })
}

async function shownHit(
  node: Hears & Clock,
  records: ReadonlyMap<string, CubeRecord>,
  found: RecallHit,
): Promise<Unnamed<z.infer<typeof foundMemory>>> {
  const record = records.get(found.cube)
  return {
    cube: found.cube,
    name: record?.name ?? found.cube,
    key: found.key,
    memory: found.memory,
    text: found.text,
    offset: found.offset,
    headings: found.headings,
    score: found.score,
    author: found.author,
    tier: record === undefined ? 'quarantined' : await node.voices.tier(record, parseVoice(found.voice)),
    // The index is fed only from commits whose signature and closure were verified.
    verified: true,
    fresh: record !== undefined && isFresh(record, node.nowMs()),
    tags: found.tags,
    created: found.created,
    also_in: found.alsoIn,
  }
}
