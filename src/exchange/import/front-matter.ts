/** What a markdown file says about itself before its text. Pure. */
import { isNode, isScalar, parseDocument, visit, type Document } from 'yaml'
import { readOwnFields, type OwnFields } from '../formats/own-fields.ts'
import { isFields, storable, type Fields } from './fields.ts'
import { parseTime } from '../../home/index.ts'
import { RecordReader } from './record-reader.ts'

/** Keys that memcube does not know are kept in `data`. */
export interface FrontMatter {
  tags?: string[]
  created?: number
  source?: string
  licence?: string
  valid?: { from?: number; until?: number }
  data?: Record<string, unknown>
  /** What our own export says that no other field can. */
  own?: OwnFields
}

const fence = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/
/** Larger blocks are no front matter that a person wrote; parsing takes long. Guess. */
const maxMatterChars = 64 * 1024
/** A block is kept as it was written beside what it says; a record has 64 KiB for both and for the text. */
const maxHeadBytes = 16 * 1024

interface SplitText {
  matter: FrontMatter
  /** The block as it is written; empty where there is none, and of a large one that an export of ours wrote. */
  head: string
  body: string
}

/**
 * Splits a text into its front matter and the rest. A block that is not a YAML mapping, even read as a person means it,
 * is left in the text: nothing is guessed. So is one too large to be kept as it is written, unless an export of ours wrote
 * it. A line of dashes is also a thematic break.
 */
export function splitFrontMatter(file: string): SplitText {
  const whole = { matter: {}, head: '', body: file }
  const match = file.startsWith('---') ? fence.exec(file) : null
  if (match === null || match[0].length > maxMatterChars) return whole
  const block = match[1] ?? ''
  const fields = parseMapping(quotedHashes(block)) ?? parseMapping(quotedValues(block))
  if (fields === undefined) return whole
  const matter = readFields(fields)
  const body = file.slice(match[0].length)
  if (Buffer.byteLength(match[0]) <= maxHeadBytes) return { matter, head: match[0], body }
  return matter.own === undefined ? whole : { matter, head: '', body }
}

/** The mapping, where YAML has no doubt about it. */
function parseMapping(yaml: string): Fields | undefined {
  try {
    const document = parseDocument(yaml, { schema: 'core', logLevel: 'silent', intAsBigInt: false })
    if (document.errors.length > 0 || document.warnings.length > 0) return undefined
    asWritten(document)
    const comments = commentsOf(document)
    // No aliases: they can grow a small text into a huge value.
    const value: unknown = document.toJS({ maxAliasCount: 0 })
    if (value !== null && !isFields(value)) return undefined
    return { ...value, ...(comments.length > 0 && !('comments' in (value ?? {})) && { comments }) }
  } catch {
    return undefined
  }
}

/** A number that would be written otherwise stays the text that it was: a version `1.10`, a code `007`. */
function asWritten(document: Document): void {
  visit(document, {
    Value(_key, node) {
      refuseMarks(node)
    },
    Alias() {
      throw new TypeError('an alias')
    },
    Scalar(key, node) {
      refuseMarks(node)
      const { value, source } = node
      const isOther = typeof value === 'number' || typeof value === 'bigint'
      if (isOther && source !== undefined && String(value) !== source) node.value = source
      if (key === 'key' && isScalar(node) && node.value === null) node.value = source ?? ''
    },
    Pair(_key, pair) {
      if (isNode(pair.key) && !isScalar(pair.key)) throw new TypeError('a key that is no word')
    },
  })
}

/** Names for other values and explicit types are marks of YAML that nobody means in a note. */
function refuseMarks({ tag, anchor }: { tag?: string; anchor?: string }): void {
  if (tag !== undefined || anchor !== undefined) throw new TypeError('a mark of YAML')
}

function commentsOf(document: Document): string[] {
  const found: (string | null | undefined)[] = [document.commentBefore, document.comment]
  visit(document, {
    Node(_key, { commentBefore, comment }) {
      found.push(commentBefore, comment)
    },
  })
  return found.flatMap((text) => (typeof text === 'string' && text.trim() !== '' ? [text.trim()] : []))
}

/** `tags: #a #b` and `- #a` are tags to whoever writes them; to YAML they are comments. */
function quotedHashes(block: string): string {
  // In a text of several lines every character counts.
  if (/[|>][+-]?[ \t]*$/m.test(block)) return block
  return block.replace(
    /^([\w-]+[ \t]*:[ \t]+|[ \t]*-[ \t]+)(#.*)$/gm,
    (_, name: string, value: string) => name + quoted(value),
  )
}

/**
 * `title: Notes: part two`, `related: [[A]], [[B]]`, `by: @ada`: a person means the whole line as the text. Lines that are
 * sound YAML by themselves stay as they are, and so do those below a name of their own.
 */
function quotedValues(block: string): string {
  return quotedHashes(block).replace(
    /^([^\s:#'"[{-][^:\n]*:[ \t]+)(\S.*)$/gm,
    (line: string, name: string, value: string) =>
      /^[|>]/.test(value) || parseMapping(line) !== undefined ? line : name + quoted(value),
  )
}

function quoted(value: string): string {
  return JSON.stringify(value.trimEnd())
}

function readFields(fields: Fields): FrontMatter {
  const read = new RecordReader(fields)
  const labels = [...words(read, 'tags'), ...words(read, 'categories')]
  const when = dateIn(read, 'created') ?? dateIn(read, 'date')
  const uri = read.word('source') ?? read.word('url')
  const terms = read.word('licence') ?? read.word('license')
  const from = dateIn(read, 'valid_from')
  const until = dateIn(read, 'valid_until')
  const memcube = read.look('memcube')
  const { own, rest } = isFields(memcube) ? readOwnFields(memcube) : { own: {}, rest: {} }
  const { data: inner, ...others } = rest
  const isOwn = Object.keys(own).length > 0 || isFields(inner)
  if (isOwn) read.take('memcube')
  const data = {
    ...read.all(),
    ...(isOwn && isFields(inner) && (storable(inner) as Fields)),
    ...(isOwn && Object.keys(others).length > 0 && { memcube: storable(others) }),
    ...(isOwn && inner !== undefined && !isFields(inner) && { memcube: storable(rest) }),
  }
  return {
    ...(labels.length > 0 && { tags: labels }),
    ...(when !== undefined && { created: when }),
    ...(uri !== undefined && { source: uri }),
    ...(terms !== undefined && { licence: terms }),
    ...((from !== undefined || until !== undefined) && {
      valid: { ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
    }),
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(own).length > 0 && { own }),
  }
}

/** Below this a number is a year or a day such as 20260101, not milliseconds: 1973. */
const leastMs = 1e11

/** A date as the fields of a file have it: milliseconds or ISO 8601. Anything else stays where it is. */
function dateIn(read: RecordReader, name: string): number | undefined {
  const value = read.look(name)
  const ms = typeof value === 'number' && value < leastMs ? undefined : parseTime(value)
  if (ms !== undefined) read.take(name)
  return ms
}

/** Tags as a list, or as one line of words. A field that holds anything else stays where it is. */
function words(read: RecordReader, name: string): string[] {
  const value = read.look(name)
  const list = typeof value === 'string' ? value.split(/[,\s]+/) : Array.isArray(value) ? value : undefined
  if (list === undefined || !list.every(isWord)) return []
  const tags = list.map((word) => String(word).trim().replace(/^#/, '')).filter((word) => word !== '')
  const fitting = new RecordReader({ tags }).tags('tags')
  if (fitting.length === tags.length) read.take(name)
  return fitting
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
