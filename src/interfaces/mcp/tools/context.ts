import { z } from 'zod'
import { markAnswer } from '../mark-answer.ts'
import { createMark } from '../../../node/index.ts'
import { inputOf, type Answer, type Presented, type Tool } from '../tool.ts'
import { costOf } from './recall.ts'

/** Tokens of a whole answer when no budget is given: four times what the command line packs: the text is in it twice, and most tokenizers are bounded. */
const defaultBudget = 8_000
/** Of the budget, what the text may take at first: it is in the answer twice, beside citations. Adjusted by what came. */
const firstShare = 0.4
const rounds = 4
/** Of what was left out, so many are named unless more are asked for. Guess. */
const defaultExamples = 3

interface Packed extends Answer {
  text: string
  citations: { cite: number; uri: string; author: string; tier: string; memory: string; differs: number[] }[]
  left_out: Answer[]
  left_out_counts: Record<string, number>
}

export const contextTool: Tool = {
  name: 'memcube_context',
  title: 'Context',
  description:
    'Packs what is known about a question into a token budget: nothing twice, the newest belief first, each passage with a citation. Counts what was left out by reason; `leftOut` names more of it.',
  calls: ['context'],
  basic: true,
  output: {
    text: 'string',
    tokens: 'number',
    citations: 'array',
    left_out: 'array',
    left_out_counts: 'object',
  },
  effect: 'reads',
  unlisted: ['swarm', 'at', 'branch', 'tags', 'top'],
  input: inputOf('context', {
    say: {
      model: 'whose tokens: gpt-4o, claude, gemini, ...',
      cubes: 'only these',
      tier: 'least trusted to take from',
    },
  }).extend({
    budget: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('tokens of the whole answer; 8000 when not given'),
    leftOut: z.number().int().min(0).max(10_000).optional().describe('how many to name; 3 when not given'),
  }),
  async run({ budget = defaultBudget, leftOut = defaultExamples, ...asked }, context) {
    let share = Math.max(1, Math.floor(Number(budget) * firstShare))
    for (let round = 1; ; round++) {
      const answer = (await context.call('context', { ...asked, budget: share, leftOut })) as Packed
      const cost = await costOf(present(answer, Number(budget), createMark()), (text) =>
        context.count(text, String(answer['model'])),
      )
      const fits = cost <= Number(budget)
      // Where even an empty text has no room beside them, what was left out is counted alone.
      const named = fits ? answer.left_out : []
      if (fits || round === rounds || answer.text === '') return { ...answer, left_out: named, budget }
      // The last round takes no text rather than too much.
      share = round === rounds - 1 ? 1 : Math.max(1, Math.floor((share * Number(budget) * 0.9) / cost))
    }
  },
  present: (answer, _args, mark) => present(answer as Packed, Number(answer['budget']), mark),
}

/** What the answer says beside its text costs the model as well: ids only where they lead on. */
function present(packed: Packed, budget: number, mark: string): Presented {
  const { text, tokens, model, method, basis, pending, left_out: leftOut, left_out_counts: counts } = packed
  const structured = {
    text,
    tokens,
    budget,
    model,
    method,
    ...(method === 'bound' && { basis }),
    citations: packed.citations.map(({ cite, uri, author, tier, differs }) =>
      markAnswer(
        { cite, uri, tier, ...(tier !== 'own' && { author }), ...(differs.length > 0 && { differs }) },
        mark,
      ),
    ),
    left_out: leftOut.map(({ cube, key, reason, tier }) =>
      markAnswer({ cube, key, reason, ...(tier !== undefined && { tier }) }, mark),
    ),
    left_out_counts: counts,
    ...(Number(pending) > 0 && { pending }),
  }
  return { structured, text: text === '' ? nothingIn(counts) : text }
}

function nothingIn(counts: Record<string, number>): string {
  const reasons = Object.entries(counts).map(([reason, count]) => `${count} for ${reason}`)
  return reasons.length === 0 ? 'Nothing found.' : `Nothing was taken; left out: ${reasons.join(', ')}.`
}
