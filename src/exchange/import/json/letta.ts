/**
 * Letta's `.af`: memory blocks, what was said as episodes, archival passages, and the texts of files. Tools and source code
 * in it are never looked at. Today's files list agents, blocks and files apart; older ones are one agent with its blocks.
 */
import { isFields, keySegment, textIn, urn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import { holdsText, otherVectors, withoutNotMemory } from '../not-memory.ts'
import { RecordReader } from '../record-reader.ts'
import type { JsonFormat } from './json-format.ts'
import type { JsonPart } from './json-parts.ts'
import { agentNotMemory, lettaNotMemory } from './letta-not-memory.ts'

const messageLists = ['messages', 'in_context_messages', 'message_history']
const blockLists = ['core_memory', 'memory_blocks', 'blocks']
const passageLists = ['archival_memory', 'archival_passages', 'passages']
const taken = new Set([...messageLists, ...blockLists, ...passageLists])

export const letta: JsonFormat = {
  format: 'letta',
  notMemory: lettaNotMemory,
  recognises: (first) => first.some(isAgentOfList) || isAgentAlone(first),
  reader: () => {
    const labels = new Map<string, number>()
    let alone: string | undefined
    return (part) => {
      const { property = '', index, value } = part
      if (property === 'agents' && index !== undefined) return agentOf(value, index, labels)
      if (property === 'name' && index === undefined) alone = textIn(value)
      if (index === undefined) return describing(part)
      const item = `${property} ${index + 1}`
      if (blockLists.includes(property)) return [blockOf(value, `block ${index + 1}`, labels)]
      if (messageLists.includes(property)) return [messageOf(value, index, alone ?? 'agent', item)]
      if (passageLists.includes(property)) return [passageOf(value, item)]
      if (property === 'files') return [fileOf(value, item)]
      if (property === 'sources' || property === 'archives') return [sourceOf(value, item)]
      return undefined
    }
  },
}

function isAgentOfList({ property, index, value }: JsonPart): boolean {
  return (
    property === 'agents' &&
    index !== undefined &&
    isFields(value) &&
    ('block_ids' in value || [...taken].some((name) => name in value))
  )
}

/** An agent that is the whole file. */
function isAgentAlone(first: readonly JsonPart[]): boolean {
  const names = new Set(first.map(({ property }) => property))
  return names.has('agent_type') && [...blockLists, 'system', 'llm_config'].some((name) => names.has(name))
}

/** The name and the description of an agent that is the whole file. */
function describing({ property = '', value }: JsonPart): ImportItem[] | undefined {
  const text = textIn(value)
  if ((property !== 'description' && property !== 'name') || text === undefined) return undefined
  return [{ ...common(`the ${property} of the agent`, text), key: `agent/${property}` }]
}

function agentOf(agent: unknown, index: number, labels: Map<string, number>): ImportItem[] {
  if (!isFields(agent)) return [{ item: `agent ${index + 1}`, reason: 'not an object', of: agent }]
  const name = textIn(agent['name']) ?? `agent-${index + 1}`
  const listOf = (names: readonly string[]): unknown[] =>
    names.flatMap((list) => (Array.isArray(agent[list]) ? (agent[list] as unknown[]) : []))
  const about = aboutAgent(agent, name)
  const messages = listOf(messageLists).map((message, at) =>
    messageOf(message, at, name, `message ${at + 1} of ${name}`),
  )
  const isSaid = about.length > 0 || messages.some((item) => 'key' in item)
  return [
    ...listOf(blockLists).map((block, at) => blockOf(block, `block ${at + 1} of ${name}`, labels)),
    ...messages,
    ...listOf(passageLists).map((passage, at) => passageOf(passage, `passage ${at + 1} of ${name}`)),
    ...(isSaid ? about : [{ item: `agent ${name}`, leftOut: 'agents of which only the name is there' }]),
    ...setUpOf(agent, name),
  ]
}

/** What of an agent is worth a word although it is no memory: who moves it looks for it. */
function setUpOf(agent: Fields, name: string): ImportItem[] {
  return ['system', 'base_instructions', 'tools', 'secrets', 'tool_exec_environment_variables'].flatMap(
    (field) => {
      const leftOut = agentNotMemory[field]
      return leftOut === undefined || !holdsText(agent[field])
        ? []
        : [{ item: `${field} of ${name}`, leftOut, of: agent[field] }]
    },
  )
}

/** What else an agent says of itself: its name, what it is for, its tags. */
function aboutAgent(agent: Fields, name: string): ImportItem[] {
  const rest = Object.fromEntries(
    Object.entries(agent).filter(([field, value]) => !(taken.has(field) && Array.isArray(value))),
  )
  const read = new RecordReader(withoutNotMemory(rest, [], agentNotMemory) as Fields)
  if (textIn(agent['name']) !== undefined) read.take('name')
  const description = read.text('description')
  const tags = read.tags('tags')
  const data = read.rest(otherVectors)
  if (description === undefined && tags.length === 0 && !holdsText(data)) return []
  return [
    {
      ...common(`agent ${name}`, description === undefined ? name : `${name}: ${description}`),
      key: `agents/${keySegment(name)}`,
      tags,
      agent: wordOf(name),
      data,
    },
  ]
}

/** A label may be a path; a second block with the same one is numbered. */
function blockOf(block: unknown, item: string, labels: Map<string, number>): ImportItem {
  if (!isFields(block)) return { item, reason: 'not an object', of: block }
  const read = new RecordReader(block)
  const body = read.text('value', 'content')
  if (body === undefined) {
    const { label: _, id: _id, ...rest } = block
    return { item, reason: 'is empty', of: block, ...(!holdsText(rest) && { loss: false as const }) }
  }
  const label = read.look('label')
  const path = (textIn(label) ?? 'block').split('/').map(keySegment).join('/')
  const times = (labels.get(path) ?? 0) + 1
  labels.set(path, times)
  return {
    ...common(item, body),
    key: `blocks/${path}${times === 1 ? '' : `-${times}`}`,
    tags: read.tags('tags'),
    created: read.time('created_at'),
    source: urn('letta', read.id('id') ?? path),
    data: read.rest(otherVectors),
  }
}

function messageOf(message: unknown, index: number, agent: string, item: string): ImportItem {
  if (!isFields(message)) return { item, reason: 'not an object', of: message }
  const role = textIn(message['role'])
  const field = ['content', 'text'].find((name) => saidIn(message[name]) !== undefined) ?? 'content'
  const body = saidIn(message[field])
  if (role === 'system' || role === 'tool')
    return { item, leftOut: role === 'system' ? 'system messages' : 'results of tools', of: message }
  if (body === undefined && !holdsText(message['content']) && !holdsText(message['text']))
    return { item, leftOut: 'calls of tools and empty messages', of: message }
  if (body === undefined) return { item, reason: 'has no text that was said', of: message }
  if (role !== 'user' && role !== 'assistant')
    return { item, reason: `is of the role ${JSON.stringify(message['role'])?.slice(0, 50)}`, of: message }
  const session = `messages/${keySegment(agent)}`
  const read = new RecordReader(message)
  read.take('role')
  // Parts of other kinds beside the text, such as pictures and calls, stay in `data`.
  if (!Array.isArray(message[field]) || isPlainParts(message[field])) read.take(field)
  const id = read.id('id')
  return {
    ...common(item, body),
    key: `${session}/${String(index + 1).padStart(5, '0')}`,
    media: 'text/plain',
    tags: [role],
    created: read.time('created_at', 'timestamp'),
    agent: wordOf(agent),
    model: read.word('model'),
    source: urn('letta', id ?? `${agent}/${index + 1}`),
    data: { ...read.rest(otherVectors), session, order: index + 1 },
  }
}

/** Texts, and nothing else. */
function isPlainParts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (part) =>
        typeof part === 'string' ||
        (isFields(part) &&
          Object.keys(part).every((name) => name === 'type' || name === 'text') &&
          (part['type'] === undefined || part['type'] === 'text')),
    )
  )
}

