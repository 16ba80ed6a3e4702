/** What was said in one conversation as memories, in its order; and keys that stay apart over all files of an export. Pure. */
import { hash } from 'node:crypto'
import { LIMITS } from '../../../core/codec/index.ts'
import { isFields, isNothing, keySegment, urn, type Fields } from '../fields.ts'
import type { ImportedMemory, ImportItem } from '../importer.ts'
import { holdsText, withoutNotMemory, type NotMemory } from '../not-memory.ts'
import { splitAnywhere } from '../split-text.ts'

/** One turn that was said and shown, or a document in its place. */
export interface Turn {
  /** Where it stands: `conversation 2, message 5`. */
  item: string
  id: string | undefined
  tags: string[]
  text: string
  created: number | undefined
  model?: string | undefined
  /** What else is known of it. */
  data?: Fields | undefined
}

export interface Chat {
  tool: string
  item: string
  id: string | undefined
  title: string | undefined
  created: number | undefined
  data?: Fields | undefined
  turns: Turn[]
}

/** Fields that nobody knows are kept beside the text up to here; a record of a memory has 64 KiB in all. Guess. */
const maxDataBytes = 16 * 1024

/** Remembers what came before in the same import, in whichever file. */
export class Sessions {
  /** Digests of what was taken, by key. */
  readonly #taken = new Map<string, Set<string>>()

  /** A key that nobody has yet; undefined when the same content has come under this name before. */
  key(wanted: string, content: string): string | undefined {
    const digest = hash('sha256', content, 'base64')
    const before = this.#taken.get(wanted)
    if (before?.has(digest) === true) return undefined
    if (before === undefined) {
      this.#taken.set(wanted, new Set([digest]))
      return wanted
    }
    before.add(digest)
    let number = before.size
    while (this.#taken.has(`${wanted}-${number}`)) number++
    this.#taken.set(`${wanted}-${number}`, new Set([digest]))
    return `${wanted}-${number}`
  }

  conversation(chat: Chat, value: unknown): ImportItem[] {
    const { tool, item, id, title, turns } = chat
    const wanted = `${tool}/${keySegment(id ?? title ?? item)}`
    const session = this.key(wanted, JSON.stringify(turns.map(({ text, tags, data }) => [text, tags, data])))
    if (session === undefined)
      return [{ item, leftOut: 'conversations that came before, word for word', of: value }]
    let order = 0
    return turns.flatMap((turn, index) => {
      const { kept, tooLarge } = fitting({ ...chat.data, ...turn.data })
      const key = `${session}/${String(index + 1).padStart(4, '0')}`
      const whole: ImportedMemory = {
        item: turn.item,
        key,
        body: turn.text,
        media: 'text/markdown',
        tags: turn.tags,
        created: turn.created ?? chat.created,
        tool,
        model: turn.model,
        source: sourceOf(tool, id ?? session, turn.id),
        data: { session, ...(title !== undefined && { title }), ...kept },
      }
      const memories = inParts(whole).map((memory) => ({
        ...memory,
        data: { ...memory.data, order: ++order },
      }))
      return [
        ...memories,
        ...halves(whole),
        ...leftOut(turn.item, 'fields too large to keep beside a turn', tooLarge),
      ]
    })
  }

  /** A text that is no turn: what a tool remembers, a document of a project. */
  text(memory: ImportedMemory): ImportItem[] {
    const key = this.key(memory.key, memory.body)
    if (key === undefined)
      return [{ item: memory.item, leftOut: 'texts that came before, word for word', of: memory.body }]
    const parts = inParts({ ...memory, key })
    const inOrder = (part: ImportedMemory, index: number): ImportedMemory => ({
      ...part,
      data: { ...part.data, session: key, order: index + 1 },
    })
    return [...(parts.length === 1 ? parts : parts.map(inOrder)), ...halves(memory)]
  }
}

function sourceOf(tool: string, id: string, turn: string | undefined): string {
  return urn(tool, id) + (turn === undefined ? '' : `#${urn('', turn).slice('urn::'.length)}`)
}

/** Half of a character, as programs leave it that cut a title by units: no block can hold it, so its escape stands there. */
function wellFormed<T>(value: T): T {
  if (typeof value === 'string')
    return value.replaceAll(/\p{Cs}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`) as T
  if (Array.isArray(value)) return value.map(wellFormed) as T
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [wellFormed(name), wellFormed(inner)]),
  ) as T
}

/** What is named of a memory that holds half characters. */
function halves(memory: ImportedMemory): ImportItem[] {
  const { body, data, model } = memory
  const of = { body, data, model }
  return JSON.stringify(wellFormed(of)) === JSON.stringify(of)
    ? []
    : [{ item: memory.item, leftOut: 'halves of characters, kept as their escapes', of }]
}

/** A text above the limit of a memory is several, under its key. */
function inParts(unformed: ImportedMemory): ImportedMemory[] {
  const memory = wellFormed(unformed)
  const parts = splitAnywhere(memory.body, LIMITS.maxTextBytes)
  return parts.length === 1
    ? [memory]
    : parts.map((body, index) => ({
        ...memory,
        key: `${memory.key}/${String(index + 1).padStart(4, '0')}`,
        body,
      }))
}

function fitting(data: Fields): { kept: Fields; tooLarge: unknown } {
  const kept = Object.fromEntries(Object.entries(data).filter(([, value]) => !isNothing(value)))
  const isTooLarge = Buffer.byteLength(JSON.stringify(kept)) > maxDataBytes
  return isTooLarge ? { kept: {}, tooLarge: kept } : { kept, tooLarge: undefined }
}

/** Names that the two programs give to ids and marks, wherever they stand. */
export const idsAndMarks: NotMemory = {
  '**.uuid': 'an id',
  '**.file_uuid': 'an id',
  '**.account_uuid': 'an id',
  '**.tool_use_id': 'an id',
  '**.type': 'of what kind something is',
  '**.start_timestamp': 'when a block began',
  '**.stop_timestamp': 'when a block ended',
  '**.flags': 'a mark of a block',
  '**.file_type': 'of what kind a file is',
  '**.file_kind': 'of what kind a file is',
}

/** A part of an export that is no text to keep, named; nothing where it holds only ids and marks. */
export function leftOut(item: string, what: string, of: unknown): ImportItem[] {
  return holdsText(withoutNotMemory(of, [], idsAndMarks)) ? [{ item, leftOut: what, of }] : []
}
