/** A conversation as Claude exports it: each turn with what was pasted into it and the documents that were written in it. */
import { isFields, keySegment, textIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { withoutNotMemory, type NotMemory } from '../not-memory.ts'
import { RecordReader } from '../record-reader.ts'
import { claudeContent } from './claude-content.ts'
import { idsAndMarks, leftOut, type Chat, type Sessions, type Turn } from './session.ts'

const settings = 'a setting of the conversation'

export const claudeNotMemory: NotMemory = {
  ...idsAndMarks,
  '[].chat_messages.[].sender': 'who speaks: the tag of the memory says it',
  '[].chat_messages.[].role': 'who speaks: the tag of the memory says it',
  '[].messages.[].role': 'who speaks: the tag of the memory says it',
  '[].messages.[].content.role': 'who speaks: the tag of the memory says it',
  '[].created_at': 'when it began: its turns have it where they have no date of their own',
  '[].messages.[].created_at': 'when a message was sent: the memory has it',
  '[].messages.[].content.timestamp': 'when a message was sent: the memory has it',
  '[].chat_messages.[].created_at': 'when a message was sent: the memory has it',
  '[].updated_at': 'when it was changed last',
  '[].account': 'ids of the account',
  '[].settings': settings,
  '[].platform': settings,
  '[].model': settings,
  '[].current_leaf_message_uuid': 'an id within the conversation',
  '[].chat_messages.[].updated_at': 'when it was changed last',
  '[].chat_messages.[].parent_message_uuid': 'an id within the conversation',
  '[].chat_messages.[].input_mode': 'how it was typed',
  '[].chat_messages.[].stop_reason': 'how the answer ended',
}

export function readClaude(chat: Fields, item: string, sessions: Sessions): ImportItem[] {
  const read = new RecordReader(chat)
  const messages = read.take('chat_messages') as unknown[]
  const turns: Turn[] = []
  const named: ImportItem[] = []
  for (const [index, message] of messages.entries()) {
    const place = `${item}, message ${index + 1}`
    const turn = turnOf(message, place, named)
    if (turn !== undefined) turns.push(turn)
  }
  const conversation: Chat = {
    tool: 'claude',
    item,
    id: read.id('uuid'),
    title: read.text('name'),
    created: read.time('created_at'),
    turns,
  }
  const project = projectIn(read)
  const summary = read.text('summary')
  const rest = withoutNotMemory(read.rest({}), ['[]'], claudeNotMemory)
  const about = { title: conversation.title, id: conversation.id }
  return [
    ...sessions.conversation({ ...conversation, ...(project !== undefined && { data: { project } }) }, chat),
    ...(summary === undefined ? [] : summaryOf(conversation, summary, sessions)),
    ...(turns.length > 0 ? [] : [{ item, reason: 'has no messages', loss: false as const, of: about }]),
    ...(turns.length > 0 || project === undefined
      ? []
      : leftOut(item, 'projects of empty conversations', project)),
    ...named,
    ...leftOut(item, 'fields of a conversation that are not known', rest),
  ]
}

/** Claude's own summary of a long conversation. */
function summaryOf({ item, id, title, created }: Chat, body: string, sessions: Sessions): ImportItem[] {
  return sessions.text({
    item: `${item}, summary`,
    key: `claude/summaries/${keySegment(id ?? title ?? item)}`,
    body,
    media: 'text/markdown',
    tags: ['summary'],
    created,
    tool: 'claude',
    ...(title !== undefined && { data: { title } }),
  })
}

function projectIn(read: RecordReader): unknown {
  const project = read.look('project')
  if (!isFields(project)) return undefined
  read.take('project')
  return project
}

function turnOf(message: unknown, place: string, named: ImportItem[]): Turn | undefined {
  if (!isFields(message)) {
    named.push({ item: place, reason: 'is no message', of: message })
    return undefined
  }
  const sender = message['sender'] ?? message['role']
  const role = sender === 'human' ? 'user' : sender
  if (role !== 'user' && role !== 'assistant') {
    named.push({
      item: place,
      reason: 'is by nobody who speaks in a conversation: human or assistant',
      of: message,
    })
    return undefined
  }
  const read = new RecordReader(message)
  read.take('sender')
  if (read.look('role') === sender) read.take('role')
  const { text, files, sources, named: inside } = claudeContent(read, place)
  named.push(...inside)
  const id = read.id('uuid')
  const created = read.time('created_at')
  const more = read.rest(claudeNotMemory, ['[]', 'chat_messages', '[]'])
  if (text === undefined) {
    named.push(...leftOut(place, 'messages without a text', { more, files, sources }))
    return undefined
  }
  return {
    item: place,
    id,
    tags: [role],
    text,
    created,
    data: {
      ...(files.length > 0 && { files }),
      ...(sources.length > 0 && { sources }),
      ...(more !== undefined && { more }),
    },
  }
}

/** A conversation of Claude Design: a file each, with a content of its own shape. */
export function readDesignChat(chat: Fields, item: string, sessions: Sessions): ImportItem[] {
  const { messages, ...rest } = chat
  const { title, ...others } = rest
  const named = (rest['name'] ?? '') === '' ? { ...others, name: title } : rest
  return readClaude({ ...named, chat_messages: (messages as unknown[]).map(plainMessage) }, item, sessions)
}

function plainMessage(message: unknown): unknown {
  if (!isFields(message) || !isFields(message['content'])) return message
  const { content, attachments, timestamp, role, ...more } = message['content']
  return {
    ...message,
    role: message['role'] ?? role,
    created_at: message['created_at'] ?? timestamp,
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    ...(attachments !== undefined && { attachments: [attachments, message['attachments'] ?? []].flat() }),
    ...(Object.keys(more).length > 0 && { design: more }),
  }
}

export function isDesignChat(value: Fields): boolean {
  const messages = value['messages']
  return Array.isArray(messages) && messages.some((one) => isFields(one) && textIn(one['role']) !== undefined)
}
