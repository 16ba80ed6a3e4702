import { inMarks, markAnswer } from '../mark-answer.ts'
import { createMark } from '../../../node/index.ts'
import { inputOf, type Answer, type Presented, type Tool } from '../tool.ts'
import { costOf } from './recall.ts'

/** Tokens of a whole answer when no budget is given: twice what the command line packs, since the text is in it twice. */
const defaultBudget = 4_000
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
  output: { text: 'string', tokens: 'number', citations: 'array', left_out: 'array', left_out_counts: 'object' },
  effect: 'reads',
  unlisted: ['swarm', 'at', 'branch', 'tags', 'top'],
  input: inputOf('context', {
    say: {
      budget: 'tokens of the whole answer; 4000 when not given',
      model: 'whose tokens: gpt-4o, claude, gemini, ...',
      cubes: 'only these',
      tier: 'least trusted to take from',
      leftOut: 'how many to name',
    },
  }),
  async run({ budget = defaultBudget, leftOut = defaultExamples, ...asked }, context) {
    let share = Math.max(1, Math.floor(Number(budget) * firstShare))
    for (let round = 1; ; round++) {
      const answer = (await context.call('context', { ...asked, budget: share, leftOut })) as Packed
      const cost = await costOf(present(answer, Number(budget), createMark()), (text) =>
        context.count(text, String(answer['model'])),
      )
      if (cost <= Number(budget) || round === rounds || answer.text === '') return { ...answer, budget }
      share = Math.max(1, Math.floor((share * Number(budget) * 0.9) / cost))
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
    citations: packed.citations.map(({ cite, uri, author, tier, differs }) => ({
      cite,
      uri: inMarks(uri, mark),
      tier,
      ...(tier !== 'own' && { author }),
      ...(differs.length > 0 && { differs }),
    })),
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
