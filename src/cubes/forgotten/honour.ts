/**
 * Tombstones that a pull brings: those that an author of the cube signed are obeyed, those that the author took back are
 * lifted, and a state that brings back what was forgotten is refused.
 */
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../../core/audit/index.ts'
import { encode, parseCid } from '../../core/codec/index.ts'
import { FORGOTTEN_PREFIX, tombstoneIn, verifyTombstone, type Tombstone } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { formatDid } from '../../core/identity/index.ts'
import { diffTrees, walk } from '../../core/tree/index.ts'
import type { StoreBatch } from '../../storage/index.ts'
import type { Forgets, Reads } from '../needs.ts'
import { type Clock, type Logs, type Stored, NodeError } from '../../home/index.ts'
import { decideHonour, isReturned, type Signed } from './decide-honour.ts'
import { batchOf, printOf } from './forget.ts'
import type { Forgotten } from './shelf.ts'

/** What goes into the batch of a pull because of tombstones. */
interface Honoured {
  batch: Required<Pick<StoreBatch, 'put' | 'audit'>>
  /** Whether there is anything. */
  isAny: boolean
}

interface PulledState {
  cube: CID
  name: string
  /** Tree of the state that was current before. */
  before: CID | undefined
  after: CID
  /** Public keys of those whose tombstones count. */
  authors: readonly Uint8Array[]
}

/** @throws ERR_DENIED for a state that has a memory which its own authors had forgotten */
export async function planHonour(
  node: Reads & Forgets & Logs & Clock,
  state: PulledState,
): Promise<Honoured> {
  const cube = state.cube.toString()
  const signed = await tombstonesOf(node, state)
  const plan = decideHonour(node.forgotten.of(cube), signed)
  const { lifted } = plan
  const fresh: Forgotten[] = []
  for (const tombstone of plan.fresh) fresh.push(await recordOf(node, cube, tombstone))
  await refuseReturned(node, state, signed)
  const { put = [], audit = [] } = batchOf(node, { cube }, fresh)
  const told = lifted.map(({ memory }): AuditEvent => ({
    time: node.nowMs(),
    kind: 'reinstate',
    cube: state.cube,
    memory: parseCid(memory),
  }))
  return {
    batch: {
      put: [...put, ...lifted.flatMap((one) => node.forgotten.entry({ ...one, done: true, lifted: true }))],
      audit: [...audit, ...told],
    },
    isAny: fresh.length + lifted.length > 0,
  }
}

/** The tombstones of a tree that an author of the cube signed, by their memories. Others count for nothing. */
async function tombstonesOf(
  node: Reads & Logs,
  { cube, after, authors }: PulledState,
): Promise<Map<string, Tombstone>> {
  const found = new Map<string, Tombstone>()
  for await (const [key, cid] of walk(node.store, after, { prefix: FORGOTTEN_PREFIX })) {
    try {
      const tombstone = tombstoneIn(key, await node.cubes.memory(cid))
      verifyTombstone(tombstone, cube, authors)
      found.set(tombstone.memory.toString(), tombstone)
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      node.log.warn({ cube: cube.toString(), key, error }, 'a tombstone does not hold and is not obeyed')
    }
  }
  return found
}

async function recordOf(node: Reads & Forgets, cube: string, tombstone: Tombstone): Promise<Forgotten> {
  const { memory, time, author, reason } = tombstone
  return {
    cube,
    memory: memory.toString(),
    time,
    author: formatDid(author),
    ...(reason !== undefined && { reason }),
    tombstone: encode(tombstone),
    ...(await printOf(node, memory)),
    done: false,
  }
}

async function refuseReturned(
  node: Stored,
  { name, before, after }: PulledState,
  signed: Signed,
): Promise<void> {
  if (signed.size === 0) return
  for await (const { key, after: cid } of diffTrees(node.store, before, after)) {
    if (!isReturned(signed, cid)) continue
    throw new NodeError(
      'ERR_DENIED',
      `${name} brings back under "${key}" a memory that its own authors had forgotten`,
      { hint: 'nothing was changed; ask the author to take the tombstone back, or to leave the memory out' },
    )
  }
}
