/** A conversation as ChatGPT exports it: what was said and shown on the branch that was seen last. Everything else is named. */
import { isFields, keySegment, textIn, type Fields } from '../fields.ts'
import { isSkipped, type ImportItem, type SkippedItem, type LeftOutItem } from '../importer.ts'
import { holdsText, withoutNotMemory, type NotMemory } from '../not-memory.ts'
import { RecordReader } from '../record-reader.ts'
import { canvasText, chatgptContent } from './chatgpt-content.ts'
import { idsAndMarks, leftOut, type Sessions, type Turn } from './session.ts'

const settings = 'a setting of the conversation'
const message = '[].mapping.*.message'

export const chatgptNotMemory: NotMemory = {
  ...idsAndMarks,
  '[].create_time': 'when it began: its turns have it where they have no date of their own',
  '[].update_time': 'when it was changed last',
  '[].current_node': 'an id within the conversation',
  '[].moderation_results': settings,
  '[].plugin_ids': settings,
  '[].gizmo_id': settings,
  '[].gizmo_type': settings,
  '[].conversation_template_id': settings,
  '[].safe_urls': settings,
  '[].blocked_urls': settings,
  '[].default_model_slug': settings,
  '[].disabled_tool_ids': settings,
  '[].conversation_origin': settings,
  '[].voice': settings,
  '[].async_status': settings,
  '[].memory_scope': settings,
  '[].context_scopes': settings,
  '[].sugar_item_id': settings,
  '[].owner': settings,
  '[].mapping.*.id': 'an id within the conversation',
  '[].mapping.*.parent': 'an id within the conversation',
  '[].mapping.*.children': 'ids within the conversation',
  [`${message}.author.role`]: 'who speaks: the tag of the memory says it',
  [`${message}.id`]: 'an id within the conversation; the source of a memory has it',
  [`${message}.create_time`]: 'when a message was sent: the memory has it',
  [`${message}.status`]: 'how the answer ended',
  [`${message}.recipient`]: 'whom the message is for: everybody, or a tool',
  [`${message}.channel`]: 'where the answer was shown',
  [`${message}.update_time`]: 'when it was changed last',
  [`${message}.content.content_type`]: 'of what kind the content is',
  [`${message}.content.language`]: 'of what kind the content is',
  [`${message}.content.response_format_name`]: 'of what kind the content is',
  [`${message}.content.parts.[].content_type`]: 'of what kind the content is',
  [`${message}.content.parts.[].direction`]: 'who spoke: the message says it',
  [`${message}.content.parts.[].decoding_id`]: 'an id of a recording',
  [`${message}.metadata`]: 'how the message was made and shown; files and sources in it are kept',
}

/** Kinds of content that say what the person or the model is to keep in mind, hidden in the conversation. */
const standing = new Set(['user_editable_context', 'model_editable_context'])

export function readChatgpt(chat: Fields, item: string, sessions: Sessions): ImportItem[] {
  const nodes = chat['mapping'] as Fields
  const read = new RecordReader(chat)
  read.take('mapping')
  const taken = new Taken(item, sessions)
  const { path, others } = branchOf(chat, nodes)
  for (const [place, id] of path.entries()) taken.node(nodes[id], `${item}, message ${place + 1}`)
  for (const id of others) taken.other(nodes[id], id)
  const conversation = {
    tool: 'chatgpt',
    item,
    id: read.id('conversation_id', 'id'),
    title: read.text('title'),
    created: read.time('create_time'),
    turns: taken.turns,
  }
  if (read.look('id') === conversation.id) read.take('id')
  const rest = withoutNotMemory(Object.fromEntries(restFields(read)), ['[]'], chatgptNotMemory)
  const about = { title: conversation.title, id: conversation.id }
  return [
    ...sessions.conversation(conversation, chat),
    ...(taken.turns.length === 0
      ? [{ item, reason: 'has no messages', loss: false as const, of: about }]
      : []),
    ...taken.named,
    ...leftOut(item, 'fields of a conversation that are not known', rest),
  ]
}

