/** The content of one message of Claude: its blocks, what was pasted into it, the names of its files. Pure. */
import { isFields, keySegment, textIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import type { RecordReader } from '../record-reader.ts'
import { titled } from './chatgpt-content.ts'
import { leftOut } from './session.ts'

interface ClaudeContent {
  text: string | undefined
  files: string[]
  sources: Fields[]
  named: ImportItem[]
}

/** What the export writes into `text` where it has no words for a block. Nobody said it. */
const filler =
  /\n?```\s*This block is not supported on your current device yet\.\s*```\n?|\n?Viewing artifacts created via the Analysis Tool web feature preview isn.t yet supported on mobile\.\n?/g

/** Kinds of blocks that hold settings. */
const settings = new Set(['token_budget', 'flag'])

export function claudeContent(read: RecordReader, place: string): ClaudeContent {
  const found: ClaudeContent & { texts: string[] } = {
    text: undefined,
    files: [],
    sources: [],
    named: [],
    texts: [],
  }
  const blocks = read.look('content')
  if (Array.isArray(blocks))
    for (const block of read.take('content') as unknown[]) takeBlock(block, place, found)
  else if (textIn(blocks) !== undefined) found.texts.push(read.text('content')!)
  const plain = read.text('text')
  const spoken = plain === undefined ? found.texts : withPlain(plain, found.texts)
  const attached = attachmentsIn(read, place, found)
  found.files.push(...filesIn(read, place, found.named))
  return {
    ...found,
    text: textIn([spoken.join('\n'), ...attached].filter((text) => text.trim() !== '').join('\n\n')),
  }
}

/** `text` repeats the blocks, with fillers between them. What it says beyond them is not lost. */
function withPlain(plain: string, texts: string[]): string[] {
  const cleaned = plain.replaceAll(filler, '\n')
  const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
  const [own, blocks] = [words(cleaned), words(texts.join('\n'))]
  if (blocks.includes(own)) return texts
  return own.includes(blocks) ? [cleaned] : [cleaned, ...texts]
}

function takeBlock(block: unknown, place: string, found: ClaudeContent & { texts: string[] }): void {
  if (typeof block === 'string') return void found.texts.push(block)
  if (!isFields(block)) return void found.named.push(...leftOut(place, 'blocks that are no objects', block))
  const kind = textIn(block['type']) ?? 'without a type'
  if (settings.has(kind)) return void found.named.push(...leftOut(place, 'settings of the answer', block))
  if (kind === 'thinking' || kind === 'redacted_thinking')
    return void found.named.push(...leftOut(place, 'thoughts of the model', block))
  if (kind === 'tool_use') return takeCall(block, place, found)
  if (kind === 'tool_result')
    return void found.named.push(...leftOut(place, `what the tool ${toolOf(block)} answered`, block))
  takeText(block, kind, place, found)
}

function takeText(
  block: Fields,
  kind: string,
  place: string,
  found: ClaudeContent & { texts: string[] },
): void {
  const names = kind === 'text' ? ['text'] : ['title', 'text']
  const taken = names.filter((name) => textIn(block[name]) !== undefined)
  found.texts.push(...taken.map((name) => block[name] as string))
  const { sources, rest: citations } = sourcesIn(block['citations'])
  found.sources.push(...sources)
  const rest = Object.entries(block).filter(([name]) => name !== 'citations' && !taken.includes(name))
  const what =
    kind === 'text'
      ? 'fields of a text that are not known'
      : `blocks of the kind ${keySegment(kind).slice(0, 60)}`
  found.named.push(...leftOut(place, what, Object.fromEntries(rest)))
  found.named.push(...leftOut(place, 'places where an answer names its sources', citations))
}

/** A document that a call of a tool writes is part of the turn; any other call is named. */
function takeCall(block: Fields, place: string, found: ClaudeContent & { texts: string[] }): void {
  const input = isFields(block['input']) ? block['input'] : {}
  const names = ['content', 'new_str', 'file_text', 'new_string']
  const written = isWriting(block['name'])
    ? names.find((name) => textIn(input[name]) !== undefined)
    : undefined
  const call = `calls of the tool ${toolOf(block)}`
  if (written === undefined) return void found.named.push(...leftOut(place, call, block))
  const title =
    textIn(input['title']) ?? textIn(input['path']) ?? textIn(input['file_path']) ?? textIn(input['id'])
  found.texts.push(titled([title], input[written] as string))
  found.named.push(
    ...leftOut(place, `how a document was written by ${toolOf(block)}`, {
      ...block,
      input: { ...input, [written]: null },
    }),
  )
}

function isWriting(name: unknown): boolean {
  return (
    typeof name === 'string' &&
    /^(?:artifacts|create_file|str_replace|str_replace_based_edit_tool|write_file|edit_file)$/.test(name)
  )
}

function toolOf(block: Fields): string {
  return keySegment(textIn(block['name']) ?? 'without a name').slice(0, 60)
}

function sourcesIn(citations: unknown): { sources: Fields[]; rest: unknown } {
  const sources: Fields[] = []
  for (const one of Array.isArray(citations) ? citations : []) {
    if (!isFields(one)) continue
    const details = isFields(one['details']) ? one['details'] : {}
    const url = textIn(one['url']) ?? textIn(details['url'])
    if (url !== undefined) sources.push({ title: textIn(one['title']) ?? null, url })
  }
  return { sources, rest: citations }
}

/** What was pasted is the words of whoever pasted it, under the name of its file. */
function attachmentsIn(read: RecordReader, place: string, found: ClaudeContent): string[] {
  const list = read.look('attachments')
  if (!Array.isArray(list)) return []
  return (read.take('attachments') as unknown[]).flatMap((one) => {
    if (!isFields(one)) {
      found.named.push(...leftOut(place, 'attachments that are no objects', one))
      return []
    }
    const body = textIn(one['extracted_content']) ?? textIn(one['content']) ?? textIn(one['text'])
    const name = textIn(one['file_name']) ?? textIn(one['name'])
    if (name !== undefined) found.files.push(name)
    const rest = Object.fromEntries(
      Object.entries(one).filter(([, value]) => value !== body && value !== name),
    )
    const what =
      body === undefined ? 'attachments whose content is not in the export' : 'what is known of attachments'
    found.named.push(...leftOut(place, what, body === undefined ? one : rest))
    return body === undefined ? [] : [name === undefined ? body : `[attached: ${name}]\n\n${body}`]
  })
}

/** The names of uploaded files, each once; their content is not in the export. */
function filesIn(read: RecordReader, place: string, named: ImportItem[]): string[] {
  const names = new Set<string>()
  for (const field of ['files', 'files_v2', 'sync_sources']) {
    if (!Array.isArray(read.look(field))) continue
    for (const file of read.take(field) as unknown[]) {
      const name = isFields(file) ? (textIn(file['file_name']) ?? textIn(file['name'])) : undefined
      if (name !== undefined) names.add(name)
      named.push(...leftOut(place, 'files whose content is not in the export', file))
    }
  }
  return [...names]
}
