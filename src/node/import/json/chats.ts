/** Conversations as ChatGPT and Claude export them: each turn that was said and shown is one memory, in its order. */
import { isFields, keySegment, restOf, textIn, timeIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { firstItem, type JsonFormat } from './json-format.ts'

interface Turn {
  id: string | undefined
  role: string
  text: string
  created: number | undefined
  model?: string | undefined
}

export const chatgpt: JsonFormat = {
  format: 'chatgpt',
  notMemory: {},
  recognises(first) {
    const item = firstItem(first)
    return isFields(item) && isFields(item['mapping'])
  },
  reader: () => (part) =>
    conversation(part.value, part.index, 'chatgpt', (chat) => ({
      id: textIn(chat['conversation_id']) ?? textIn(chat['id']),
      title: textIn(chat['title']),
      created: timeIn(chat['create_time']),
      turns: branchOf(chat),
    })),
}

export const claude: JsonFormat = {
  format: 'claude',
  notMemory: {},
  recognises(first) {
    const item = firstItem(first)
    return isFields(item) && Array.isArray(item['chat_messages'])
  },
  reader: () => (part) =>
    conversation(part.value, part.index, 'claude', (chat) => ({
      id: textIn(chat['uuid']),
      title: textIn(chat['name']),
      created: timeIn(chat['created_at']),
      turns: (chat['chat_messages'] as unknown[]).flatMap(claudeTurn),
    })),
}

interface Chat {
  id: string | undefined
  title: string | undefined
  created: number | undefined
  turns: Turn[]
}

function conversation(
  value: unknown,
  index: number | undefined,
  tool: string,
  read: (chat: Fields) => Chat,
): ImportItem[] {
  const item = `conversation ${(index ?? 0) + 1}`
  if (!isFields(value) || !(isFields(value['mapping']) || Array.isArray(value['chat_messages'])))
    return [{ item, reason: 'has no messages' }]
  const { id, title, created, turns } = read(value)
  const session = `${tool}/${keySegment(id ?? title ?? item)}`
  return turns.map((turn, order) => ({
    item: `${item}, turn ${order + 1}`,
    key: `${session}/${String(order + 1).padStart(4, '0')}`,
    body: turn.text,
    media: 'text/markdown',
    tags: [turn.role],
    created: turn.created ?? created,
    tool,
    model: turn.model,
    source: `urn:${tool}:${encodeURIComponent(id ?? session)}${turn.id === undefined ? '' : `#${encodeURIComponent(turn.id)}`}`,
    data: { session, order: order + 1, ...restOf({ title }) },
  }))
}

/** From the newest leaf to the root: what the person saw last, without branches that were left. */
function branchOf(chat: Fields): Turn[] {
  const nodes = chat['mapping'] as Fields
  const turns: Turn[] = []
  const seen = new Set<string>()
  for (let id = textIn(chat['current_node']) ?? lastLeaf(nodes); id !== undefined && !seen.has(id);) {
    seen.add(id)
    const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined
    if (!isFields(node)) break
    const turn = chatgptTurn(node['message'])
    if (turn !== undefined) turns.push(turn)
    id = textIn(node['parent'])
  }
  return turns.reverse()
}

function lastLeaf(nodes: Fields): string | undefined {
  return Object.entries(nodes).findLast(
    ([, node]) => isFields(node) && (!Array.isArray(node['children']) || node['children'].length === 0),
  )?.[0]
}

function chatgptTurn(message: unknown): Turn | undefined {
  if (!isFields(message)) return undefined
  const metadata = isFields(message['metadata']) ? message['metadata'] : {}
  const role = isFields(message['author']) ? textIn(message['author']['role']) : undefined
  if (metadata['is_visually_hidden_from_conversation'] === true || !isSpeaker(role)) return undefined
  const content = isFields(message['content']) ? message['content'] : {}
  const parts: unknown[] = Array.isArray(content['parts']) ? content['parts'] : [content['text']]
  const text = textIn(parts.filter((part) => typeof part === 'string').join('\n'))
  if (text === undefined) return undefined
  return {
    id: textIn(message['id']),
    role: role!,
    text,
    created: timeIn(message['create_time']),
    model: textIn(metadata['model_slug']),
  }
}

function claudeTurn(message: unknown): Turn[] {
  if (!isFields(message)) return []
  const role = message['sender'] === 'human' ? 'user' : textIn(message['sender'])
  const blocks = Array.isArray(message['content']) ? message['content'] : []
  const said = blocks.flatMap((block) => (isFields(block) ? (textIn(block['text']) ?? []) : [])).join('\n')
  const text = textIn(message['text']) ?? textIn(said)
  if (text === undefined || !isSpeaker(role)) return []
  return [{ id: textIn(message['uuid']), role: role!, text, created: timeIn(message['created_at']) }]
}

function isSpeaker(role: string | undefined): boolean {
  return role === 'user' || role === 'assistant'
}