function restFields(read: RecordReader): [string, unknown][] {
  return Object.entries(read.rest({}) ?? {})
}

/** The turns of a conversation, and what is named of it. */
class Taken {
  readonly turns: Turn[] = []
  readonly named: ImportItem[] = []
  readonly #item: string
  readonly #sessions: Sessions

  constructor(item: string, sessions: Sessions) {
    this.#item = item
    this.#sessions = sessions
  }

  node(node: unknown, place: string): void {
    if (!isFields(node)) return this.#name(leftOut(place, 'nodes that are no objects', node))
    const { message: value, ...rest } = node
    this.#rest(rest, place)
    if (isFields(value)) this.#message(value, place)
    else this.#name(leftOut(place, 'messages that are no objects', value))
  }

  /** What stands on another branch than the one that was seen last. */
  other(node: unknown, id: string): void {
    const place = `${this.#item}, message ${keySegment(id)}`
    const value = isFields(node) ? node['message'] : undefined
    if (isFields(value) && standing.has(String(kindOf(value)))) return this.node(node, place)
    this.#name(
      leftOut(place, 'messages of branches that were left: answers and questions that were replaced', node),
    )
  }

  #message(value: Fields, place: string): void {
    const why = notShown(value)
    if (standing.has(String(kindOf(value)))) return this.#standing(value, place)
    if (why !== undefined) return this.#name(isLoss(why, value, place))
    const read = new RecordReader(value)
    const { role, tags, text, named } = said(read, place)
    this.#name(named)
    const metadata = isFields(value['metadata']) ? value['metadata'] : {}
    const created = read.time('create_time')
    const id = read.id('id')
    const more = read.rest(chatgptNotMemory, ['[]', 'mapping', '*', 'message'])
    const data = { ...aboutFiles(metadata), ...(more !== undefined && { more }) }
    if (text === undefined) return this.#name(leftOut(place, `messages of the ${role} without a text`, value))
    this.turns.push({ item: place, id, tags, text, created, model: textIn(metadata['model_slug']), data })
  }

  /** Instructions and what ChatGPT remembers come again in each conversation: each text of them is one memory. */
  #standing(value: Fields, place: string): void {
    const content = value['content'] as Fields
    const { content_type: kind, ...fields } = content
    const isOwn = kind === 'user_editable_context'
    for (const [name, text] of Object.entries(fields)) {
      const body = textIn(text)
      if (body === undefined) {
        this.#name(leftOut(place, 'fields of instructions that are not known', text))
        continue
      }
      const key = isOwn ? `chatgpt/instructions/${keySegment(name)}` : 'chatgpt/memories/saved'
      this.#name(this.#sessions.text({ item: place, key, body, media: 'text/markdown', tool: 'chatgpt' }))
    }
    const { content: _, ...rest } = value
    this.#name(
      leftOut(
        place,
        'how instructions were kept',
        withoutNotMemory(rest, ['[]', 'mapping', '*', 'message'], chatgptNotMemory),
      ),
    )
  }

  #rest(rest: Fields, place: string): void {
    const unknown = withoutNotMemory(rest, ['[]', 'mapping', '*'], chatgptNotMemory)
    this.#name(leftOut(place, 'fields of a message that are not known', unknown))
  }

  #name(items: readonly ImportItem[]): void {
    this.named.push(...items)
  }
}

function isLoss(why: string | SkippedItem, value: Fields, place: string): (SkippedItem | LeftOutItem)[] {
  if (typeof why !== 'string' && isSkipped(why)) return [{ ...why, item: place }]
  const { id: _, ...rest } = value
  const known = withoutNotMemory(rest, ['[]', 'mapping', '*', 'message'], chatgptNotMemory)
  return holdsText(known) ? [{ item: place, leftOut: why, of: value }] : []
}

function kindOf(value: Fields): unknown {
  return isFields(value['content']) ? value['content']['content_type'] : undefined
}

