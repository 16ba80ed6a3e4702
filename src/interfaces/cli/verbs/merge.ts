import { resolve } from 'node:path'
import type { AnswerOf } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { countOf } from '../../../home/count-of.ts'
import { noteLicence } from '../licence-line.ts'
import { ofBlocked, showText, textLines } from '../change-lines.ts'
import { bold, dim, type Output, type Piece } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb, type Values, type VerbContext } from '../verb.ts'
import { textOptions, wantsWords } from './history.ts'

type Merged = AnswerOf<'merge'>

const said: Record<Merged['type'], string> = {
  nothing: 'nothing to merge: everything is here already',
  'fast-forward': 'fast-forward: only the other side had changes',
  merge: 'merged',
  unfinished: 'not merged yet',
  aborted: 'the unfinished merge is forgotten',
}

export const merge = callVerb({
  name: 'merge',
  group: 'history',
  summary: 'take in what a branch, a fork or an upstream changed',
  call: 'merge',
  arguments: [
    ['<cube>', 'the cube to merge into'],
    ['[other]', 'a branch or commit of it, or another cube; without it: the unfinished merge'],
  ],
  options: [
    { flags: '--strategy <strategy>', about: 'for what both changed: ask, ours, theirs or union' },
    {
      flags: '--resolve <key=how>',
      about: 'KEY=ours, KEY=theirs or KEY=@FILE; may be given several times',
      many: true,
    },
    { flags: '--dedupe', about: 'make one memory of each two that say the same; it cites both' },
    { flags: '--abort', about: 'forget the unfinished merge' },
    { flags: '--branch <branch>', about: 'merge into another branch than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
    ...textOptions,
  ],
  examples: [
    [
      'memcube merge better-notes field-notes',
      'takes in what the upstream changed since the fork. Exit 4 when both changed a memory. It warns when licences do not fit together; this is no legal advice',
    ],
    [
      'memcube merge notes draft --resolve postgres/vacuum=theirs',
      'settles one conflict; the others are listed',
    ],
    [
      'memcube merge notes --resolve postgres/vacuum=@./both.md',
      'finishes the merge with a text of your own',
    ],
    [
      'memcube merge notes draft --strategy union',
      'keeps both versions of each conflict, theirs beside ours',
    ],
  ],
  input: (
    [cube, other],
    { strategy, resolve: given = [], dedupe, abort, branch, message, text },
    { json },
  ) => ({
    cube,
    other,
    strategy,
    dedupe,
    abort,
    branch,
    message,
    resolve: (given as string[]).map(parseDecision),
    ...((!json || text === true) && { text: true }),
  }),
  show: (result, context, options) => showMerged(result, context, options),
  exitCode: ({ conflicts }) => (conflicts.length > 0 ? 4 : 0),
})

export function showMerged(
  { type, commit, added, changed, removed, conflicts, similar, deduped, licence, notes, ...words }: Merged,
  context: VerbContext,
  options: Values,
  hint = 'settle each with --resolve KEY=ours, KEY=theirs or KEY=@FILE; nothing is changed until then',
): void {
  const { out } = context
  const counts = `${added} added, ${changed} changed, ${removed} removed`
  if (type === 'unfinished')
    out.line(`${said[type]}: ${countOf(conflicts.length, 'conflict')} to settle; besides, ${counts}`)
  else out.line(type === 'nothing' || type === 'aborted' ? said[type] : `${said[type]}: ${counts}`)
  if (wantsWords(options, context)) for (const text of words.texts ?? []) showOne(text, out)
  for (const conflict of conflicts) showConflict(conflict, out)
  noteLicence(licence, out)
  for (const { a, b, score, kind } of similar) {
    const how = kind === 'same' ? 'says the same' : 'another value'
    out.line(`${how}  ${plainLine(a, 1024)}  ${plainLine(b, 1024)}  ${score.toFixed(2)}`)
  }
  for (const { key, from } of deduped)
    out.line(
      `one record  ${plainLine(key, 1024)}  for ${from.map((one) => plainLine(one, 1024)).join(' and ')}`,
    )
  for (const note of notes) out.note(`note: ${plainLine(note, 400)}`)
  if (conflicts.length > 0) out.note(`hint: ${hint}`)
  if (commit !== undefined) out.line(commit)
}

function showOne(text: NonNullable<Merged['texts']>[number], out: Output): void {
  out.line(
    bold(`${text.before === null ? '+' : text.after === null ? '-' : '~'} ${plainLine(text.key, 1024)}`),
  )
  showText(text, out)
}

/** Of a longer text the beginning; `memcube get` shows all. Guess: what fits on a screen three times. */
const mostLines = 20

/** What both had, and what each side made of it. */
function showConflict(
  { key, kind, ours, theirs, texts, blocked = [] }: Merged['conflicts'][number],
  out: Output,
): void {
  out.line(bold(plainLine(key, 1024)), `  ${kind}`)
  if (texts === undefined) {
    out.line(`  ours    ${ours ?? 'removed'}`)
    out.line(`  theirs  ${theirs ?? 'removed'}`)
    return
  }
  for (const side of blocked) out.line(dim(`  (${side}: ${ofBlocked})`))
  const { base } = texts
  if (base !== null)
    showLines(
      'base',
      base.split('\n').map((line) => [line]),
      out,
    )
  for (const side of ['ours', 'theirs'] as const) {
    const text = texts[side]
    if (text === null) out.line(`  ${side}: removed`)
    else showLines(side, base === null ? text.split('\n').map((line) => [line]) : textLines(base, text), out)
  }
}

function showLines(title: string, lines: readonly Piece[][], out: Output): void {
  out.line(`  ${title}`)
  for (const pieces of lines.slice(0, mostLines)) out.line('    ', ...pieces)
  if (lines.length > mostLines) out.line(`    … ${countOf(lines.length - mostLines, 'more line')}`)
}

/** A key may hold `=`, so the last one that leads to an answer counts. @throws ERR_USAGE */
export function parseDecision(text: string): { key: string; take?: string | undefined; file?: string } {
  const side = /^(.+)=(ours|theirs)$/su.exec(text)
  if (side !== null) return { key: side[1] as string, take: side[2] }
  const file = /^(.+?)=@(.+)$/su.exec(text)
  if (file !== null) return { key: file[1] as string, file: resolve(file[2] as string) }
  throw new MemCubeError('ERR_USAGE', `--resolve ${text}: expected KEY=ours, KEY=theirs or KEY=@FILE`, {
    hint: 'see `memcube help merge`',
  })
}
