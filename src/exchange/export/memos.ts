/**
 * A cube folder of MemOS: `config.json`, `textual_memory.json` as a graph of nodes, `README.md`. What MemOS has no field for
 * stands in `metadata.memcube` of a node, so that an import here gives back the same memory. No vectors, keys or endpoints.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CID } from 'multiformats/cid'
import type { Memory } from '../../core/cube/index.ts'
import { type Forgets, type Reads, type CubeRecord, readText } from '../../cubes/index.ts'
import { dateText, invalidInput, type CallOptions } from '../../home/index.ts'
import { memosDefaults } from '../formats/memos.ts'
import { ownFields } from '../formats/own-fields.ts'
import type { Exporter } from './exporter.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'

type Fields = Record<string, unknown>

const readme = 'This is a MemCube of type memos.configs.mem_cube.GeneralMemCubeConfig.\n'

export const memos: Exporter = {
  format: 'memos-cube',
  write: (node, record, commit, out, options) =>
    writeWhole(out, async (root) => {
      await mkdir(root)
      const written = { count: 0 }
      const document = Readable.from(nodes(node, record, commit, written, options))
      await pipeline(document, createWriteStream(join(root, 'textual_memory.json'), { flags: 'wx' }))
      await writeFile(join(root, 'config.json'), config(record), { flag: 'wx' })
      await writeFile(join(root, 'README.md'), readme, { flag: 'wx' })
      return { written: written.count, files: 3 }
    }),
}

async function* nodes(
  node: Reads & Forgets,
  record: CubeRecord,
  commit: CID,
  written: { count: number },
  { signal, progress }: CallOptions,
): AsyncGenerator<string> {
  yield '{"nodes":['
  for await (const { key, memory } of memoriesAt(node, commit)) {
    signal.throwIfAborted()
    const text = await readText(node.store, memory)
    if (text === undefined) throw unfit(key, memory)
    yield `${written.count === 0 ? '' : ','}\n${JSON.stringify(nodeOf(record, key, memory, text))}`
    progress({ phase: 'write', done: ++written.count, unit: 'memories' })
  }
  yield `\n],"edges":[],"total_nodes":${written.count},"total_edges":0}\n`
}

function nodeOf(record: CubeRecord, key: string, memory: Memory, text: string): Fields {
  const isTheirs = memory.provenance.tool === 'memos'
  const { sources, ...theirs } = isTheirs ? (memory.data ?? {}) : memosDefaults
  const created = dateText(memory.created)
  return {
    id: idOf(record.cube, key),
    memory: text,
    metadata: {
      ...theirs,
      tags: memory.tags,
      created_at: created,
      ...(Array.isArray(sources) && { sources: sources.map((source) => JSON.stringify(source)) }),
      memcube: { ...ownFields(key, memory), ...(!isTheirs && { data: memory.data ?? null }) },
    },
  }
}

/** A UUID, which MemOS asks for: the one that the key names, else one that is told by cube and key (RFC 9562, version 8). */
function idOf(cube: string, key: string): string {
  const [, own] = /^memos\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.exec(key) ?? []
  if (own !== undefined) return own
  const bytes = createHash('sha256').update(`${cube}/${key}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function config({ cube, name }: CubeRecord): string {
  const fields = {
    model_schema: 'memos.configs.mem_cube.GeneralMemCubeConfig',
    user_id: name,
    cube_id: cube,
    config_filename: 'config.json',
    text_mem: {
      backend: 'tree_text',
      config: { cube_id: cube, memory_filename: 'textual_memory.json' },
    },
    act_mem: { backend: 'uninitialized', config: {} },
    para_mem: { backend: 'uninitialized', config: {} },
  }
  return `${JSON.stringify(fields, undefined, 2)}\n`
}

function unfit(key: string, { type }: Memory): Error {
  return invalidInput(
    `the memory "${key}" is of type ${type} and does not fit the texts of MemOS`,
    'export it with --format car or markdown',
  )
}
