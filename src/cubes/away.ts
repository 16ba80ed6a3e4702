/**
 * Cubes that this home knows and whose blocks it does not keep: archived in a file of the home, or evicted from the
 * cache. Their records stand apart from those of cubes, so that whoever lists cubes gets what can be read.
 */
import type { RecordName, RecordPut, Store } from '../storage/index.ts'
import { NodeError } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'

/** The file of an archived cube, in the folder `archive` of the home. */
export interface ArchiveFile {
  name: string
  bytes: number
  blocks: number
  /** Of the file as it lies there. */
  sha256: Uint8Array
}

export interface AwayCube {
  why: 'archived' | 'evicted'
  /** As it was. */
  record: CubeRecord
  /** Milliseconds since the Unix epoch. */
  sinceMs: number
  archive?: ArchiveFile
  /** It was here for a seed alone: lists leave it out. */
  forSeed?: boolean
}

const prefix = 'away/'

export function awayEntry(away: AwayCube): RecordPut {
  return { ...awayName(away.record.cube), value: away }
}

export function awayName(cube: string): RecordName {
  return { space: 'meta', key: prefix + cube }
}

/** By name, one after another. */
export async function listAway(store: Store): Promise<AwayCube[]> {
  const all: AwayCube[] = []
  for await (const [, away] of store.records<AwayCube>('meta').list(prefix)) all.push(away)
  return all.sort((a, b) => (a.record.name < b.record.name ? -1 : 1))
}

/** @param text a cube id or a name */
export async function findAway(store: Store, text: string): Promise<AwayCube | undefined> {
  const byId = await store.records<AwayCube>('meta').get(prefix + text)
  return byId ?? (await listAway(store)).find(({ record }) => record.name === text)
}

/** What to say to whoever wants to read it. Nothing is brought back unasked: it may be large, and the disk small. */
export function notHere({ why, record: { name } }: AwayCube): NodeError {
  return why === 'archived'
    ? new NodeError('ERR_NOT_FOUND', `${name} is archived; nothing of it can be read meanwhile`, {
        hint: `bring it back with \`memcube restore ${name}\``,
      })
    : new NodeError('ERR_NOT_FOUND', `${name} was evicted from the cache to make room`, {
        hint: `\`memcube pull ${name}\` fetches it again; \`memcube pin\` keeps it after that`,
      })
}