/** Content is a text, or a list of parts of which those of type text count. */
function saidIn(content: unknown): string | undefined {
  if (!Array.isArray(content)) return textIn(content)
  const texts = content.flatMap((part) =>
    isFields(part) ? (textIn(part['text']) ?? []) : (textIn(part) ?? []),
  )
  return textIn(texts.join('\n'))
}

function passageOf(passage: unknown, item: string): ImportItem {
  if (!isFields(passage)) return { item, reason: 'not an object', of: passage }
  const read = new RecordReader(passage)
  const body = read.text('text', 'content')
  if (body === undefined) return { item, reason: 'has no text', of: passage }
  const id = read.id('id') ?? item
  return {
    ...common(item, body),
    key: `passages/${keySegment(id)}`,
    tags: read.tags('tags'),
    created: read.time('created_at'),
    source: urn('letta', id),
    data: read.rest(otherVectors),
  }
}

function fileOf(file: unknown, item: string): ImportItem {
  if (!isFields(file)) return { item, reason: 'not an object', of: file }
  const read = new RecordReader(file)
  const body = read.text('content')
  const name = textIn(file['file_name']) ?? textIn(file['original_file_name']) ?? textIn(file['id']) ?? item
  if (body === undefined)
    return { item: `${item} (${name.slice(0, 100)})`, reason: 'its text is not in the file', of: file }
  return {
    ...common(item, body),
    key: `files/${keySegment(name)}`,
    created: read.time('file_creation_date', 'created_at'),
    source: urn('letta', read.id('id') ?? name),
    data: read.rest(otherVectors),
  }
}

/** A folder of documents: its name, and what it is for. */
function sourceOf(source: unknown, item: string): ImportItem {
  if (!isFields(source)) return { item, reason: 'not an object', of: source }
  const read = new RecordReader(source)
  const name = read.text('name')
  const said = [read.text('description'), read.text('instructions')].filter((text) => text !== undefined)
  if (name === undefined && said.length === 0) {
    return holdsText(source)
      ? { item, reason: 'has no name and no description', of: source }
      : { item, leftOut: 'sources without a name', of: source }
  }
  return {
    ...common(item, [name, ...said].filter((text) => text !== undefined).join('\n\n')),
    key: `sources/${keySegment(name ?? textIn(source['id']) ?? item)}`,
    created: read.time('created_at'),
    data: read.rest(lettaNotMemory, ['sources', '[]']),
  }
}

function wordOf(name: string): string | undefined {
  return new RecordReader({ name }).word('name')
}

function common(item: string, body: string): { item: string; body: string; media: string; tool: string } {
  return { item, body, media: 'text/markdown', tool: 'letta' }
}
