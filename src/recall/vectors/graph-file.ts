/**
 * The graph on disk. Its format carries no checksum and reading a damaged one is not memory-safe, so that a file is
 * loaded only if its SHA-256 is the one recorded in the database; otherwise the graph is built from the vectors again.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import type { HierarchicalNSW } from 'hnswlib-node'
import { packGraph, unpackGraph } from './packed-graph.ts'
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
  const path = join(folder, record.file)
  const whole = `${path}.read`
  try {
    if (createHash('sha256').update(readFileSync(path)).digest('hex') !== record.sha256) return undefined
    unpackGraph(path, whole, dimensions)
    const graph = emptyGraph(dimensions)
    graph.readIndexSync(whole)
    return graph
  } catch {
    // Missing or unreadable: a cache that is built anew.
    return undefined
  } finally {
    rmSync(whole, { force: true })
  }
}

/** Writes beside, hashes what was written, then renames. The caller records the result before it deletes older files. */
export async function saveGraph(
  folder: string,
  graph: HierarchicalNSW,
  generation: number,
): Promise<GraphRecord> {
  const file = `${PREFIX}${generation}-${process.pid}-${Date.now()}.packed`
  const path = join(folder, file)
  const dimensions = graph.getNumDimensions()
  await graph.writeIndex(`${path}.whole`)
  // Questions are answered between the steps.
  for (const _ of packGraph(`${path}.whole`, `${path}.tmp`, dimensions)) await turn()
  rmSync(`${path}.whole`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(`${path}.tmp`), hash)
  renameSync(`${path}.tmp`, path)
  return { file, sha256: hash.digest('hex'), dimensions, generation }
}

/** Deletes every graph file but `keep`, and what an interrupted save left. */
export function removeOtherGraphs(folder: string, keep: string | undefined): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && name !== keep) rmSync(join(folder, name), { force: true })
  }
}

/** A record is read from a file that anything may have damaged: only a plain name is a name. */
function isGraphName(name: string): boolean {
  return /^graph-[\d-]+\.packed$/.test(name)
}
