/**
 * Tombstones that a pull brings: those that an author of the cube signed are obeyed, those that the author took back are
 * lifted, and a state that brings back what was forgotten is refused.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import {
  FORGOTTEN_PREFIX,
  keysOfPart,
  tombstoneIn,
  verifyTombstone,
  type Tombstone,
  encodeTombstone,
} from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { formatDid } from '../../core/identity/index.ts'
import { diffTrees, walk } from '../../core/tree/index.ts'
import type { StoreBatch } from '../../storage/index.ts'
import type { Forgets, Reads } from '../needs.ts'
import { type Clock, type Logs, NodeError } from '../../home/index.ts'
import { relate } from '../known-heads.ts'
import { decideHonour, isReturned, withoutTombstone, type Signed } from './decide-honour.ts'
import { batchOf, printOf } from './forget.ts'
import type { Forgotten } from './shelf.ts'

/** Tombstones read before others have a turn: each costs a signature, 0.15 ms. */
const tombstonesPerTurn = 64

/** What goes into the batch of a pull because of tombstones. */
interface Honoured {
  batch: Required<Pick<StoreBatch, 'put' | 'audit'>>
  /** Whether there is anything. */
  isAny: boolean
}

interface PulledState {
  cube: CID
  name: string
  /** Commit of the state that was current before. */
  before: CID | undefined
  /** The two cannot be compared: of one of them a part is held. */
  isPart?: boolean
  /** Prefixes of the part that is held of the new one. */
  filter?: readonly string[] | undefined
  /** Of the state that becomes current. */
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
  const { tree } = await node.cubes.commit(state.after)
  const signed = await tombstonesOf(node, state, tree)
  const known = node.forgotten.of(cube)
  const later = await followedBy(node, state, withoutTombstone(known, signed))
  const plan = decideHonour(known, signed, (one) => later.has(one.memory))
  const { lifted } = plan
  const fresh: Forgotten[] = []
  for (const tombstone of plan.fresh) fresh.push(await recordOf(node, state, tombstone))
  await refuseReturned(node, state, tree, signed)
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

/** Of these the memories whose tombstone came with a state that the new one follows, by all that is held of the history. */
async function followedBy(
  node: Reads,
  { before, after }: PulledState,
  gone: readonly Forgotten[],
): Promise<Set<string>> {
  const follows = new Map<string, boolean>()
  const later = new Set<string>()
  for (const { at = before?.toString(), memory } of gone) {
    if (at === undefined) continue
    const known = follows.get(at) ?? (await relate(node, parseCid(at), after)) === 'behind'
    follows.set(at, known)
    if (known) later.add(memory)
  }
  return later
}

/** The tombstones of a tree that an author of the cube signed, by their memories. Others count for nothing. */
async function tombstonesOf(
  node: Reads & Logs,
  { cube, authors }: PulledState,
  tree: CID,
): Promise<Map<string, Tombstone>> {
  const found = new Map<string, Tombstone>()
  let read = 0
  for await (const [key, cid] of walk(node.store, tree, { prefix: FORGOTTEN_PREFIX })) {
    if (++read % tombstonesPerTurn === 0) await nextTurn()
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

async function recordOf(
  node: Reads & Forgets,
  { cube, after }: PulledState,
  tombstone: Tombstone,
): Promise<Forgotten> {
  const { memory, time, author, reason } = tombstone
  return {
    cube: cube.toString(),
    at: after.toString(),
    memory: memory.toString(),
    time,
    author: formatDid(author),
    ...(reason !== undefined && { reason }),
    tombstone: encodeTombstone(tombstone),
    ...(await printOf(node, memory)),
    done: false,
  }
}

async function refuseReturned(
  node: Reads,
  { name, before, isPart = false, filter }: PulledState,
  tree: CID,
  signed: Signed,
): Promise<void> {
  if (signed.size === 0) return
  const old = isPart ? undefined : before && (await node.cubes.commit(before)).tree
  const within = keysOfPart(filter)
  for await (const { key, after: cid } of diffTrees(node.store, old, tree, { within })) {
    if (!isReturned(signed, cid)) continue
    throw new NodeError(
      'ERR_DENIED',
      `${name} brings back under "${key}" a memory that its own authors had forgotten`,
      { hint: 'nothing was changed; ask the author to take the tombstone back, or to leave the memory out' },
    )
  }
}
