/** The front matter of a memory: as its file had it, where that still says what the memory says; else written anew. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { extname } from 'node:path'
import { stringify } from 'yaml'
import type { Memory } from '../../core/cube/index.ts'
import { dateText } from '../../home/index.ts'
import { fileField, fileFormOf } from '../formats/file-form.ts'
import { splitFrontMatter } from '../import/front-matter.ts'
import { noteFields, pathSource, type NoteFields } from '../import/note-fields.ts'

/** File systems know dates up to 2106 at least. */
export const latestFileMs = 2 ** 32 * 1000
/** Names in front matter that an import gives a meaning of its own. */
const meant = new Set(
  'tags categories created date source url licence license valid_from valid_until memcube comments'.split(
    ' ',
  ),
)

/** What stands before the text in a file at `path`, where the file had it so; undefined where it has to be written anew. */
export function headOnceHad(path: string, memory: Memory, text: string): string | undefined {
  const { head = '', marks = 0 } = fileFormOf(memory.data)
  const split = splitFrontMatter(head + text)
  if (split.head !== head || split.body !== text) return undefined
  return saysSame(noteFields(path, split.matter), memory) ? '\uFEFF'.repeat(marks) + head : undefined
}

/** Whether a part of a long file may stand below the front matter of the first one. */
export function isUnderHead(path: string, head: string, memory: Memory): boolean {
  return saysSame(noteFields(path, splitFrontMatter(head.replace(/^\uFEFF+/, '')).matter), memory)
}

function saysSame(fields: NoteFields, memory: Memory): boolean {
  const { agent, model, tool, source } = memory.provenance
  const { licence, sensitivity, expires, priority } = memory.governance
  const said = [fields.media, fields.agent, fields.model, fields.tool, fields.source]
  const kept = [memory.media, agent, model, tool, source?.uri]
  const meantFor = [fields.licence, fields.sensitivity, fields.expires, fields.priority]
  return (
    isDeepStrictEqual(said, kept) &&
    isDeepStrictEqual(meantFor, [licence, sensitivity, expires, priority]) &&
    (fields.created === undefined || fields.created === memory.created) &&
    isDeepStrictEqual({ ...fields.valid }, { ...memory.valid }) &&
    isDeepStrictEqual(tagSet(fields.tags ?? []), tagSet(memory.tags)) &&
    isDeepStrictEqual(plainData(fields.data), plainData(ownData(memory)))
  )
}

function tagSet(tags: readonly string[]): Set<string> {
  return new Set(tags.map((tag) => tag.normalize('NFC')))
}

/** Data without what is said of the file and of its parts. */
export function ownData({ data }: Memory): Record<string, unknown> {
  const { [fileField]: _form, ...rest } = data ?? {}
  if (fileFormOf(data).part === undefined) return rest
  const { session: _session, order: _order, ...said } = rest
  return said
}

/** Values that were in a block and values that were not, alike. */
function plainData(data: Record<string, unknown> | undefined): unknown {
  return JSON.parse(JSON.stringify(data ?? {}, (_name, value: unknown) => sorted(value))) as unknown
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A text that starts with a fence of its own gets an empty block before it, so that importing gives it back whole. */
export function writtenHead(path: string, key: string, memory: Memory, text: string): string {
  const { licence, ...governance } = memory.governance
  const uri = memory.provenance.source?.uri
  const { [fileField]: _form, ...data } = memory.data ?? {}
  const isPlain = Object.keys(data).every((name) => !meant.has(name))
  const own = memcubeFields(path, key, memory, governance, isPlain ? undefined : data)
  const fields = {
    ...(isPlain && data),
    ...(memory.tags.length > 0 && { tags: memory.tags }),
    created: dateText(memory.created),
    ...(uri !== undefined && uri !== pathSource(path) && { source: uri }),
    ...(licence !== undefined && { licence }),
    ...(memory.valid?.from !== undefined && { valid_from: dateText(memory.valid.from) }),
    ...(memory.valid?.until !== undefined && { valid_until: dateText(memory.valid.until) }),
    ...(Object.keys(own).length > 0 && { memcube: own }),
  }
  const isNeeded =
    memory.media === 'text/markdown' ||
    text.trim() === '' ||
    text.startsWith('---') ||
    text.startsWith('\uFEFF') ||
    memory.created >= latestFileMs ||
    Object.keys(fields).length > 1
  return isNeeded ? `---\n${stringify(fields)}---\n` : ''
}

/** What the path and the common fields of front matter do not say. */
function memcubeFields(
  path: string,
  key: string,
  { media, provenance: { agent, model, tool } }: Memory,
  governance: Record<string, unknown>,
  data: Memory['data'],
): Record<string, unknown> {
  const ending = extname(path)
  const isInPath = path === `${key}${ending}`
  return {
    ...(!isInPath && { key }),
    ...(media !== mediaOf(ending) && { media }),
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
    ...(tool !== undefined && { tool }),
    ...governance,
    ...(data !== undefined && { data }),
  }
}

function mediaOf(ending: string): string {
  return ending === '.md' ? 'text/markdown' : 'text/plain'
}
