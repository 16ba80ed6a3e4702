/** Reads a document of an export of ChatGPT or Claude, whichever of its files it is: what an item is says its shape. */
import type { Readable } from 'node:stream'
import { NodeError } from '../../../home/index.ts'
import { isFields, keySegment, textIn, timeIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { readParts, type JsonPart } from '../json/json-parts.ts'
import { holdsText } from '../not-memory.ts'
import { readChatgpt } from './chatgpt.ts'
import { isDesignChat, readClaude, readDesignChat } from './claude.ts'
import { isClaudeMemory, isClaudeProject, readClaudeMemory, readClaudeProject } from './claude-texts.ts'
import type { Sessions } from './session.ts'

/** A document that is one object is read whole. Guess: a project with all its documents has some megabytes. */
const maxWholeBytes = 64 * 1024 * 1024

type Read = (value: Fields, item: string, sessions: Sessions) => ImportItem[]

/** What an item of an export is, and who reads it. */
const shapes: readonly { tool: 'chatgpt' | 'claude'; is(value: Fields): boolean; read: Read }[] = [
  { tool: 'chatgpt', is: (value) => isFields(value['mapping']), read: readChatgpt },
  { tool: 'claude', is: (value) => Array.isArray(value['chat_messages']), read: readClaude },
  { tool: 'claude', is: isClaudeMemory, read: readClaudeMemory },
  { tool: 'claude', is: isClaudeProject, read: readClaudeProject },
  { tool: 'claude', is: isDesignChat, read: readDesignChat },
]

function toolOf(value: unknown): 'chatgpt' | 'claude' | undefined {
  return isFields(value) ? shapes.find(({ is }) => is(value))?.tool : undefined
}

/** Whose export begins with these parts: any of them says it, because the first conversation may be empty. */
export function toolIn(first: readonly JsonPart[]): 'chatgpt' | 'claude' | undefined {
  const whole = new Whole('')
  for (const part of first) {
    const tool = isListed(part) ? toolOf(part.value) : undefined
    if (tool !== undefined) return tool
    if (!isListed(part)) whole.add(part)
  }
  return toolOf(whole.value)
}

/** A document of canvas, which is a file of its own in some exports of ChatGPT. */
export function readCanvas(value: Fields, item: string, sessions: Sessions): ImportItem[] {
  const body = textIn(value['content'])
  const title = textIn(value['title']) ?? textIn(value['name']) ?? item
  if (body === undefined) return [{ item, reason: 'has no content', of: value }]
  const { content: _, ...rest } = value
  return [
    ...sessions.text({
      item,
      key: `chatgpt/documents/${keySegment(title)}`,
      body,
      media: 'text/markdown',
      created: timeIn(value['created_at']),
      tool: 'chatgpt',
    }),
    ...(holdsText(rest) ? [{ item, leftOut: 'what is known of a document', of: rest }] : []),
  ]
}

/**
 * @param name what comes before the number of an item: `conversations-001.json, `, or nothing
 * @param otherwise reads what has no known shape; undefined names it as skipped
 * @throws ERR_INVALID_INPUT, ERR_LIMIT
 */
export async function* readChats(
  source: Readable,
  { name, sessions, otherwise }: { name: string; sessions: Sessions; otherwise?: Read | undefined },
): AsyncGenerator<ImportItem[]> {
  const whole = new Whole(name)
  const label = name === '' ? '' : `${name}, `
  const take = (value: unknown, item: string): ImportItem[] => {
    if (!isFields(value)) return [{ item, reason: 'not an object', of: value }]
    const shape = shapes.find(({ is }) => is(value))
    const read = shape?.read ?? otherwise
    return read === undefined ? [nothingKnown(value, item)] : read(value, item, sessions)
  }
  for await (const parts of readParts(source, name === '' ? 'the file' : name)) {
    yield parts.flatMap((part) => {
      if (isListed(part)) return take(part.value, `${label}conversation ${part.index! + 1}`)
      whole.add(part)
      return []
    })
  }
  const { value } = whole
  if (value !== undefined) yield take(value, name === '' ? 'the file' : name)
}

/** An element of a document that is a list, or of the list `conversations` that some exports have around it. */
function isListed({ property, index }: JsonPart): boolean {
  return index !== undefined && (property === undefined || property === 'conversations')
}

function nothingKnown(value: Fields, item: string): ImportItem {
  const { title: _title, name: _name, id: _id, uuid: _uuid, conversation_id: _conversation, ...rest } = value
  return holdsText(rest)
    ? { item, reason: 'has no messages', of: value }
    : { item, reason: 'has no messages', loss: false, of: value }
}

/** The properties of a document that is one object, put together again. */
class Whole {
  value: Fields | undefined
  readonly #name: string
  #bytes = 0

  constructor(name: string) {
    this.#name = name
  }

  add({ property = '', index, value, bytes }: JsonPart): void {
    this.#bytes += bytes
    if (this.#bytes > maxWholeBytes)
      throw new NodeError('ERR_LIMIT', `${this.#name} is one object above ${maxWholeBytes} bytes`, {
        hint: 'take a part of it out, or import it as text',
      })
    this.value ??= {}
    let name = property
    // A name that comes twice with different kinds of values: neither is lost.
    while (Object.hasOwn(this.value, name) && (index === undefined || !Array.isArray(this.value[name])))
      name = `${name} again`
    if (index === undefined) this.value[name] = value
    else if (Object.hasOwn(this.value, name)) (this.value[name] as unknown[]).push(value)
    else this.value[name] = [value]
  }
}
