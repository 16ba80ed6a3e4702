/** What a person means who names something to seed: a cube, an author, else a topic. What could mean two things is refused. Pure. */
import type { SeedKind } from '../../cubes/seeds/index.ts'

/** What the home knows by the text. */
export interface Meanings {
  /** Id of the cube that it names, or is a link or ticket to. */
  cube?: string
  /** `did:key` that it is, or that has it as nickname. */
  author?: string
  /** The text as a topic; undefined where it can be none. */
  topic?: string
  /** A cube here has the topic, or a seed is about it. */
  isTopicHere: boolean
  /** Nothing else looks like it: a cube id, a link, a ticket, a `did:key`. */
  isPlain: boolean
}

export type SeedChoice =
  | { type: 'is'; kind: SeedKind; what: string }
  | { type: 'unclear'; kinds: SeedKind[] }
  /** @param said the kind that the person gave */
  | { type: 'none'; said: SeedKind | undefined }

export function chooseSeed(meanings: Meanings, said: SeedKind | undefined): SeedChoice {
  if (said !== undefined) {
    const what = meanings[said]
    return what === undefined ? { type: 'none', said } : { type: 'is', kind: said, what }
  }
  const { cube, author, topic, isTopicHere, isPlain } = meanings
  const kinds: SeedKind[] = [
    ...(cube === undefined ? [] : (['cube'] as const)),
    ...(author === undefined ? [] : (['author'] as const)),
    ...(topic !== undefined && isTopicHere && !isPlain ? (['topic'] as const) : []),
  ]
  if (kinds.length > 1) return { type: 'unclear', kinds }
  const [kind = 'topic'] = kinds
  const what = meanings[kind]
  return what === undefined || (kind === 'topic' && isPlain)
    ? { type: 'none', said }
    : { type: 'is', kind, what }
}
