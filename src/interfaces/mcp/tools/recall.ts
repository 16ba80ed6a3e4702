import { z } from 'zod'
import { memoriesOf } from '../../../home/count-of.ts'
import type { AnswerOf } from '../../../node/index.ts'
import { markAnswer } from '../mark-answer.ts'
import { inputOf, outputOf, type Answer, type Presented, type Tool, type ToolContext } from '../tool.ts'
import { fencedMemory, fenceNote } from './fence-answer.ts'

/** Tokens of a whole answer when no budget is given. A guess: ten passages, a part of what clients take (Claude Code 25,000). */
const defaultBudget = 8_000

type Recalled = AnswerOf<'recall'>
type Hit = Recalled['results'][number]

export const recallTool: Tool = {
  name: 'memcube_recall',
  title: 'Recall',
  description:
    'Finds memories by words and by meaning, in all cubes and swarms of this home. Look here before you ask or guess. Without `tier` from own, team and followed cubes; "community" also from strangers. Each result has cube, key, author and tier.',
  calls: ['recall'],
  output: outputOf('recall', ['results', 'pending']),
  effect: 'reads',
  basic: true,
  unlisted: ['swarm', 'at', 'branch', 'tags'],
  input: inputOf('recall', {
    say: { cubes: 'only these', tier: 'least trusted to answer from', top: '10 when not given' },
  }).extend({
    budget: z
      .number()
      .int()
      .min(1)
      .max(200_000)
      .optional()
      .describe('tokens of the whole answer; 8000 when not given'),
  }),
  run: ({ budget: _budget, ...asked }, { call }) => call('recall', asked),
  async present(answer, { budget = defaultBudget }, mark, context) {
    const recalled = answer as Recalled
    const shown = (count: number): Presented => show(recalled, count, mark)
    return shown(await mostThatFit(recalled.results.length, Number(budget), shown, context))
  },
}

/** The most results, the best first, with which the whole answer costs no more than the budget. */
async function mostThatFit(
  all: number,
  budget: number,
  shown: (count: number) => Presented,
  { count }: Pick<ToolContext, 'count'>,
): Promise<number> {
  let [fits, fails] = [0, all + 1]
  while (fails - fits > 1) {
    const middle = Math.ceil((fits + fails) / 2)
    const tried = middle === fails ? fits + 1 : middle
    if ((await costOf(shown(tried), count)) <= budget) fits = tried
    else fails = tried
  }
  return fits
}

export async function costOf({ structured, text }: Presented, count: ToolContext['count']): Promise<number> {
  const json = JSON.stringify(structured)
  return (await count(json)) + (await count(text ?? json))
}

function show(answer: Recalled, count: number, mark: string): Presented {
  const { results: hits, elsewhere } = answer
  const results = hits.slice(0, count)
  const left = hits.length - count
  const said = notes(answer, hits.length, left)
  const structured = {
    results: results.map((hit) => structuredHit(hit, mark)),
    ...(left > 0 && { left_out: { budget: left } }),
    took_ms: answer.took_ms,
    pending: answer.pending,
    ...(answer.opaque > 0 && { opaque: answer.opaque }),
    ...(elsewhere.length > 0 && { elsewhere }),
    ...(answer.not_asked.length > 0 && { not_asked: answer.not_asked }),
  }
  if (results.length === 0) return { structured, text: said }
  const passages = results.map(({ name, swarm, key, text, cube, author, tier, memory, verified }) =>
    fencedMemory(text, { cube, author, tier, memory, verified }, { cube: fullName(name, swarm), key }, mark),
  )
  return { structured, text: `${fenceNote}${said}\n\n${passages.join('\n\n')}` }
}

const fullName = (name: string, swarm?: string): string => (swarm === undefined ? name : `${swarm}/${name}`)

function structuredHit(
  {
    cube,
    name,
    swarm,
    key,
    memory,
    text,
    score,
    author,
    tier,
    verified,
    fresh,
    tags,
    created,
    ...named
  }: Hit,
  mark: string,
): Answer {
  const shown = {
    cube,
    name,
    ...(swarm !== undefined && { swarm }),
    key,
    memory,
    text,
    score: Math.round(score * 1_000) / 1_000,
    author,
    ...(tier !== 'own' && nameIn(named)),
    tier,
    verified,
    ...(fresh ? {} : { fresh }),
    ...(tags.length > 0 && { tags }),
    created,
  }
  return markAnswer(shown, mark) as Answer
}

/** One's own name is known to who asks. */
const nameIn = ({ authorName, authorLabel }: Pick<Hit, 'authorName' | 'authorLabel'>): Answer => ({
  authorName,
  authorLabel,
})

function notes({ pending, opaque, elsewhere }: Recalled, found: number, left: number): string {
  const nothing = found === 0 ? 'Nothing found.' : ''
  const over =
    left > 0
      ? ` ${left} more were found and do not fit the budget: raise it, or read them with memcube_get.`
      : ''
  const waiting = pending > 0 ? ` By words only, not by meaning yet: ${memoriesOf(pending)}.` : ''
  const unread = opaque > 0 ? ` Not searched, being of a later version: ${memoriesOf(opaque)}.` : ''
  const others = elsewhere.map(
    ({ tier, count }) => ` ${count} in tier ${tier}: ask with \`tier: "${tier}"\`.`,
  )
  return `${nothing}${over}${waiting}${unread}${others.join('')}`
}
