/** Letta's `.af`: memory blocks, and what was said as episodes. Tools and source code in it are never looked at. */
import { isFields, keySegment, restOf, textIn, textsIn, timeIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import type { JsonFormat } from './json-format.ts'

export const letta: JsonFormat = {
  format: 'letta',
  notMemory: {},
  recognises: (first) =>
    first.some(
      ({ property, index, value }) =>
        property === 'agents' &&
        index !== undefined &&
        isFields(value) &&
        ('block_ids' in value || 'memory_blocks' in value),
    ),
  reader: () => {
    const labels = new Map<string, number>()
    return ({ property, index, value }) => {
      if (index === undefined || !isFields(value)) return []
      if (property === 'blocks') return [blockOf(value, `block ${index + 1}`, labels)]
      if (property === 'agents') return messagesOf(value, index)
      return []
    }
  },
}

/** A label may be a path; a second block with the same one is numbered. */
function blockOf(block: Fields, item: string, labels: Map<string, number>): ImportItem {
  const { value, label, id, tags, created_at: created, ...rest } = block
  const body = textIn(value)
  if (body === undefined) return { item, reason: 'is empty' }
  const path = (textIn(label) ?? 'block').split('/').map(keySegment).join('/')
  const times = (labels.get(path) ?? 0) + 1
  labels.set(path, times)
  return {
    item,
    key: `blocks/${path}${times === 1 ? '' : `-${times}`}`,
    body,
    media: 'text/markdown',
    tags: textsIn(tags),
    created: timeIn(created),
    tool: 'letta',
    source: `urn:letta:${encodeURIComponent(textIn(id) ?? path)}`,
    data: restOf({ ...rest, label: label ?? null }),
  }
}

function messagesOf(agent: Fields, index: number): ImportItem[] {
  const name = textIn(agent['name']) ?? `agent-${index + 1}`
  const session = `messages/${keySegment(name)}`
  const messages = Array.isArray(agent['messages']) ? agent['messages'] : []
  return messages.flatMap((message: unknown, order): ImportItem[] => {
    if (!isFields(message)) return []
    const role = textIn(message['role'])
    const body = saidIn(message['content'])
    // System prompts, tool calls and their results are no memories.
    if (body === undefined || (role !== 'user' && role !== 'assistant')) return []
    return [
      {
        item: `message ${order + 1} of ${name}`,
        key: `${session}/${String(order + 1).padStart(5, '0')}`,
        body,
        media: 'text/plain',
        tags: [role],
        created: timeIn(message['created_at']),
        tool: 'letta',
        agent: name,
        model: textIn(message['model']),
        source: `urn:letta:${encodeURIComponent(textIn(message['id']) ?? `${name}/${order + 1}`)}`,
        data: { session, order: order + 1 },
      },
    ]
  })
}

/** Content is a text, or a list of parts of which those of type text count. */
function saidIn(content: unknown): string | undefined {
  if (!Array.isArray(content)) return textIn(content)
  const texts = content.flatMap((part) => (isFields(part) ? (textIn(part['text']) ?? []) : []))
  return textIn(texts.join('\n'))
}
