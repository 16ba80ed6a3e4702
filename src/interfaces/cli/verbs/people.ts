import { countOf } from '../../../home/count-of.ts'
import { bold } from '../output.ts'
import { nameOf } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const people = callVerb({
  name: 'people',
  group: 'trust',
  summary: 'the authors that this home knows, by name, and how far they are trusted',
  call: 'people',
  arguments: [],
  options: [],
  examples: [['memcube people', 'authors of cubes here, members of swarms, and whom you trusted or blocked']],
  input: () => ({}),
  show({ people: rows }, { out }) {
    for (const { author, authorLabel, you, tier, blocked, removed, role, cubes, swarm } of rows)
      out.line(
        bold(authorLabel === null ? 'no name' : nameOf({ author, authorLabel })),
        you ? '  you' : '',
        `  ${plainLine(author)}  ${blocked ? 'blocked' : removed === true ? `removed; what they wrote before stays ${tier}` : tier}  `,
        swarm === undefined ? '' : `${plainLine(role ?? 'was')} in ${plainLine(swarm)}, `,
        countOf(cubes, 'cube'),
      )
  },
})
