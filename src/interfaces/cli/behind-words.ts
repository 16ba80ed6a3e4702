/** That the upstream of a fork has moved on, and what takes it in. */
import { countOf } from '../../home/count-of.ts'
import type { AnswerOf } from '../../node/index.ts'
import { plainLine } from './terminal-text.ts'

type Upstream = NonNullable<AnswerOf<'show'>['upstream']>

/** Not more are counted, as `cubes/behind-upstream.ts` says. */
const mostCounted = 1_000

export function behindWords(fork: string, { name, newer }: Upstream): string {
  const count =
    (newer ?? 0) >= mostCounted ? '1,000 newer commits or more' : countOf(newer ?? 0, 'newer commit')
  const upstream = plainLine(name, 64)
  return `${upstream}, which it is a fork of, has ${count}: \`memcube merge ${plainLine(fork, 130)} ${upstream}\` takes them in`
}
