import { z } from 'zod'
import type { AnswerOf } from '../../../node/index.ts'
import { markAnswer } from '../mark-answer.ts'
import { inputOf, outputOf, type Answer, type Tool } from '../tool.ts'
import { fencedMemory, fenceNote } from './fence-answer.ts'

/** Characters of a text that come at once. A guess: some 4,000 tokens, twice in an answer. */
const maxPart = 16_000

export const getTool: Tool = {
  name: 'memcube_get',
  title: 'Get a memory',
  description:
    'One memory with where it comes from and who signed it; `at` reads an older state. A long text comes in parts: go on at `offset: next`.',
  calls: ['get', 'show'],
  output: { ...outputOf('get', ['key', 'memory', 'author', 'tier', 'verified']), body: 'string' },
  effect: 'reads',
  basic: true,
  unlisted: ['swarm', 'branch'],
  input: inputOf('get', { say: { key: '', at: 'revision' } }).extend({
    offset: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(100_000).optional().describe('characters; 16000 when not given'),
  }),
  async run({ offset: _offset, limit: _limit, ...asked }, { call }) {
    const { cube, swarm } = asked
    const place = { cube, ...(swarm !== undefined && { swarm }) }
    const { cube: id, name } = await call('show', place)
    return { cube: id, name, ...(await call('get', asked)) }
  },
  present(answer, { offset = 0, limit = maxPart }, mark) {
    const { body, ...rest } = answer
    const whole = typeof body === 'string' ? body : JSON.stringify(body)
    const part = partOf(whole, Number(offset), Number(limit))
    const { text, ...place } = part
    const structured = markAnswer({ ...rest, body: text, ...place }, mark) as Answer
    const { cube, name, key, author, tier, blocked, memory, verified } = answer as Got
    const said = { cube, author, tier, ...(blocked && { blocked }), memory, verified, ...place }
    return { structured, text: `${fenceNote}\n\n${fencedMemory(text, said, { cube: name, key }, mark)}` }
  },
}

type Got = AnswerOf<'get'> & Pick<AnswerOf<'show'>, 'cube' | 'name'>

/** Never half a character: a surrogate pair stays together. */
function partOf(
  whole: string,
  offset: number,
  limit: number,
): { text: string; offset?: number; next?: number; of?: number } {
  const from = isInPair(whole, offset) ? offset - 1 : offset
  const wanted = Math.min(whole.length, from + limit)
  const to = isInPair(whole, wanted) ? wanted + 1 : wanted
  if (from === 0 && to >= whole.length) return { text: whole }
  return {
    text: whole.slice(from, to),
    offset: from,
    ...(to < whole.length && { next: to }),
    of: whole.length,
  }
}

function isInPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return at > 0 && code >= 0xdc00 && code <= 0xdfff
}
