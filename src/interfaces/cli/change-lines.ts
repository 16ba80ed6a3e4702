/** What changed, as lines for people: keys, and below each the words. Lines of a text are indented, those of ours are not. */
import { diffLines, diffWords, type DiffRow, type Run } from '../../core/diff/index.ts'
import { countOf } from '../../home/count-of.ts'
import { bold, dim, type Output, type Piece } from './output.ts'
import { plainLine } from './terminal-text.ts'

export interface Changes {
  added: readonly string[]
  removed: readonly string[]
  changed: readonly string[]
  texts?: readonly ChangedText[] | undefined
  textsLeftOut?: number | undefined
}

export interface ChangedText {
  key: string
  before: string | null
  after: string | null
  beforeIs?: string | undefined
  afterIs?: string | undefined
  beforeBlocked?: boolean | undefined
  afterBlocked?: boolean | undefined
  also?: readonly string[] | undefined
}

/** So many lines that are the same are shown around what differs. As git. */
const linesAround = 3
const indent = '    '

export function showChanges(changes: Changes, out: Output): void {
  const { added, removed, changed, texts = [], textsLeftOut = 0 } = changes
  const textUnder = new Map(texts.map((one) => [one.key, one]))
  const keys = [
    ...added.map((key) => ['+', key] as const),
    ...removed.map((key) => ['-', key] as const),
    ...changed.map((key) => ['~', key] as const),
  ]
  for (const [sign, key] of keys.sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    const text = textUnder.get(key)
    const head = `${sign} ${plainLine(key, 1024)}`
    if (text === undefined) out.line(head)
    else {
      out.line(bold(head))
      showText(text, out)
    }
  }
  if (keys.length === 0) out.line('no difference')
  if (textsLeftOut > 0)
    out.line(`the words of ${countOf(textsLeftOut, 'more change')} are not shown: there are too many`)
}

export const ofBlocked = 'words of somebody whom you blocked'

export function showText(text: ChangedText, out: Output): void {
  const { before, after, beforeIs, afterIs, also = [] } = text
  if (text.beforeBlocked === true) out.line(dim(`${indent}(before: ${ofBlocked})`))
  if (text.afterBlocked === true) out.line(dim(`${indent}(now: ${ofBlocked})`))
  for (const row of textLines(before ?? '', after ?? '')) out.line(indent, ...row)
  if (beforeIs !== undefined && afterIs !== undefined && beforeIs === afterIs)
    out.line(dim(`${indent}(other content: ${plainLine(afterIs)})`))
  else {
    if (beforeIs !== undefined) out.line(dim(`${indent}(before: ${plainLine(beforeIs)})`))
    if (afterIs !== undefined) out.line(dim(`${indent}(now: ${plainLine(afterIs)})`))
  }
  if (also.length > 0) out.line(dim(`${indent}(other ${also.map((name) => plainLine(name)).join(', ')})`))
}

/** The lines that differ, with some around them, as pieces. */
export function textLines(before: string, after: string): Piece[][] {
  if (before === after) return []
  const rows = diffLines(withoutEnd(before), withoutEnd(after))
  if (rows.every(({ is }) => is === 'same')) return [[dim('  (the last line ends otherwise)')]]
  const isShown = rows.map(() => false)
  rows.forEach((row, at) => {
    if (row.is !== 'same') isShown.fill(true, Math.max(0, at - linesAround), at + linesAround + 1)
  })
  const lines: Piece[][] = []
  for (let at = 0; at < rows.length;) {
    const row = rows[at] as DiffRow
    if (isShown[at] !== true) {
      let hidden = 0
      while (at < rows.length && isShown[at] !== true) [hidden, at] = [hidden + 1, at + 1]
      lines.push([{ style: 'cyan', text: `  … ${countOf(hidden, 'line')}` }])
    } else if (row.is === 'same') {
      lines.push([`  ${row.left ?? ''}`])
      at++
    } else {
      const from = at
      while (at < rows.length && rows[at]?.is !== 'same') at++
      lines.push(...differing(rows.slice(from, at)))
    }
  }
  return lines
}

/** Whether a text ends with a line feed is no line of it. */
function withoutEnd(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

/** What was there first, then what is: people read one and then the other. */
function differing(rows: readonly DiffRow[]): Piece[][] {
  const [gone, come]: [Piece[][], Piece[][]] = [[], []]
  for (const { left, right } of rows) {
    const words =
      left !== undefined && right !== undefined
        ? diffWords(left, right)
        : { left: [{ differs: false, text: left ?? '' }], right: [{ differs: false, text: right ?? '' }] }
    if (left !== undefined) gone.push(['- ', ...words.left.map((run) => colored(run, 'red'))].map(inRed))
    if (right !== undefined)
      come.push(['+ ', ...words.right.map((run) => colored(run, 'green'))].map(inGreen))
  }
  return [...gone, ...come]
}

const inRed = (piece: Piece): Piece => (typeof piece === 'string' ? { style: 'red', text: piece } : piece)
const inGreen = (piece: Piece): Piece => (typeof piece === 'string' ? { style: 'green', text: piece } : piece)

function colored({ differs, text }: Run, color: 'red' | 'green'): Piece {
  return { style: differs ? [color, 'inverse'] : color, text }
}
