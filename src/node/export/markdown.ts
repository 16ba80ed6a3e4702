import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'yaml'
import type { Memory } from '../../core/cube/index.ts'
import type { NodeContext } from '../context.ts'
import { dateText } from '../date-text.ts'
import { readPayload, readText } from '../cubes/read-body.ts'
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
        await writeMemory(node, path, memory)
        progress({ phase: 'write', done: ++written, unit: 'memories' })
      }
      return { written, files: written }
    }),
}

async function writeMemory(node: NodeContext, path: string, memory: Memory): Promise<void> {
  const text = await readText(node.store, memory)
  if (text === undefined)
    await pipeline(readPayload(node.store, memory), createWriteStream(path, { flags: 'wx' }))
  else await writeFile(path, frontMatter(memory, text) + text, { flag: 'wx' })
}

/** A text that starts with a fence of its own gets an empty block before it, so that importing gives it back whole. */
function frontMatter(memory: Memory, text: string): string {
  const uri = memory.provenance.source?.uri
  const fields = {
    ...memory.data,
    ...(memory.tags.length > 0 && { tags: memory.tags }),
    created: dateText(memory.created),
    ...(uri !== undefined && { source: uri }),
    ...(memory.governance.licence !== undefined && { licence: memory.governance.licence }),
    ...(memory.valid?.from !== undefined && { valid_from: dateText(memory.valid.from) }),
    ...(memory.valid?.until !== undefined && { valid_until: dateText(memory.valid.until) }),
  }
  return memory.media === 'text/markdown' || text.startsWith('---') || memory.tags.length > 0
    ? `---\n${stringify(fields)}---\n`
    : ''
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
    .replace(/^\./, '_')
    .replace(/[. ]$/, '_')
  if (Buffer.byteLength(safe) <= maxNameBytes) return safe
  return `${Buffer.from(safe)
    .subarray(0, maxNameBytes - 12)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}-${cid.slice(-8)}`
}
