import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

interface Problem {
  kind: string
  cid: string
  message: string
}

const showProblems = (problems: readonly Problem[], line: (text: string) => void): void =>
  problems.forEach(({ kind, cid, message }) => line(`${kind}  ${cid}  ${plainLine(message)}`))

export const verify = callVerb<{ ok: boolean; blocks: number; commits: number; problems: Problem[] }>({
  name: 'verify',
  group: 'care',
  summary: 'check every signature and block of a cube',
  call: 'verify',
  arguments: [['<cube>', 'which']],
  options: [],
  examples: [['memcube verify field-notes', 'exit 1 when something does not hold']],
  input: ([cube]) => ({ cube }),
  show({ ok, blocks, commits, problems }, { out }) {
    out.line(`${ok ? 'ok' : 'NOT ok'}: ${blocks} blocks, ${commits} commits, ${problems.length} problems`)
    showProblems(problems, out.line)
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

export const fsck = callVerb<{ ok: boolean; checked: number; problems: Problem[]; repaired: number }>({
  name: 'fsck',
  group: 'care',
  summary: 'check everything in the home',
  call: 'fsck',
  arguments: [],
  options: [{ flags: '--repair', about: 'make the index again' }],
  examples: [['memcube fsck', 'hashes every block, checks every cube and every high-water mark']],
  input: (_args, { repair }) => ({ repair }),
  show({ ok, checked, problems, repaired }, { out }) {
    out.line(
      `${ok ? 'ok' : 'NOT ok'}: ${checked} blocks checked, ${problems.length} problems${repaired > 0 ? `, ${repaired} indexes made again` : ''}`,
    )
    showProblems(problems, out.line)
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

export const doctor = callVerb<{
  checks: { name: string; ok: boolean; message: string; hint: string | null }[]
}>({
  name: 'doctor',
  group: 'care',
  summary: 'look at what usually goes wrong',
  call: 'doctor',
  arguments: [],
  options: [],
  examples: [['memcube doctor', 'checks home, disk, clock, cubes, index and peers, and says what to do']],
  input: () => ({}),
  show({ checks }, { out }) {
    for (const { name, ok, message, hint } of checks) {
      out.line(`${ok ? 'ok   ' : 'LOOK '} ${name.padEnd(8)} ${plainLine(message, 400)}`)
      if (hint !== null) out.line(`               ${plainLine(hint, 400)}`)
    }
  },
})
