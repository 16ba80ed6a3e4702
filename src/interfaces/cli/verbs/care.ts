import { countOf } from '../../../home/count-of.ts'
import type { AnswerOf } from '../../../node/index.ts'
import { partNote } from '../part-line.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

type Problem = AnswerOf<'verify'>['problems'][number]

const showProblems = (problems: readonly Problem[], line: (text: string) => void): void =>
  problems.forEach(({ kind, cid, message }) => line(`${kind}  ${cid}  ${plainLine(message)}`))

export const verify = callVerb({
  name: 'verify',
  group: 'care',
  summary: 'check every signature and block of a cube',
  call: 'verify',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [],
  examples: [['memcube verify field-notes', 'exit 1 when a signature or a block does not fit']],
  show({ ok, blocks, commits, problems, part }, { out }) {
    out.line(
      `${ok ? 'ok' : 'NOT ok'}: ${countOf(blocks, 'block')}, ${countOf(commits, 'commit')}, ${countOf(problems.length, 'problem')}`,
    )
    showProblems(problems, out.line)
    if (part !== undefined) out.note(partNote(part))
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

export const fsck = callVerb({
  name: 'fsck',
  group: 'care',
  summary: 'check everything in the home, and mend it',
  call: 'fsck',
  ofSwarm: true,
  arguments: [],
  options: [
    {
      flags: '--repair',
      about: 'mend what can be mended here or with the help of peers, and make the index again',
    },
  ],
  examples: [
    ['memcube fsck', 'hashes every block, checks every cube and every high-water mark'],
    ['memcube fsck --repair', 'best while a daemon runs: it asks peers for what is damaged'],
  ],
  show({ ok, checked, problems, repaired, healed, unhealable, notes }, { out }) {
    const mended = repaired > 0 ? `, ${countOf(repaired, 'block')}, records and indexes put right` : ''
    out.line(
      `${ok ? 'ok' : 'NOT ok'}: ${countOf(checked, 'block')} checked, ${countOf(problems.length, 'problem')}${mended}`,
    )
    for (const { kind, cid, how } of healed)
      out.line(`healed  ${plainLine(kind)}  ${plainLine(cid)}  ${plainLine(how)}`)
    if (unhealable.length === 0) showProblems(problems, out.line)
    for (const { kind, cid, message, means } of unhealable) {
      out.line(`${plainLine(kind)}  ${plainLine(cid)}  ${plainLine(message, 400)}`)
      out.line(`        ${plainLine(means, 400)}`)
    }
    for (const note of notes) out.line(plainLine(note, 400))
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

export const doctor = callVerb({
  name: 'doctor',
  group: 'care',
  summary: 'look at what usually goes wrong',
  call: 'doctor',
  ofSwarm: true,
  arguments: [],
  options: [],
  examples: [
    ['memcube doctor', 'checks home, disk, clock, cubes, index, peers and swarms, and says what to do'],
    ['memcube doctor --swarm team', 'the same for one swarm'],
  ],
  show({ checks }, { out }) {
    for (const { name, ok, message, hint } of checks) {
      out.line(`${ok ? 'ok   ' : 'LOOK '} ${name.padEnd(8)} ${plainLine(message, 400)}`)
      if (hint !== null) out.line(`               ${plainLine(hint, 400)}`)
    }
  },
})
