import { resolve } from 'node:path'
import type { AnswerOf } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { noteLicence } from '../licence-line.ts'
import { bold } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb, type VerbContext } from '../verb.ts'

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
  input: ([cube, other], { strategy, resolve: given = [], dedupe, abort, branch, message }) => ({
    cube,
    other,
    strategy,
    dedupe,
    abort,
    branch,
    message,
    resolve: (given as string[]).map(parseDecision),
  }),
  show: showMerged,
  exitCode: ({ conflicts }) => (conflicts.length > 0 ? 4 : 0),
})

export function showMerged(
  { type, commit, added, changed, removed, conflicts, similar, deduped, licence, notes }: Merged,
  { out }: VerbContext,
): void {
  out.line(`${said[type]}: ${added} added, ${changed} changed, ${removed} removed`)
  for (const { key, kind, ours, theirs } of conflicts) {
    out.line(bold(plainLine(key, 1024)), `  ${kind}`)
    out.line(`  ours    ${ours ?? 'removed'}`)
    out.line(`  theirs  ${theirs ?? 'removed'}`)
  }
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
  if (conflicts.length > 0)
    out.note(
      'hint: settle each with --resolve KEY=ours, KEY=theirs or KEY=@FILE; nothing is changed until then',
    )
  if (commit !== undefined) out.line(commit)
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
