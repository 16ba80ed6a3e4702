import { countOf } from '../../../home/count-of.ts'
import type { AnswerOf } from '../../../node/index.ts'
import { bold, dim } from '../output.ts'
import { nameOf, throughAgent } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

const proofs: Readonly<Record<string, string>> = {
  change: 'verified',
  state: 'in a signed state',
  none: 'NOT VERIFIED',
}
const timeChars = 24
const opChars = 7
const proofChars = 17

export const lineage = callVerb({
  name: 'lineage',
  group: 'history',
  summary: 'who changed what, when, from which source and with which model',
  call: 'lineage',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--since <when>', about: 'a time, a duration such as 7d, or a revision' },
    { flags: '--key <prefix>', about: 'only keys that begin with this' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '--limit <n>', about: 'at most this many changes; 10,000 when not given', whole: true },
  ],
  examples: [
    ['memcube lineage notes --since 30d', 'the changes of the last 30 days, newest first'],
    [
      'memcube lineage notes --key postgres/ --json',
      'all of it, for a program; "standing" says what is proven',
    ],
  ],
  show({ changes, notHeld, more }, { out }) {
    for (const row of changes) {
      const when = timeText(row.time).padEnd(timeChars)
      const proof = proofs[row.proof] ?? plainLine(row.proof, proofChars)
      out.line(
        `${when}  ${plainLine(row.op, opChars).padEnd(opChars)}  ${proof.padEnd(proofChars)}  `,
        bold(plainLine(row.key, 1024)),
      )
      const means = throughAgent(row)
      out.line(
        dim(
          `  by ${nameOf(row)}${means === '' ? '' : ` ${means}`} in ${row.exact ? '' : 'or before '}${plainLine(row.commit)}`,
        ),
      )
      out.line(
        dim(`  memory ${plainLine(row.memory ?? 'none')}, before ${plainLine(row.previous ?? 'none')}`),
      )
      if (row.brought !== null) out.line(dim(`  merged from ${plainLine(row.brought)}`))
      const claims = claimsOf(row)
      if (claims !== '') out.line(`  says: ${claims}`)
    }
    if (changes.length === 0) out.line('no changes')
    if (changes.length > 0)
      out.note(
        'note: verified are author, commit and memory, by signature and inclusion; the time and what a memory says of itself are claims of its author',
      )
    if (notHeld.length > 0)
      out.note(
        `note: not held here is the state of ${countOf(notHeld.length, 'commit')}; what each of them changed is not known`,
      )
    if (more) out.note('note: there is more; narrow it with --since or --key, or raise --limit')
  },
})

function claimsOf({ source, tool, derived, activity }: AnswerOf<'lineage'>['changes'][number]): string {
  const parts: [string, string | null][] = [
    ['source', source?.uri ?? null],
    ['tool', tool],
    ['activity', activity],
    ...derived.map(({ memory, relation }): [string, string] => [relation, memory]),
  ]
  return parts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${plainLine(name, 64)} ${plainLine(value ?? '', 200)}`)
    .join(', ')
}