function authorOf(value: Fields): Fields {
  return isFields(value['author']) ? value['author'] : {}
}

/** Why a message was not said to anybody; undefined for one that was. */
function notShown(value: Fields): string | SkippedItem | undefined {
  const { role, name } = authorOf(value)
  const metadata = isFields(value['metadata']) ? value['metadata'] : {}
  const kind = kindOf(value)
  const recipient = textIn(value['recipient']) ?? 'all'
  if (role === 'system' || role === 'developer') return 'prompts of the system'
  if (role === 'tool') return `what the tool ${plainName(name)} answered`
  if (metadata['is_visually_hidden_from_conversation'] === true) return 'messages that ChatGPT hides'
  if (kind === 'thoughts' || kind === 'reasoning_recap') return 'thoughts of the model'
  if (role !== 'user' && role !== 'assistant')
    return { item: '', reason: 'is by nobody who speaks in a conversation: user or assistant', of: value }
  if (recipient === 'all' || recipient === 'bio' || recipient.startsWith('canmore.')) return undefined
  return `calls of the tool ${plainName(recipient)}`
}

function plainName(name: unknown): string {
  return keySegment(textIn(name) ?? 'without a name').slice(0, 60)
}

interface Said {
  role: string
  tags: string[]
  text: string | undefined
  named: ImportItem[]
}

function said(read: RecordReader, place: string): Said {
  const author = read.inner('author')
  const role = author.take('role') as string
  const name = author.text('name')
  read.put('author', author)
  const recipient = textIn(read.look('recipient')) ?? 'all'
  const { text, named } = chatgptContent(read.take('content'), place)
  const tags = [
    role,
    ...(name !== undefined && name !== role && Buffer.byteLength(name) <= 256 && name.isWellFormed()
      ? [name]
      : []),
  ]
  if (recipient === 'bio') return { role, tags: [...tags, 'memory'], text, named }
  if (!recipient.startsWith('canmore.') || text === undefined) {
    return { role, tags, text: withName(text, name, tags), named }
  }
  const document = canvasText(text)
  return {
    role,
    tags: [...tags, 'document'],
    text: document.text,
    named: [...named, ...leftOut(place, 'how a document was edited', document.rest)],
  }
}

/** A name that cannot be a tag is not lost. */
function withName(
  text: string | undefined,
  name: string | undefined,
  tags: readonly string[],
): string | undefined {
  return text === undefined || name === undefined || tags.includes(name) ? text : `${name}: ${text}`
}

/** Files that came with a message, and the sources that an answer names. */
function aboutFiles(metadata: Fields): Fields {
  const files = listOf(metadata['attachments']).flatMap((file) => textIn(file['name']) ?? [])
  const sources = [...listOf(metadata['citations']), ...listOf(metadata['content_references'])].flatMap(
    (one) => {
      const { title, url } = isFields(one['metadata']) ? one['metadata'] : one
      return textIn(url) === undefined ? [] : [{ title: textIn(title) ?? null, url: url as string }]
    },
  )
  return { ...(files.length > 0 && { files }), ...(sources.length > 0 && { sources }) }
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

/** From the newest leaf to the root, turned round; and all that is not on it. */
function branchOf(chat: Fields, nodes: Fields): { path: string[]; others: string[] } {
  const path = new Set<string>()
  const current = textIn(chat['current_node'])
  let id = current !== undefined && Object.hasOwn(nodes, current) ? current : lastLeaf(nodes)
  while (id !== undefined && !path.has(id) && Object.hasOwn(nodes, id)) {
    path.add(id)
    const node = nodes[id]
    id = isFields(node) ? textIn(node['parent']) : undefined
  }
  return { path: [...path].reverse(), others: Object.keys(nodes).filter((one) => !path.has(one)) }
}

function lastLeaf(nodes: Fields): string | undefined {
  return Object.entries(nodes).findLast(
    ([, node]) => isFields(node) && (!Array.isArray(node['children']) || node['children'].length === 0),
  )?.[0]
}
