/** What `recall` answers, and one answer out of those of several lives. Pure. */
import { z } from 'zod'
import { partsAnswered, tiers } from '../../cubes/index.ts'
import { withinBudget } from '../../finding/packing/index.ts'
import { rowsOf, sumOf, type Answered } from '../use-case.ts'
import * as outputs from './outputs.ts'

export const foundMemory = z.object({
  cube: outputs.text,
  name: outputs.text,
  key: outputs.text,
  memory: outputs.text,
  text: outputs.text,
  offset: outputs.count,
  headings: outputs.texts,
  score: z.number(),
  ...outputs.author,
  author: outputs.text.describe('did:key of who wrote it, as in `get`'),
  tier: outputs.tier,
  verified: z.boolean(),
  fresh: z.boolean(),
  tags: outputs.texts,
  created: outputs.timeMs,
  also_in: z.array(z.object({ cube: outputs.text, key: outputs.text })),
  ...outputs.ofSwarm,
})
const place = { cube: outputs.text, key: outputs.text, memory: outputs.text, offset: outputs.count }
const pack = z.object({
  passages: z.array(
    z.object({
      ...place,
      text: outputs.text,
      length: outputs.count,
      headings: outputs.texts,
      score: z.number(),
      tokens: outputs.count,
    }),
  ),
  tokens: outputs.count,
  budget: outputs.count,
  leftOut: z.array(
    z.object({
      ...place,
      tokens: outputs.count,
      reason: z.enum(['over-budget', 'duplicate']),
      of: outputs.text.optional().describe('the memory that says the same and was packed'),
    }),
  ),
})
export const tierCount = z.object({ tier: outputs.tier, count: outputs.count })
export const recalled = z.object({
  results: z.array(foundMemory),
  packed: pack.optional(),
  left_out_counts: z
    .object({ budget: outputs.count })
    .optional()
    .describe('with a budget: results that had no room'),
  took_ms: z.number(),
  pending: outputs.count,
  words_only: outputs.maybe,
  opaque: outputs.count.describe('memories of a later version in the cubes asked: they are not searched'),
  parts: partsAnswered.optional(),
  not_asked: z
    .array(z.object({ why: z.enum([...tiers, 'blocked']), cubes: outputs.count, memories: outputs.count }))
    .describe(
      'cubes that did not answer: of a tier below the one that was asked for, or of an author whom you blocked',
    ),
  elsewhere: z
    .array(tierCount)
    .describe(
      'what less trusted tiers would answer, counted up to 100 in each swarm and outside of swarms; where fewer were found than asked for',
    ),
})

type Recalled = outputs.Unnamed<z.infer<typeof recalled>>
type Packed = z.infer<typeof pack>

/** The best of all, by the score that each index gives; the indexes measure alike. */
export function joinRecalled(
  answers: readonly Answered<Recalled>[],
  { top, budget }: { top: number; budget?: number | undefined },
): Recalled {
  const results = rowsOf(answers, (one) => one.results).sort((a, b) => b.score - a.score)
  const packs = answers.flatMap(({ answer }) => answer.packed ?? [])
  const best = results.slice(0, top)
  const parts = answers.flatMap(({ answer }) => answer.parts ?? [])
  return {
    ...(budget === undefined ? { results: best } : fitted(best, budget, answers)),
    ...(packs.length > 0 && { packed: joinPacks(packs) }),
    took_ms: sumOf(answers, (one) => one.took_ms),
    pending: sumOf(answers, (one) => one.pending),
    words_only: answers.map(({ answer }) => answer.words_only).find((why) => why !== null) ?? null,
    opaque: sumOf(answers, (one) => one.opaque),
    ...(parts.length > 0 && { parts }),
    not_asked: sumByReason(answers.flatMap(({ answer }) => answer.not_asked)),
    elsewhere: sumByTier(answers.flatMap(({ answer }) => answer.elsewhere)),
  }
}

/** What each life left out, and what has no room beside the results of the others. */
function fitted(
  best: Recalled['results'],
  budget: number,
  answers: readonly Answered<Recalled>[],
): Pick<Recalled, 'results' | 'left_out_counts'> {
  const { results, left_out_counts: left } = withinBudget(best, budget)
  const before = sumOf(answers, (one) => one.left_out_counts?.budget ?? 0)
  return { results, left_out_counts: { budget: before + left.budget } }
}

function sumByReason(rows: readonly Recalled['not_asked'][number][]): Recalled['not_asked'] {
  const sums = Map.groupBy(rows, ({ why }) => why)
  return Array.from(sums, ([why, all]) => ({
    why,
    cubes: all.reduce((sum, one) => sum + one.cubes, 0),
    memories: all.reduce((sum, one) => sum + one.memories, 0),
  }))
}

function sumByTier(counted: Recalled['elsewhere']): Recalled['elsewhere'] {
  const sums = new Map<Recalled['elsewhere'][number]['tier'], number>()
  for (const { tier, count } of counted) sums.set(tier, (sums.get(tier) ?? 0) + count)
  return Array.from(sums, ([tier, count]) => ({ tier, count }))
}

/** The best passages of all, as far as they fit; what does not fit is named. */
function joinPacks(packs: readonly Packed[]): Packed {
  const budget = packs[0]?.budget ?? 0
  const joined: Packed = { passages: [], tokens: 0, budget, leftOut: packs.flatMap(({ leftOut }) => leftOut) }
  for (const passage of packs.flatMap(({ passages }) => passages).sort((a, b) => b.score - a.score)) {
    const { cube, key, memory, offset, tokens } = passage
    if (joined.tokens + tokens > budget) {
      joined.leftOut.push({ cube, key, memory, offset, tokens, reason: 'over-budget' })
      continue
    }
    joined.passages.push(passage)
    joined.tokens += tokens
  }
  return joined
}
