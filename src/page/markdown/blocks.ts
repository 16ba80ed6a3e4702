/** A text of markdown as blocks: headings, paragraphs, lists, quotes, tables, code. Pure; see `inlines.ts` for what it is made for. */
import { parseInlines, type Inline } from './inlines.ts'

export interface ListItem {
  /** Of a task: whether it is done. */
  checked?: boolean
  blocks: Block[]
}

export type Block =
  | { is: 'heading'; level: number; of: Inline[] }
  | { is: 'paragraph'; of: Inline[] }
  | { is: 'code'; text: string; language: string }
  | { is: 'quote'; blocks: Block[] }
  | { is: 'list'; start: number | undefined; items: ListItem[] }
  | { is: 'table'; head: Inline[][]; align: Align[]; rows: Inline[][][] }
  | { is: 'rule' }

export type Align = 'start' | 'center' | 'end'

/** Lists and quotes in each other: deeper ones are text. Guess. */
const deepest = 8
/** A table with more columns than this is text. Guess. */
const mostColumns = 40

export function parseBlocks(text: string): Block[] {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n')
  const matter = frontMatter(lines)
  const rest = new Lines(lines.slice(matter === undefined ? 0 : matter.lines), 0)
  const blocks = rest.read()
  return matter === undefined
    ? blocks
    : [{ is: 'code', text: matter.text, language: 'front matter' }, ...blocks]
}

/** What tools write before the text, between two lines of hyphens. */
function frontMatter(lines: readonly string[]): { text: string; lines: number } | undefined {
  if (lines[0]?.trimEnd() !== '---') return undefined
  const end = lines.slice(1, 100).findIndex((line) => line.trimEnd() === '---')
  const inside = lines.slice(1, end + 1)
  if (end < 1 || !inside.some((line) => /^[\w-]{1,60}:/.test(line))) return undefined
  return { text: inside.join('\n'), lines: end + 2 }
}

class Lines {
  private readonly lines: readonly string[]
  private readonly depth: number
  private at = 0

  constructor(lines: readonly string[], depth: number) {
    this.lines = lines
    this.depth = depth
  }

  read(): Block[] {
    const blocks: Block[] = []
    while (this.at < this.lines.length) {
      if (isBlank(this.line())) this.at++
      else blocks.push(this.block())
    }
    return blocks
  }

  private line(ahead = 0): string {
    return this.lines[this.at + ahead] ?? ''
  }

  private block(): Block {
    const line = this.line()
    return (
      this.fence(line) ??
      this.indented(line) ??
      this.heading(line) ??
      this.rule(line) ??
      this.quote(line) ??
      this.list(line) ??
      this.table(line) ??
      this.paragraph()
    )
  }

  private fence(line: string): Block | undefined {
    const fence = fenceOf(line)
    if (fence === undefined) return undefined
    const text: string[] = []
    for (this.at++; this.at < this.lines.length; this.at++) {
      const closing = fenceOf(this.line())
      if (
        closing?.info === '' &&
        closing.mark[0] === fence.mark[0] &&
        closing.mark.length >= fence.mark.length
      )
        break
      text.push(without(this.line(), fence.indent))
    }
    this.at++
    return { is: 'code', text: text.join('\n'), language: fence.info }
  }

  /** Four spaces before it. */
  private indented(line: string): Block | undefined {
    if (indentOf(line) < 4) return undefined
    const text: string[] = []
    while (this.at < this.lines.length && (isBlank(this.line()) || indentOf(this.line()) >= 4)) {
      text.push(without(this.line(), 4))
      this.at++
    }
    while (text.at(-1)?.trim() === '') text.pop()
    return { is: 'code', text: text.join('\n'), language: '' }
  }

  private heading(line: string): Block | undefined {
    const level = headingLevel(line)
    if (level === 0) return undefined
    this.at++
    const words = line.trim().slice(level).trim()
    const end = trimmed(words, '#')
    const isClosed = end.length < words.length && (end === '' || end.endsWith(' '))
    return { is: 'heading', level, of: parseInlines((isClosed ? end : words).trim()) }
  }

  private rule(line: string): Block | undefined {
    if (!isRule(line)) return undefined
    this.at++
    return { is: 'rule' }
  }

  private quote(line: string): Block | undefined {
    if (this.depth >= deepest || !isQuote(line)) return undefined
    const inside: string[] = []
    for (; isQuote(this.line()); this.at++) inside.push(this.line().trimStart().slice(1).replace(/^ /, ''))
    return { is: 'quote', blocks: new Lines(inside, this.depth + 1).read() }
  }

  private list(line: string): Block | undefined {
    const first = markerOf(line)
    if (this.depth >= deepest || first === undefined) return undefined
    const items: ListItem[] = []
    for (;;) {
      const marker = markerOf(this.line())
      if (marker?.kind !== first.kind || isRule(this.line())) break
      items.push(this.item(marker))
      let ahead = 0
      while (this.at + ahead < this.lines.length && isBlank(this.line(ahead))) ahead++
      if (markerOf(this.line(ahead))?.kind === first.kind) this.at += ahead
    }
    return { is: 'list', start: first.number, items }
  }

