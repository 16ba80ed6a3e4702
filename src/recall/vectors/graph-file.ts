/**
 * The graph on disk: its links, since the vectors are in the database. A file is loaded only if its SHA-256 is the one recorded
 * in the database; otherwise the graph is built from the vectors again.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { HierarchicalNSW } from 'hnswlib-node'
import { decodeLinks, encodeLinks } from './encode-links.ts'
import { layoutOf, readLinks, writeLinks } from './hnswlib-file.ts'
import type { Links } from './links.ts'
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
export function loadGraph(folder: string, record: GraphRecord, dimensions: number): Links | undefined {
  if (record.dimensions !== dimensions || !isGraphName(record.file)) return undefined
  try {
    const bytes = readFileSync(join(folder, record.file))
    if (digestOf(bytes) !== record.sha256) return undefined
    layoutOf(bytes, dimensions)
    return decodeLinks(bytes)
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
): Promise<{ record: GraphRecord; links: Links }> {
  const file = `${PREFIX}${generation}-${process.pid}-${Date.now()}.links`
  const path = join(folder, file)
  const dimensions = graph.getNumDimensions()
  await graph.writeIndex(`${path}.whole`)
  const links = await inSteps(readLinks(`${path}.whole`, dimensions))
  rmSync(`${path}.whole`)
  const bytes = encodeLinks(links)
  await writeSynced(`${path}.tmp`, bytes)
  renameSync(`${path}.tmp`, path)
  return { record: { file, sha256: digestOf(bytes), dimensions, generation }, links }
}

/** A graph that can grow again. @param vectorOf of a label; undefined where it is gone */
export async function growAgain(
  folder: string,
  links: Links,
  dimensions: number,
  vectorOf: (label: number) => ArrayLike<number> | undefined,
  room: number,
): Promise<HierarchicalNSW> {
  const path = join(folder, `${PREFIX}${process.pid}-${Date.now()}.whole`)
  try {
    await inSteps(writeLinks(path, links, dimensions, vectorOf, room))
    const graph = emptyGraph(dimensions)
    await graph.readIndex(path)
    return graph
  } finally {
    rmSync(path, { force: true })
  }
}

/** Questions are answered between the steps. */
async function inSteps<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await turn()
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function removeGraph(folder: string, { file }: GraphRecord): void {
  rmSync(join(folder, file), { force: true })
}

/** Deletes every graph file but `keep`, and what an interrupted save left. */
export function removeOtherGraphs(folder: string, keep: string | undefined): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(PREFIX) && name !== keep) rmSync(join(folder, name), { force: true })
  }
}

/** A record is read from a file that anything may have damaged: only a plain name is a name. */
function isGraphName(name: string): boolean {
  return /^graph-[\d-]+\.links$/.test(name)
}
