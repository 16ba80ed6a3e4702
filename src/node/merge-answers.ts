/** One answer out of those of public life and of each swarm. Pure. */

import { withinBudget } from '../finding/packing/within-budget.ts'

export interface Answered {
  /** Name of the swarm; null for public life. */
  swarm: string | null
  answer: unknown
}

type Fields = Record<string, unknown>

const merges: Record<string, (answers: { swarm: string | null; answer: Fields }[], input: Fields) => Fields> =
  {
    list: (answers) => ({ cubes: rows(answers, 'cubes') }),
    recall: mergeRecall,
    fsck: (answers) => ({
      ...answers[0]?.answer,
      ok: answers.every(({ answer }) => answer['ok'] === true),
      checked: sum(answers, 'checked'),
      repaired: sum(answers, 'repaired'),
      problems: rows(answers, 'problems'),
      healed: rows(answers, 'healed'),
      unhealable: rows(answers, 'unhealable'),
      notes: answers.flatMap(({ answer }) => answer['notes'] as unknown[]),
    }),
    gc: (answers) => ({
      ...answers[0]?.answer,
      freedBytes: sum(answers, 'freedBytes'),
      blocks: sum(answers, 'blocks'),
      kept: sum(answers, 'kept'),
      tookMs: sum(answers, 'tookMs'),
      memoryBytes: Math.max(...answers.map(({ answer }) => Number(answer['memoryBytes'] ?? 0))),
    }),
  }

/** Calls that ask all when they name no cube and no swarm. */
export const mergedCalls: ReadonlySet<string> = new Set(Object.keys(merges))

export function mergeAnswers(
  name: string,
  input: Record<string, unknown>,
  answers: readonly Answered[],
): unknown {
  const merge = merges[name]
  const [only] = answers
  if (merge === undefined || only === undefined) return only?.answer
  return merge(answers as never, input)
}

function rows(answers: { swarm: string | null; answer: Fields }[], field: string): unknown[] {
  return answers.flatMap(({ swarm, answer }) =>
    ((answer[field] ?? []) as unknown[]).map((row) =>
      typeof row === 'object' && row !== null && swarm !== null ? { ...row, swarm } : row,
    ),
  )
}

function sum(answers: { answer: Fields }[], field: string): number {
  return answers.reduce((total, { answer }) => total + Number(answer[field] ?? 0), 0)
}

interface Scored {
  score: number
  text: string
  tokens?: number
}

interface Packed {
  passages: Scored[]
  tokens: number
  budget: number
  leftOut: unknown[]
}

/** The best of all, by the score that each index gives; the indexes measure alike. */
function mergeRecall(answers: { swarm: string | null; answer: Fields }[], input: Fields): Fields {
  const results = (rows(answers, 'results') as Scored[]).sort((a, b) => b.score - a.score)
  const packs = answers.flatMap(({ answer }) => (answer['packed'] as Packed | undefined) ?? [])
  const best = results.slice(0, Number(input['top'] ?? 10))
  const { budget } = input
  return {
    ...answers[0]?.answer,
    ...(budget === undefined ? { results: best } : fitted(best, Number(budget), answers)),
    ...(packs.length > 0 && { packed: mergePacked(packs) }),
    took_ms: sum(answers, 'took_ms'),
    pending: sum(answers, 'pending'),
    words_only: answers.map(({ answer }) => answer['words_only']).find((why) => why !== null) ?? null,
    elsewhere: sumByTier(
      answers.flatMap(({ answer }) => (answer['elsewhere'] as TierCount[] | undefined) ?? []),
    ),
  }
}

/** What each life left out, and what has no room beside the results of the others. */
function fitted(best: readonly Scored[], budget: number, answers: readonly { answer: Fields }[]): Fields {
  const { results, left_out_counts: left } = withinBudget(best, budget)
  const before = answers.map(
    ({ answer }) => (answer['left_out_counts'] as typeof left | undefined)?.budget ?? 0,
  )
  return { results, left_out_counts: { budget: before.reduce((total, one) => total + one, left.budget) } }
}

interface TierCount {
  tier: string
  count: number
}

function sumByTier(counted: readonly TierCount[]): TierCount[] {
  const sums = new Map<string, number>()
  for (const { tier, count } of counted) sums.set(tier, (sums.get(tier) ?? 0) + count)
  return Array.from(sums, ([tier, count]) => ({ tier, count }))
}

function mergePacked(packs: Packed[]): Packed {
  const budget = packs[0]?.budget ?? 0
  const packed: Packed = { passages: [], tokens: 0, budget, leftOut: packs.flatMap(({ leftOut }) => leftOut) }
  for (const passage of packs.flatMap(({ passages }) => passages).sort((a, b) => b.score - a.score)) {
    const tokens = passage.tokens ?? 0
    if (packed.tokens + tokens > budget) continue
    packed.passages.push(passage)
    packed.tokens += tokens
  }
  return packed
}
