/** The content of one message of ChatGPT as a text, whatever kind it is; what is no text is named. Pure. */
import { isFields, textIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { leftOut } from './session.ts'

/** Fields of a content that hold what is shown, in the order in which they are read. */
const shown = [
  'text',
  'result',
  'content',
  'summary',
  'output_str',
  'title',
  'url',
  'domain',
  'name',
  'snippet',
]
/** Fields that say what a content is, and hold no text. */
const kinds = new Set(['content_type', 'language', 'response_format_name', 'direction', 'decoding_id'])

interface Content {
  text: string | undefined
  named: ImportItem[]
}

export function chatgptContent(content: unknown, place: string): Content {
  if (typeof content === 'string') return { text: textIn(content), named: [] }
  if (!isFields(content))
    return { text: undefined, named: leftOut(place, 'contents of a kind that is not known', content) }
  const { parts, ...fields } = content
  const named: ImportItem[] = []
  const texts: string[] = []
  const take = (part: unknown): void => {
    if (typeof part === 'string') texts.push(part)
    else if (Array.isArray(part)) part.forEach(take)
    else if (isFields(part)) {
      const { text, rest } = textOf(part)
      if (text !== undefined) texts.push(text)
      named.push(...leftOut(place, whatIs(part), rest))
    }
  }
  take(Array.isArray(parts) ? parts : [parts])
  take(fields)
  return { text: textIn(texts.join('\n')), named }
}

function textOf(part: Fields): { text: string | undefined; rest: Fields } {
  const isMedia = isMediaKind(part)
  const taken = isMedia ? [] : shown.filter((name) => textIn(part[name]) !== undefined)
  const rest = Object.entries(part).filter(([name]) => !kinds.has(name) && !taken.includes(name))
  const texts = taken.map((name) => part[name] as string)
  return { text: texts.length === 0 ? undefined : texts.join('\n'), rest: Object.fromEntries(rest) }
}

function isMediaKind(part: Fields): boolean {
  return String(part['content_type']).endsWith('asset_pointer')
}

function whatIs(part: Fields): string {
  if (isMediaKind(part)) return 'images, recordings and videos: a memory is a text'
  return 'fields of a content that are not known'
}

/**
 * What a call of canvas writes: the document, or the texts of an edit and of comments; and the call, where something of it
 * is not in that. The call as it is when it is neither.
 */
export function canvasText(call: string): { text: string; rest: unknown } {
  let parsed: unknown
  try {
    parsed = JSON.parse(call)
  } catch {
    return { text: call, rest: undefined }
  }
  if (!isFields(parsed)) return { text: call, rest: undefined }
  const { name, type, content, updates, comments } = parsed
  const about = [textIn(name), type === 'document' ? undefined : textIn(type)]
  const edits = [...editsOf(updates, 'replacement'), ...editsOf(comments, 'comment')]
  const body = textIn(content) ?? textIn(edits.join('\n\n'))
  if (body === undefined) return { text: call, rest: undefined }
  const text = titled(about, body)
  const isWhole = textsIn(parsed).every((one) => one === 'document' || one === '.*' || text.includes(one))
  return { text, rest: isWhole ? undefined : call }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isFields(value) ? Object.values(value).flatMap(textsIn) : []
}

/** The texts of edits. A pattern that stands for the whole document says nothing; another one tells where it was. */
function editsOf(list: unknown, field: string): string[] {
  return (Array.isArray(list) ? list : []).flatMap((edit) => {
    if (!isFields(edit)) return []
    const pattern = textIn(edit['pattern'])
    const text = textIn(edit[field]) ?? ''
    return [pattern === undefined || pattern === '.*' ? text : `[at: ${pattern}]\n${text}`]
  })
}

/** A document that stands in a conversation, under what it is called and what it is. */
export function titled(about: readonly (string | undefined)[], text: string): string {
  const known = about.filter((one) => one !== undefined)
  return known.length === 0 ? text : `[document: ${known.join(', ')}]\n\n${text}`
}
