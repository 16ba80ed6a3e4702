import { createWriteStream } from 'node:fs'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'yaml'
import type { Memory } from '../../core/cube/index.ts'
import { type Stored, dateText } from '../../home/index.ts'
import { readPayload, readText } from '../../cubes/index.ts'
import type { Exporter } from './exporter.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'

/** File systems take names of 255 bytes; longer parts of a key are refused by them, so they are shortened with a hash. */
const maxNameBytes = 240

/** A folder of files: text memories as markdown with front matter, payloads as they are. */
export const markdown: Exporter = {
  format: 'markdown',
  write: (node, _record, commit, out, { signal, progress }) =>
    writeWhole(out, async (root) => {
      await mkdir(root)
      const taken = new Set<string>()
      let written = 0
      for await (const { key, cid, memory } of memoriesAt(node, commit)) {
        signal.throwIfAborted()
        const path = join(root, ...fileName(key, memory, cid.toString(), taken))
        await mkdir(dirname(path), { recursive: true })
        await writeMemory(node, path, key, memory)
        progress({ phase: 'write', done: ++written, unit: 'memories' })
      }
      return { written, files: written }
    }),
}

async function writeMemory(node: Stored, path: string, key: string, memory: Memory): Promise<void> {
  const text = await readText(node.store, memory)
  if (text === undefined)
    return pipeline(readPayload(node.store, memory), createWriteStream(path, { flags: 'wx' }))
  await writeFile(path, frontMatter(path, key, memory, text) + text, { flag: 'wx' })
  // A text without front matter keeps its date as that of its file.
  if (memory.created > 0 && memory.created < latestFileMs)
    await utimes(path, memory.created / 1000, memory.created / 1000)
}

/** File systems know dates up to 2106 at least. */
const latestFileMs = 2 ** 32 * 1000
/** Names in front matter that an import gives a meaning of its own. */
const meant = new Set(
  'tags categories created date source url licence license valid_from valid_until memcube comments'.split(
    ' ',
  ),
)

/** A text that starts with a fence of its own gets an empty block before it, so that importing gives it back whole. */
function frontMatter(path: string, key: string, memory: Memory, text: string): string {
  const { licence, ...governance } = memory.governance
  const uri = memory.provenance.source?.uri
  const data = memory.data ?? {}
  const isPlain = Object.keys(data).every((name) => !meant.has(name))
  const own = memcubeFields(path, key, memory, governance, isPlain ? undefined : data)
  const fields = {
    ...(isPlain && data),
    ...(memory.tags.length > 0 && { tags: memory.tags }),
    created: dateText(memory.created),
    ...(uri !== undefined && { source: uri }),
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
  const isInPath = path.split(sep).join('/').endsWith(`/${key}${ending}`)
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

/** The parts of a file's path. Keys have no `..`, no empty part and no control character; the rest is made safe here. */
function fileName(key: string, memory: Memory, cid: string, taken: Set<string>): string[] {
  const ending = memory.type !== 'plaintext' ? '.bin' : memory.media === 'text/plain' ? '.txt' : '.md'
  const parts = key.split('/').map((part) => safePart(part, cid))
  const name = parts.pop() ?? cid
  const path = [...parts, name + ending]
  // Keys that differ only in case would be one file on some systems.
  const folded = path.join('/').toLowerCase()
  const free = taken.has(folded) ? [...parts, `${name}-${cid.slice(-8)}${ending}`] : path
  taken.add(free.join('/').toLowerCase())
  return free
}

function safePart(part: string, cid: string): string {
  const safe = part
    .replace(/[\\:*?"<>|]/g, '_')
    // Marks of direction and other invisible characters make a name look like another.
    .replace(/\p{C}/gu, '_')
    .replace(/^\./, '_')
    .replace(/[. ]$/, '_')
  if (Buffer.byteLength(safe) <= maxNameBytes) return safe
  return `${Buffer.from(safe)
    .subarray(0, maxNameBytes - 12)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}-${cid.slice(-8)}`
}
