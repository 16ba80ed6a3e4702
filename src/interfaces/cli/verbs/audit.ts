import { resolve } from 'node:path'
import { MemCubeError } from '../../../core/errors.ts'
import { dim, type Output } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import { swarmOption, type Values, type Verb, type VerbContext } from '../verb.ts'

interface Entry {
  index: number
  time: number
  kind: string
  [field: string]: unknown
}
interface Listed {
  entries: Entry[]
  size: number
  before: number | null
}
interface Verified {
  ok: boolean
  entries: number
  root: string
  firstBad: number | null
  problems: { kind: string; index: number; message: string }[]
  checkpoint: { size: number; cosigners: { author: string }[] } | null
}
interface Signed {
  size: number
  checkpoint: string
  out?: string
}

/** One use of the verb: which call it is, with what, and how its answer is shown. */
interface Use {
  call: string
  input(options: Values, file: string | undefined): unknown
  show(result: unknown, out: Output): void
  exitCode?(result: unknown): number
}

const uses: Record<string, Use> = {
  list: {
    call: 'audit',
    input: ({ since, kind, before, limit }) => ({
      since: since && timeOf(since as string),
      kind,
      before,
      limit,
    }),
    show: (result, out) => showEntries(result as Listed, out),
  },
  verify: {
    call: 'audit-verify',
    input: ({ from }) => ({ from: from && resolve(from as string) }),
    show: (result, out) => showVerified(result as Verified, out),
    exitCode: (result) => ((result as Verified).ok ? 0 : 1),
  },
  checkpoint: {
    call: 'audit-checkpoint',
    input: ({ out, since }) => ({
      out: out && resolve(out as string),
      since: since && sizeOf(since as string),
    }),
    show: showSigned,
  },
  cosign: {
    call: 'audit-cosign',
    input({ out }, file) {
      if (file === undefined)
        throw new MemCubeError('ERR_USAGE', 'cosign needs the file of a checkpoint', {
          hint: 'see `memcube help audit`',
        })
      return { file: resolve(file), out: out && resolve(out as string) }
    },
    show: showSigned,
  },
}

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
    const use = Object.hasOwn(uses, what as string) ? uses[what as string] : undefined
    if (use === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no "audit ${String(what)}"`, {
        hint: `there are: ${Object.keys(uses).join(', ')}`,
      })
    const { swarm } = options
    const asked = use.input(options, file as string | undefined) as object
    return runUse(use, swarm === undefined ? asked : { ...asked, swarm }, context)
  },
}

async function runUse(use: Use, input: unknown, context: VerbContext): Promise<number> {
  const result = await (await context.client()).call(use.call, input, context.call)
  if (context.json) context.out.json(result)
  else use.show(result, context.out)
  return use.exitCode?.(result) ?? 0
}

function showEntries({ entries, size, before }: Listed, out: Output): void {
  for (const { index, time, kind, ...about } of entries) {
    const words = Object.entries(about).map(([name, value]) => `${name} ${plainLine(String(value))}`)
    out.line(`${index}  ${new Date(time).toISOString()}  ${plainLine(kind)}`, dim(`  ${words.join('  ')}`))
  }
  out.note(
    `${entries.length} of ${size} entries${before === null ? '' : `; before these: --before ${before}`}`,
  )
}

function showVerified({ ok, entries, root, problems, checkpoint }: Verified, out: Output): void {
  out.line(`${ok ? 'ok' : 'NOT ok'}: ${entries} entries, ${problems.length} problems`)
  for (const { kind, index, message } of problems)
    out.line(`${plainLine(kind)}  at ${index}  ${plainLine(message, 400)}`)
  if (checkpoint !== null) {
    const { size, cosigners } = checkpoint
    out.line(`the checkpoint of ${size} entries is cosigned by ${cosigners.length}`)
    for (const { author } of cosigners) out.line(`  ${plainLine(author)}`)
  }
  out.line(dim(plainLine(root)))
}

function showSigned(result: unknown, out: Output): void {
  const { size, checkpoint, out: file } = result as Signed
  if (file === undefined) out.text(checkpoint.trimEnd())
  else out.line(`${size} entries, signed: ${plainLine(file, 400)}`)
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A date, or how long ago. @throws ERR_USAGE */
function timeOf(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const time = unit === undefined ? Date.parse(text) : Date.now() - Number(count) * units[unit]!
  if (Number.isFinite(time)) return Math.max(0, time)
  throw new MemCubeError('ERR_USAGE', `--since ${text}: expected a date, or a time such as 7d, 72h or 90s`)
}

function sizeOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new MemCubeError(
    'ERR_USAGE',
    `--since ${text}: expected the number of entries of an earlier checkpoint`,
  )
}
