/**
 * Splits a memory's text into passages: at headings, then paragraphs, then sentences, then words. Pure.
 *
 * Invariants: passages are in order, do not overlap, begin and end on a code point, and what they leave out is white
 * space; a text with anything in it has at least one passage.
 */
import { type Block, blocksOf } from './blocks.ts'

/** From the design: "passages of at most about 1,000 characters". */
export const MAX_PASSAGE_LENGTH = 1000

/** A heading deeper or longer than this tells nothing more (guess). */
const MAX_HEADING_LENGTH = 200

export interface Passage {
  /** UTF-16 units into the memory's text. */
  start: number
  /** Exclusive. */
  end: number
  /** Outermost first; holds the headings that the passage stands under, and its own if it begins with one. */
  headings: string[]
}

interface Span {
  start: number
  end: number
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })

/** @returns no passage for a text that is empty or only white space */
export function splitPassages(text: string): Passage[] {
  if (text.length <= MAX_PASSAGE_LENGTH) return whole(text)
  const passages: Passage[] = []
  for (const section of sectionsOf(text)) {
    for (const span of pack(text, section.blocks)) passages.push({ ...span, headings: section.headings })
  }
  return passages
}

/** A short memory is one passage; of its headings only the first, if it begins with one, stands above everything. */
function whole(text: string): Passage[] {
  const span = trim(text, { start: 0, end: text.length })
  if (!span) return []
  if (text[span.start] !== '#') return [{ ...span, headings: [] }]
  const [first] = blocksOf(text)
  return [{ ...span, headings: first?.kind === 'heading' && first.title !== '' ? [clip(first.title)] : [] }]
}

interface Section {
  headings: string[]
  blocks: Block[]
}

function* sectionsOf(text: string): Generator<Section> {
  const trail: (string | undefined)[] = []
  let section: Section = { headings: [], blocks: [] }
  for (const block of blocksOf(text)) {
    if (block.kind === 'heading') {
      if (section.blocks.length > 0) yield section
      trail.length = block.level - 1
      trail[block.level - 1] = clip(block.title)
      section = {
        headings: trail.filter((title): title is string => title !== undefined && title !== ''),
        blocks: [],
      }
    }
    section.blocks.push(block)
  }
  if (section.blocks.length > 0) yield section
}

function clip(title: string): string {
  return title.length <= MAX_HEADING_LENGTH ? title : title.slice(0, backOff(title, MAX_HEADING_LENGTH))
}

/** Joins neighbouring pieces while they fit into one passage. */
function* pack(text: string, blocks: Block[]): Generator<Span> {
  let open: Span | undefined
  for (const block of blocks) {
    for (const piece of piecesOf(text, block)) {
      if (open && piece.end - open.start <= MAX_PASSAGE_LENGTH) open = { start: open.start, end: piece.end }
      else {
        if (open) yield open
        open = piece
      }
    }
  }
  if (open) yield open
}

/** The block itself if it fits; else its lines if it is code, else its sentences; what is still too long, cut at words. */
function* piecesOf(text: string, block: Block): Generator<Span> {
  const span = trim(text, block)
  if (!span) return
  if (span.end - span.start <= MAX_PASSAGE_LENGTH) {
    yield span
    return
  }
  for (const part of block.kind === 'code' ? linesWithin(text, span) : sentencesWithin(text, span)) {
    const trimmed = trim(text, part)
    if (trimmed) yield* cut(text, trimmed)
  }
}

function* linesWithin(text: string, span: Span): Generator<Span> {
  for (let start = span.start; start < span.end;) {
    const found = text.indexOf('\n', start)
    const end = found < 0 || found >= span.end ? span.end : found + 1
    yield { start, end }
    start = end
  }
}

function* sentencesWithin(text: string, span: Span): Generator<Span> {
  for (const { segment, index } of sentences.segment(text.slice(span.start, span.end))) {
    yield { start: span.start + index, end: span.start + index + segment.length }
  }
}

function* cut(text: string, span: Span): Generator<Span> {
  let start = span.start
  while (span.end - start > MAX_PASSAGE_LENGTH) {
    const limit = start + MAX_PASSAGE_LENGTH
    const space = lastSpace(text, start + MAX_PASSAGE_LENGTH / 2, limit)
    const end = space ?? backOff(text, limit)
    const piece = trim(text, { start, end })
    if (piece) yield piece
    start = end
  }
  const rest = trim(text, { start, end: span.end })
  if (rest) yield rest
}

function lastSpace(text: string, from: number, limit: number): number | undefined {
  for (let at = limit; at > from; at--) if (/\s/.test(text[at]!)) return at
  return undefined
}

/** Never between the halves of a surrogate pair, nor before a mark or joiner that belongs to what precedes. */
function backOff(text: string, limit: number): number {
  let at = limit
  while (
    at > limit - 32 &&
    at > 0 &&
    /^(?:[\udc00-\udfff]|\p{M}|\u200d|\u{fe0f})/u.test(text.slice(at, at + 2))
  )
    at--
  while (at > limit - 32 && at > 0 && text[at - 1] === '\u200d') at--
  const low = text.charCodeAt(at)
  return low >= 0xdc00 && low <= 0xdfff ? at - 1 : at
}

function trim(text: string, span: Span): Span | undefined {
  let { start, end } = span
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return start < end ? { start, end } : undefined
}

function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 9 && unit <= 13)
  return unit > 0x7f && /\s/.test(String.fromCharCode(unit))
}
