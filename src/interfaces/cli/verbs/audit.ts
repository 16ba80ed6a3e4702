import { countOf } from '../../../home/count-of.ts'
import { resolve } from 'node:path'
import type { AnswerOf, CallName } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { dim, type Output } from '../output.ts'
import { nameOf } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import { swarmOption, type Values, type Verb, type VerbContext, type VerbPart } from '../verb.ts'

/** One use of the verb: which call it is, with what, and how its answer is shown. */
interface Use<N extends CallName> {
  call: N
  input(options: Values, file: string | undefined): object
  show(result: AnswerOf<N>, out: Output): void
  exitCode?(result: AnswerOf<N>): number
}

type Run = (options: Values, file: string | undefined, context: VerbContext) => Promise<number>

const use =
  <const N extends CallName>({ call, input, show, exitCode }: Use<N>): Run =>
  async (options, file, { client, json, out, call: callOptions }) => {
    const { swarm } = options
    const asked = input(options, file)
    const request = swarm === undefined ? asked : { ...asked, swarm }
    const result = await (await client()).call(call, request, callOptions)
    if (json) out.json(result)
    else show(result, out)
    return exitCode?.(result) ?? 0
  }

const uses: Record<string, Run> = {
  list: use({
    call: 'audit',
    input: ({ since, kind, before, limit }) => ({
      since: since && timeOf(since as string),
      kind,
      before,
      limit,
    }),
    show: showEntries,
  }),
  verify: use({
    call: 'audit-verify',
    input: ({ from }) => ({ from: from && resolve(from as string) }),
    show: showVerified,
    exitCode: ({ ok }) => (ok ? 0 : 1),
  }),
  checkpoint: use({
    call: 'audit-checkpoint',
    input: ({ out, since }) => ({
      out: out && resolve(out as string),
      since: since && sizeOf(since as string),
    }),
    show: showSigned,
  }),
  cosign: use({
    call: 'audit-cosign',
    input({ out }, file) {
      if (file === undefined)
        throw new MemCubeError('ERR_USAGE', 'cosign needs the file of a checkpoint', {
          hint: 'see `memcube help audit`',
        })
      return { file: resolve(file), out: out && resolve(out as string) }
    },
    show: showSigned,
  }),
}

const parts: readonly VerbPart[] = [
  { name: 'list', takes: '', about: 'what was done and refused, the newest last; this is the default' },
  { name: 'verify', takes: '', about: 'whether the log was edited, cut off or rewritten, and from where' },
  { name: 'checkpoint', takes: '', about: 'sign what the log is now; keep it elsewhere' },
  {
    name: 'cosign',
    takes: '<file>',
    about: 'sign that the log of another home continues what you saw of it before',
  },
]

export const audit: Verb = {
  name: 'audit',
  group: 'care',
  summary: 'what was done and refused here, provably',
  arguments: [
    ['[what]', 'list, verify, checkpoint or cosign; list when not given'],
    ['[file]', 'for cosign: a checkpoint of another home'],
  ],
  options: [
    {
      flags: '--since <when>',
      about: 'list: from a date, or 7d, 72h, 90s ago; checkpoint: with a proof from that size',
    },
    { flags: '--kind <kind>', about: 'list: only write, pull, trust, refused, ...' },
    { flags: '--before <index>', about: 'list: entries before this index', whole: true },
    { flags: '--limit <n>', about: 'list: at most this many', whole: true },
    { flags: '--from <file>', about: 'verify: a checkpoint from before' },
    { flags: '--out <file>', about: 'checkpoint, cosign: write it there' },
    swarmOption,
  ],
  parts,
  examples: [
    ['memcube audit --since 7d --kind refused', 'what was refused this week'],
    ['memcube audit checkpoint --out today.note', 'signs what the log is now; keep it elsewhere'],
    [
      'memcube audit verify --from today.note',
      'exit 1 when an entry from before was changed, with its index',
    ],
    ['memcube audit --swarm team --kind member-remove', 'the log of a swarm, as it is here'],
    [
      'memcube audit cosign theirs.note --out cosigned.note',
      'signs that the log of another home continues what you saw of it before',
    ],
  ],
  async run([what = 'list', file], options, context) {
    const run = Object.hasOwn(uses, what as string) ? uses[what as string] : undefined
    if (run === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no "audit ${String(what)}"`, {
        hint: `there are: ${Object.keys(uses).join(', ')}`,
      })
    if (file !== undefined && what !== 'cosign')
      throw new MemCubeError('ERR_USAGE', `audit ${String(what)} takes no file behind it`, {
        hint: 'a checkpoint from before goes behind --from: memcube audit verify --from FILE',
      })
    return run(options, file as string | undefined, context)
  },
}

function showEntries({ entries, size, before }: AnswerOf<'audit'>, out: Output): void {
  for (const { index, time, kind, ...about } of entries) {
    const words = Object.entries(saidOf(about)).map(([name, value]) => `${name} ${plainLine(String(value))}`)
    out.line(`${index}  ${new Date(time).toISOString()}  ${plainLine(kind)}`, dim(`  ${words.join('  ')}`))
  }
  out.note(
    `${entries.length} of ${countOf(size, 'entry', 'entries')}${before === null ? '' : `; before these: --before ${before}`}`,
  )
}

type Said = Omit<AnswerOf<'audit'>['entries'][number], 'index' | 'time' | 'kind'>

/** An entry is about a person by their name. */
function saidOf({ author, authorName: _name, authorLabel, authorBlocked, ...about }: Said): object {
  return author === undefined ? about : { ...about, author: nameOf({ author, authorLabel, authorBlocked }) }
}

function showVerified(
  { ok, entries, root, problems, checkpoint }: AnswerOf<'audit-verify'>,
  out: Output,
): void {
  out.line(
    `${ok ? 'ok' : 'NOT ok'}: ${countOf(entries, 'entry', 'entries')}, ${countOf(problems.length, 'problem')}`,
  )
  for (const { kind, index, message } of problems)
    out.line(`${plainLine(kind)}  at ${index}  ${plainLine(message, 400)}`)
  if (checkpoint !== null) {
    const { size, cosigners } = checkpoint
    out.line(`the checkpoint of ${countOf(size, 'entry', 'entries')} is cosigned by ${cosigners.length}`)
    for (const person of cosigners) out.line(`  ${nameOf(person)}`)
  }
  out.line(dim(plainLine(root)))
}

type Signed = AnswerOf<'audit-checkpoint' | 'audit-cosign'>

function showSigned({ size, checkpoint, out: file }: Signed, out: Output): void {
  if (file === undefined) out.text(checkpoint.trimEnd())
  else out.line(`${countOf(size, 'entry', 'entries')}, signed: ${plainLine(file, 400)}`)
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A date, or how long ago. @throws ERR_USAGE */
function timeOf(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const time = unit === undefined ? Date.parse(text) : Date.now() - Number(count) * units[unit]!
  if (Number.isFinite(time)) return Math.max(0, time)
  throw new MemCubeError('ERR_USAGE', `--since ${text}: expected a date, or a time such as 7d, 72h or 90s`, {
    hint: 'see `memcube help audit list`',
  })
}

function sizeOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new MemCubeError(
    'ERR_USAGE',
    `--since ${text}: expected the number of entries of an earlier checkpoint`,
    { hint: 'see `memcube help audit checkpoint`' },
  )
}
