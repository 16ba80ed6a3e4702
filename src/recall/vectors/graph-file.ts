/**
 * The graph on disk. Its format carries no checksum and reading a damaged one is not memory-safe, so that a file is
 * loaded only if its SHA-256 is the one recorded in the database; otherwise the graph is built from the vectors again.
 */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  openSync,
  closeSync,
  fsyncSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { HierarchicalNSW } from 'hnswlib-node'
import { emptyGraph } from './vector-index.ts'

const PREFIX = 'graph-'

/** What the database records about the file. `generation` is the last vector that the graph knew. */
export interface GraphRecord {
  file: string
  sha256: string
  dimensions: number
  generation: number
}

/** @returns `undefined` when there is no file that can be trusted */
export function loadGraph(
  folder: string,
  record: GraphRecord,
  dimensions: number,
): HierarchicalNSW | undefined {
  if (record.dimensions !== dimensions || !isGraphName(record.file)) return undefined
  try {
    const path = join(folder, record.file)
    if (createHash('sha256').update(readFileSync(path)).digest('hex') !== record.sha256) return undefined
    const graph = emptyGraph(dimensions)
    graph.readIndexSync(path)
    return graph
  } catch {
    // Missing or unreadable: a cache that is built anew.
    return undefined
  }
}

/** Writes beside, hashes what was written, then renames. The caller records the result before it deletes older files. */
export async function saveGraph(
  folder: string,
  graph: HierarchicalNSW,
  generation: number,
): Promise<GraphRecord> {
  const file = `${PREFIX}${generation}-${process.pid}-${Date.now()}.hnsw`
  const path = join(folder, file)
  await graph.writeIndex(`${path}.tmp`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(`${path}.tmp`), hash)
  sync(`${path}.tmp`)
  renameSync(`${path}.tmp`, path)
  return { file, sha256: hash.digest('hex'), dimensions: graph.getNumDimensions(), generation }
}

/** Deletes every graph file but `keep`, and what an interrupted save left. */
export function removeOtherGraphs(folder: string, keep: string | undefined): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && name !== keep) rmSync(join(folder, name), { force: true })
  }
}

/** A record is read from a file that anything may have damaged: only a plain name is a name. */
function isGraphName(name: string): boolean {
  return /^graph-[\d-]+\.hnsw$/.test(name)
}

function sync(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
