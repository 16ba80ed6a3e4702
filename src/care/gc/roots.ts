/**
 * What a home keeps: every kind of local record that leads to blocks, with how far. A new kind of record that refers to
 * blocks is a line in `rootKinds`; forgetting it means that the collector deletes what the record needs.
 */
import type { CID } from 'multiformats/cid'
import { parseHead, parseProposalRecord, type Proposal } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import type { AnyRecordPut, HighWaterMark, RecordSpace } from '../../storage/index.ts'
import {
  type Reads,
  type Shelved,
  branchesOf,
  isTold,
  isWritable,
  type CubeRecord,
} from '../../cubes/index.ts'
import type { StoredProposal } from '../../cubes/proposals/index.ts'
import type { UnfinishedMerge } from '../../cubes/merging/index.ts'

/**
 * How much a root keeps, of what is held: a commit with every earlier state; a commit with its state, and the history as
 * commits alone, which is what a pull brings; the same with what is here of the state; commits alone; a memory with its payload;
 * one block.
 */
export type Reach = 'all' | 'state' | 'partial' | 'history' | 'memory' | 'block'

export interface Root {
  cid: CID
  reach: Reach
}

interface RootKind {
  space: RecordSpace
  /** Of the keys. */
  prefix: string
  /** @param cube the record of the cube that the key names after its prefix; undefined where it is not held */
  roots(value: never, cube: CubeRecord | undefined): Root[]
}

function rootKind<T>(
  space: RecordSpace,
  prefix: string,
  roots: (value: T, cube: CubeRecord | undefined) => Root[],
): RootKind {
  return { space, prefix, roots }
}

const rootKinds: readonly RootKind[] = [
  rootKind<CubeRecord>('cubes', '', cubeRoots),
  rootKind<HighWaterMark>('heads', '', ({ head, forked = [] }, cube) => headRoots([head, ...forked], cube)),
  rootKind<UnfinishedMerge>('meta', 'merge/', mergeRoots),
  rootKind<{ known: Uint8Array; other: Uint8Array }>('meta', 'evidence/', ({ known, other }, cube) =>
    headRoots([known, other], cube),
  ),
  rootKind<StoredProposal>('proposals', '', proposalRoots),
]

/** All roots of a home; those of its own cubes first, because they reach furthest. */
export async function listRoots({ store, cubes }: Reads): Promise<Root[]> {
  const records = new Map((await cubes.list()).map((record) => [record.cube, record]))
  const found: Root[] = []
  for (const { space, prefix, roots } of rootKinds)
    for await (const [key, value] of store.records(space).list(prefix))
      found.push(...roots(value as never, records.get(cubeIn(key, prefix))))
  return ordered(found)
}

/** The roots in records that were put. */
export async function rootsIn({ cubes }: Shelved, puts: readonly AnyRecordPut[]): Promise<Root[]> {
  const found: Root[] = []
  for (const { space, key, value } of puts)
    for (const kind of rootKinds)
      if (kind.space === space && key.startsWith(kind.prefix))
        found.push(...kind.roots(value as never, await cubes.get(cubeIn(key, kind.prefix))))
  return ordered(found)
}

/** Of a cube of one other author what its head needs; of our own, and where older states tell who wrote what, everything. */
export function cubeRoots(record: CubeRecord): Root[] {
  const reach = reachOf(record)
  const wanted = Object.values(record.wanted ?? {}).filter((commit) => commit !== null)
  const commits = [record.commit, ...Object.values(branchesOf(record)), ...wanted]
  return commits.map((cid) => ({ cid, reach }))
}

function mergeRoots({ theirs, settled }: UnfinishedMerge): Root[] {
  const decided = settled.flatMap(({ value }) => value ?? [])
  return [{ cid: theirs, reach: 'state' }, ...decided.map((cid): Root => ({ cid, reach: 'memory' }))]
}

/** What it offers, and the genesis without which nobody can check it. */
function proposalRoots({ record }: StoredProposal): Root[] {
  const { fork, commit } = parseProposalRecord(record) as Proposal
  return [
    { cid: commit, reach: 'state' },
    { cid: fork, reach: 'block' },
  ]
}

function headRoots(heads: readonly Uint8Array[], record: CubeRecord | undefined): Root[] {
  if (record === undefined) return []
  return heads.flatMap((head) => refsOf(head)).map((cid) => ({ cid, reach: reachOf(record) }))
}

function reachOf(record: CubeRecord): Reach {
  if (record.part !== undefined) return 'partial'
  return isWritable(record) || isTold(record) ? 'all' : 'state'
}

/** A withdrawal counts as a head and has no refs. */
function refsOf(head: Uint8Array): CID[] {
  try {
    return Object.values(parseHead(head).refs)
  } catch (error) {
    if (error instanceof MemCubeError) return []
    throw error
  }
}

/** The cube in a key such as `merge/<cube>/<branch>`. */
function cubeIn(key: string, prefix: string): string {
  const [cube = ''] = key.slice(prefix.length).split('/', 1)
  return cube
}

function ordered(roots: Root[]): Root[] {
  return [...roots.filter(({ reach }) => reach === 'all'), ...roots.filter(({ reach }) => reach !== 'all')]
}
