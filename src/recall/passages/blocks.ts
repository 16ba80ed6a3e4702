/**
 * Cuts text into blocks: heading lines, paragraphs and fenced code. Pure; offsets are UTF-16 units into the text.
 * Markdown is read only as far as splitting needs it, and any text is acceptable.
 */
export interface Block {
  kind: 'heading' | 'paragraph' | 'code'
  start: number
  /** Exclusive, without the line end. */
  end: number
  /** Of a heading: 1 to 6, and its words. */
  level: number
  title: string
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/

interface Line {
  start: number
  end: number
  text: string
}

function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const next = found < 0 ? text.length : found + 1
    const end = found > start && text[found - 1] === '\r' ? found - 1 : found < 0 ? text.length : found
    yield { start, end, text: text.slice(start, end) }
    start = next
  }
}

/** Blocks in the order of the text. What lies between them is white space. */
export function* blocksOf(text: string): Generator<Block> {
  let open: Block | undefined
  let fence = ''
  for (const line of linesOf(text)) {
    if (fence !== '') {
      open!.end = line.end
      if (!closes(line.text, fence)) continue
      fence = ''
      yield open!
      open = undefined
      continue
    }
    const marker = FENCE.exec(line.text)?.[1]
    const heading = marker === undefined ? headingOf(line) : undefined
    const underlined = open !== undefined && underline(text, open, line)
    if (underlined) {
      yield underlined
      open = undefined
    } else if (marker !== undefined || heading !== undefined || line.text.trim() === '') {
      if (open) yield open
      if (heading) yield heading
      open = marker === undefined ? undefined : block('code', line)
      fence = marker ?? ''
    } else if (open) open.end = line.end
    else open = block('paragraph', line)
  }
  if (open) yield open
}

function block(kind: Block['kind'], line: Line): Block {
  return { kind, start: line.start, end: line.end, level: 0, title: '' }
}

function headingOf(line: Line): Block | undefined {
  const match = HEADING.exec(line.text)
  if (!match) return undefined
  return { ...block('heading', line), level: match[1]!.length, title: (match[2] ?? '').trim() }
}

/** A paragraph of one line over `===` or `---` is a heading. */
function underline(text: string, paragraph: Block, line: Line): Block | undefined {
  const match = UNDERLINE.exec(line.text)
  const title = text.slice(paragraph.start, paragraph.end).trim()
  if (!match || title.includes('\n')) return undefined
  return {
    kind: 'heading',
    start: paragraph.start,
    end: line.end,
    level: match[1]![0] === '=' ? 1 : 2,
    title,
  }
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trim()
  return trimmed.length >= fence.length && trimmed === fence[0]!.repeat(trimmed.length)
}
