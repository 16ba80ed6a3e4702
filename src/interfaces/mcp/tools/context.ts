import { z } from 'zod'
import type { AnswerOf } from '../../../node/index.ts'
import { markAnswer } from '../mark-answer.ts'
import { inputOf, outputOf, type Presented, type Tool } from '../tool.ts'
import { costOf } from './recall.ts'

/** Tokens of a whole answer when no budget is given: the text is in it twice. */
const defaultBudget = 8_000
/** Of the budget, what the text may take at first: it is in the answer twice, beside citations. Adjusted by what came. */
const firstShare = 0.4
const rounds = 4
/** Whose tokens are counted when nobody says: their tokenizer is published, and the answer names them. */
const defaultModel = 'gpt-4o'
/** The answer with a passage costs a little more or less by its random marks. Guess: a tenth. */
const spread = 1.1
/** Of what was left out, so many are named unless more are asked for. Guess. */
const defaultExamples = 3

type Packed = AnswerOf<'context'>

export const contextTool: Tool = {
  name: 'memcube_context',
  title: 'Context',
  description:
    'Packs what is known about a question into a token budget: nothing twice, the newest belief first, each passage with a citation. Counts what was left out by reason; `leftOut` names more of it.',
  calls: ['context'],
  basic: true,
  output: outputOf('context', ['text', 'tokens', 'citations', 'left_out', 'left_out_counts']),
  effect: 'reads',
  unlisted: ['swarm', 'at', 'branch', 'tags', 'top'],
  input: inputOf('context', {
    say: {
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
    model: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('whose tokens: claude, gemini, ...; gpt-4o when not given'),
    leftOut: z.number().int().min(0).max(10_000).optional().describe('how many to name; 3 when not given'),
  }),
  async run({ budget = defaultBudget, leftOut: asksFor, model = defaultModel, ...asked }, context) {
    const whole = Number(budget)
    const leftOut = asksFor ?? defaultExamples
    const costs = (answer: Packed): Promise<number> =>
      costOf(present(answer, whole, context.mark), (text) => context.count(text, String(model)))
    /** Nothing fitted: with the budget of a whole answer that has the best match. */
    const withEnough = async (answer: Packed): Promise<Packed> => {
      if (answer.text !== '' || answer.enough === undefined) return { ...answer, budget: whole }
      const best = await context.call('context', { ...asked, model, budget: answer.enough, leftOut: 0 })
      const least = Math.max(await costs(best), Math.ceil(answer.enough / firstShare))
      return { ...answer, budget: whole, enough: Math.ceil(least * spread) }
    }
    let share = Math.max(1, Math.floor(whole * firstShare))
    for (let round = 1; ; round++) {
      const full = await context.call('context', { ...asked, model, budget: share, leftOut })
      if ((await costs(full)) <= whole) return withEnough(full)
      // Names of what was left out give way first where nobody asked for them, then passages, then all names.
      const keepsNames = asksFor !== undefined && full.text !== '' && round < rounds
      const answer = keepsNames ? full : { ...full, left_out: [] }
      const cost = await costs(answer)
      if (cost <= whole || round === rounds || full.text === '') return withEnough(answer)
      share = round === rounds - 1 ? 1 : Math.max(1, Math.floor((share * whole * 0.9) / cost))
    }
  },
  present: (answer, _args, mark) => present(answer as Packed, Number(answer['budget']), mark),
}

/** What the answer says beside its text costs the model as well: ids only where they lead on. */
function present(packed: Packed, budget: number, mark: string): Presented {
  const { text, tokens, model, method, pending, left_out: leftOut, left_out_counts: counts } = packed
  const structured = {
    text,
    tokens,
    budget,
    model,
    method,
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
    ...(packed.enough !== undefined && { enough: packed.enough }),
    ...(pending > 0 && { pending }),
  }
  return { structured, text: text === '' ? nothingIn(packed) : text }
}

function nothingIn({ left_out_counts: counts, enough }: Packed): string {
  const reasons = Object.entries(counts).map(([reason, count]) => `${count} for ${reason}`)
  if (reasons.length === 0) return 'Nothing found.'
  const more = enough === undefined ? '' : ` A budget of ${enough} takes the best match.`
  return `Nothing was taken; left out: ${reasons.join(', ')}.${more}`
}