  private item(marker: Marker): ListItem {
    const task = /^\[([ xX])\] /.exec(marker.rest)
    const inside = [task === null ? marker.rest : marker.rest.slice(4)]
    let isOpen = !isBlank(marker.rest)
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.line()
      if (isBlank(line)) isOpen = false
      else if (
        indentOf(line) < marker.width &&
        (!isOpen || beginsBlock(line) || markerOf(line) !== undefined)
      )
        break
      else isOpen = true
      inside.push(without(line, marker.width))
    }
    return {
      ...(task !== null && { checked: task[1] !== ' ' }),
      blocks: new Lines(inside, this.depth + 1).read(),
    }
  }

  private table(line: string): Block | undefined {
    const align = line.includes('|') ? alignOf(this.line(1)) : undefined
    if (align === undefined) return undefined
    const cells = (row: string): Inline[][] => {
      const found = cellsOf(row)
      // What stands beyond the last column stays in it.
      const last = found.slice(align.length - 1).join(' | ')
      return align.map((_, column) =>
        parseInlines((column === align.length - 1 ? last : found[column]) ?? ''),
      )
    }
    if (cellsOf(line).length !== align.length) return undefined
    const rows: Inline[][][] = []
    for (this.at += 2; this.line().includes('|') && !beginsBlock(this.line()); this.at++)
      rows.push(cells(this.line()))
    return { is: 'table', head: cells(line), align, rows }
  }

  private paragraph(): Block {
    const words = [this.line().trimStart()]
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.line()
      const level = /^ {0,3}=+ *$/.test(line) ? 1 : /^ {0,3}-+ *$/.test(line) ? 2 : 0
      if (level > 0) {
        this.at++
        return { is: 'heading', level, of: parseInlines(words.join('\n').trimEnd()) }
      }
      if (isBlank(line) || beginsBlock(line)) break
      words.push(line.trimStart())
    }
    return { is: 'paragraph', of: parseInlines(words.join('\n').trimEnd()) }
  }
}

interface Marker {
  kind: string
  number: number | undefined
  rest: string
  /** How far what belongs to the item is indented. */
  width: number
}

function markerOf(line: string): Marker | undefined {
  const [, indent = '', mark, number] = /^( {0,3})([-*+]|(\d{1,9})[.)])(?=\s|$)/.exec(line) ?? []
  if (mark === undefined) return undefined
  const after = line.slice(indent.length + mark.length)
  const spaces = Math.min(4, Math.max(1, indentOf(after)))
  return {
    kind: mark.slice(-1),
    number: number === undefined ? undefined : Number(number),
    rest: without(after, spaces),
    width: indent.length + mark.length + (isBlank(after) || indentOf(after) > 4 ? 1 : spaces),
  }
}

/** Whether a line ends the paragraph before it. */
function beginsBlock(line: string): boolean {
  const marker = markerOf(line)
  return (
    (marker !== undefined && !isBlank(marker.rest) && (marker.number ?? 1) === 1) ||
    headingLevel(line) > 0 ||
    isQuote(line) ||
    isRule(line) ||
    fenceOf(line) !== undefined
  )
}

function fenceOf(line: string): { mark: string; info: string; indent: number } | undefined {
  const [, indent = '', mark, info = ''] = /^( {0,3})(`{3,}|~{3,})([^`]*)$/.exec(line) ?? []
  return mark === undefined ? undefined : { mark, info: info.trim(), indent: indent.length }
}

function headingLevel(line: string): number {
  return /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1]?.length ?? 0
}

function isRule(line: string): boolean {
  const [first, ...others] = line.replaceAll(/\s/g, '')
  const isMark = first === '-' || first === '*' || first === '_'
  return isMark && others.length >= 2 && indentOf(line) < 4 && others.every((char) => char === first)
}

const isQuote = (line: string): boolean => /^ {0,3}>/.test(line)
const isBlank = (line: string): boolean => line.trim() === ''

function indentOf(line: string): number {
  let width = 0
  for (const char of line) {
    if (char === '\t') width += 4 - (width % 4)
    else if (char === ' ') width++
    else break
  }
  return width
}

/** Without so many columns of space before it. */
function without(line: string, columns: number): string {
  let [width, at] = [0, 0]
  for (; width < columns && (line[at] === ' ' || line[at] === '\t'); at++)
    width += line[at] === '\t' ? 4 - (width % 4) : 1
  return ' '.repeat(Math.max(0, width - columns)) + line.slice(at)
}

function trimmed(text: string, char: string): string {
  let end = text.length
  while (text[end - 1] === char) end--
  return text.slice(0, end)
}

/** Between bars; a bar behind a backslash is part of its cell. */
function cellsOf(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  const line = row.trim()
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && line[at + 1] === '|') cell += line[++at] ?? ''
    else if (line[at] === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += line[at] ?? ''
  }
  if (line.startsWith('|')) cells.shift()
  if (cell.trim() !== '' || !line.endsWith('|')) cells.push(cell.trim())
  return cells
}

function alignOf(line: string): Align[] | undefined {
  if (!line.includes('-') || !/^[\s|:-]+$/.test(line)) return undefined
  const cells = cellsOf(line)
  if (cells.length > mostColumns || !cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined
  return cells.map((cell) => (!cell.endsWith(':') ? 'start' : cell.startsWith(':') ? 'center' : 'end'))
}
