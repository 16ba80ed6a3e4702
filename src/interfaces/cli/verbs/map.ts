import { memoriesOf } from '../../../home/count-of.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const map = callVerb({
  name: 'map',
  group: 'read',
  summary: 'where memories lie by meaning, as points of a plane; `memcube ui` draws them',
  call: 'map',
  arguments: [],
  options: [
    { flags: '--cube <cube>', about: 'of this cube; may be given several times', many: true },
    { flags: '--most <n>', about: 'so many points at most; 4,000 when not given', whole: true },
  ],
  examples: [
    ['memcube map --json', 'x and y of each memory, with its cube, key and tags'],
    ['memcube map --cube field-notes', 'how many memories of one cube are on the map'],
  ],
  input: (_arguments, { cube, most }) => ({ cubes: cube, most }),
  show({ cubes, points, leftOut, shown }, { out }) {
    for (const [of, { name, swarm }] of cubes.entries())
      out.line(
        plainLine(swarm === null ? name : `${swarm}/${name}`),
        `  ${memoriesOf(points.filter((point) => point.of === of).length)}`,
      )
    out.note(
      `${memoriesOf(points.length)} on the map, ${leftOut} not; the plane shows ${Math.round(shown * 100)} % of how they differ`,
    )
  },
})
