import type { AnswerOf, CallName } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { countOf } from '../../../home/count-of.ts'
import { parseByteCount } from '../byte-count.ts'
import { formatBytes } from '../format-bytes.ts'
import { bold, dim, type Output } from '../output.ts'
import { nameOf } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import type { Values, Verb, VerbPart } from '../verb.ts'

type Shown = AnswerOf<'seed-list'>['seeds'][number]

const kinds = ['topic', 'author', 'cube'] as const

interface Use {
  call: CallName
  takes: string
  isNamed: boolean
  show(answer: never, out: Output): void
}

const uses: Record<string, Use> = {
  list: { call: 'seed-list', takes: 'nothing more', isNamed: false, show: showAll },
  add: { call: 'seed-add', takes: 'a topic, an author or a cube', isNamed: true, show: showAdded },
  remove: { call: 'seed-remove', takes: 'what `memcube seed list` shows', isNamed: true, show: showRemoved },
}

const parts: readonly VerbPart[] = [
  { name: 'list', takes: '', about: 'what is seeded, and how full each budget is; this is the default' },
  {
    name: 'add',
    takes: '<target>',
    about: 'mirror and serve what is published under it, or change its budget',
  },
  { name: 'remove', takes: '<target>', about: 'end it; what was here for it alone goes' },
]

export const seed: Verb = {
  name: 'seed',
  group: 'share',
  summary: 'mirror and serve what others publish, within a budget',
  arguments: [
    ['[what]', 'add, remove or list; list when not given'],
    ['[target]', 'a cube id, a link or the name of a cube; a did:key or a nickname; else a topic'],
  ],
  options: [
    { flags: '--max-bytes <size>', about: 'what its cubes may take with their index; 256MiB when not given' },
    { flags: '--topic', about: 'it is a topic, where it could be two things' },
    { flags: '--author', about: 'it is an author' },
    { flags: '--cube', about: 'it is a cube' },
  ],
  parts,
  examples: [
    [
      'memcube seed add harbour --max-bytes 1GiB',
      'what others publish under a topic is fetched and served while the daemon runs',
    ],
    ['memcube seed add did:key:z6Mk... --max-bytes 200MiB', 'what one author publishes'],
    ['memcube seed list', 'how full each budget is, and what did not fit'],
    ['memcube seed remove harbour', 'what was here for it alone goes'],
  ],
  async run([what = 'list', target], options, context) {
    const use = Object.hasOwn(uses, String(what)) ? uses[String(what)] : undefined
    if (use === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no "seed ${plainLine(String(what), 40)}"`, {
        hint: `there are: ${Object.keys(uses).join(', ')}; a topic is added with \`memcube seed add\``,
      })
    const input = inputOf(use, String(what), target, options)
    const answer = await (await context.client()).call(use.call, input, context.call)
    if (context.json) context.out.json(answer)
    else use.show(answer as never, context.out)
  },
}

function inputOf(use: Use, what: string, target: unknown, options: Values): object {
  if ((target !== undefined) !== use.isNamed)
    throw new MemCubeError('ERR_USAGE', `seed ${what} takes ${use.takes}`, {
      hint: 'see `memcube help seed`',
    })
  const { maxBytes } = options
  if (maxBytes !== undefined && what !== 'add')
    throw new MemCubeError('ERR_USAGE', `--max-bytes is for \`memcube seed add\``, {
      hint: 'said again there, it changes the budget',
    })
  if (!use.isNamed) return {}
  const said = kinds.filter((kind) => options[kind] === true)
  const [kind] = said
  if (said.length > 1)
    throw new MemCubeError('ERR_USAGE', `${said.map((one) => `--${one}`).join(' and ')} say two things`, {
      hint: 'give one of them',
    })
  return {
    what: target,
    ...(kind !== undefined && { kind }),
    ...(maxBytes !== undefined && { maxBytes: parseByteCount(maxBytes as string, '--max-bytes') }),
  }
}

function showAll({ seeds }: AnswerOf<'seed-list'>, out: Output): void {
  if (seeds.length === 0)
    out.line('nothing is seeded; `memcube seed add TOPIC` mirrors what is published under a topic')
  for (const one of seeds) {
    const { cubes, bytes, maxBytes, leftOut, leftOutBytes, lookedMs } = one
    out.line(
      bold(nameOfSeed(one)),
      `  ${countOf(cubes, 'cube')}, ${formatBytes(bytes)} of ${formatBytes(maxBytes)}`,
    )
    if (leftOut > 0)
      out.line(dim(`  ${countOf(leftOut, 'cube')} more did not fit, of about ${formatBytes(leftOutBytes)}`))
    if (lookedMs === null) out.line(dim('  not looked for yet'))
  }
}

function showAdded({ seeds, changed, notice }: AnswerOf<'seed-add'>, out: Output): void {
  showAll({ seeds }, out)
  if (!changed) out.note('nothing changed: it already was as asked')
  if (notice !== undefined) out.note(plainLine(notice, 400))
}

function showRemoved({ dropped, notice }: AnswerOf<'seed-remove'>, out: Output): void {
  out.line(`no longer seeded; ${countOf(dropped, 'cube')} went`)
  if (notice !== undefined) out.note(plainLine(notice, 400))
}

function nameOfSeed({ kind, what, name, author, ...person }: Shown): string {
  if (author !== undefined) return `author ${nameOf({ author, ...person })}`
  return kind === 'cube' ? `cube ${plainLine(name ?? what, 128)}` : `topic ${plainLine(what, 128)}`
}
