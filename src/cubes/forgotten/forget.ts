/**
 * Forgetting: a signed tombstone and a commit without the keys, in one batch with the record that makes this home refuse the
 * memory; then the bytes go. In a cube of others only this home forgets, and nothing travels.
 */
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import {
  signTombstone,
  tombstoneKey,
  tombstoneMemory,
  type Tombstone,
  encodeTombstone,
  isOpaque,
} from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import type { StoreBatch } from '../../storage/index.ts'
import type { Feeds, Forgets, Reads, Signer, Signs, Tells, Writes } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import { branchNamed, isLocalBranch, mainBranch } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { requireOwn, writeCommit } from '../write-commit.ts'
import type { CubeChange } from '../cube-change.ts'
import { neverShown } from './never-shown.ts'
import type { Forgotten } from './shelf.ts'
import { keysHolding } from './uses.ts'
import { signingKey } from '../signing-key.ts'

export interface ForgottenKeys {
  forgotten: { cube: string; key: string; memory: string }[]
  /** CIDs of the memories that carry the tombstones. */
  tombstones: string[]
  /** The last commit written, of an own cube. */
  commit: string | undefined
}

/** Takes memories out of one cube and has them refused there. The caller holds the cube's lock. */
export async function forgetIn(
  node: Writes & Tells & Feeds,
  record: CubeRecord,
  memories: ReadonlyMap<string, CID>,
  reason: string | undefined,
): Promise<ForgottenKeys> {
  const held = await keysHolding(node, record, new Set(memories.keys()))
  const time = node.nowMs()
  const tombstones = record.own ? signAll(node, record, memories.values(), time, reason) : []
  const records = await forgottenRecords(node, record, memories, { time, reason, tombstones })
  const also = batchOf(node, record, records)
  const commit = record.own
    ? await commitAll(node, record, held, tombstones, also)
    : await forgetHere(node, record, held, also)
  await node.forgotten.reload()
  node.events.emit('forgotten', record.cube)
  return {
    forgotten: [
      ...new Map(
        held.map(({ key, cid }) => [`${key}\0${cid}`, { cube: record.cube, key, memory: cid.toString() }]),
      ).values(),
    ],
    tombstones: tombstones.map((one) => tombstoneMemory(one).block.cid.toString()),
    commit: commit?.toString(),
  }
}

function signAll(
  node: Signs,
  record: CubeRecord,
  memories: Iterable<CID>,
  time: number,
  reason: string | undefined,
): Tombstone[] {
  const said = {
    cube: parseCid(record.cube),
    author: node.author.publicKey,
    time,
    ...(reason !== undefined && { reason }),
  }
  return [...memories].map((memory) => signTombstone({ ...said, memory }, signingKey(node)))
}

async function forgottenRecords(
  node: Reads & Signer & Forgets,
  { cube }: CubeRecord,
  memories: ReadonlyMap<string, CID>,
  {
    time,
    reason,
    tombstones,
  }: { time: number; reason: string | undefined; tombstones: readonly Tombstone[] },
): Promise<Forgotten[]> {
  const records: Forgotten[] = []
  for (const [memory, cid] of memories) {
    const signed = tombstones.find((one) => one.memory.equals(cid))
    records.push({
      cube,
      memory,
      time,
      author: node.author.did,
      ...(reason !== undefined && { reason }),
      ...(signed !== undefined && { tombstone: encodeTombstone(signed) }),
      ...(await printOf(node, cid)),
      done: false,
    })
  }
  return records
}

/** The hash of what a memory says, as long as it is here. */
export async function printOf(node: Reads & Forgets, memory: CID): Promise<Pick<Forgotten, 'print'>> {
  if (!(await node.store.has(memory))) return {}
  const held = await node.cubes.read(memory)
  // Nobody can write what an opaque memory says again.
  return isOpaque(held) ? {} : { print: node.forgotten.print(held.body) }
}

export function batchOf(
  node: Forgets,
  { cube }: Pick<CubeRecord, 'cube'>,
  records: readonly Forgotten[],
): Pick<StoreBatch, 'put' | 'audit'> {
  const told = records.map(({ time, memory, author }): AuditEvent => ({
    time,
    kind: 'forget',
    cube: parseCid(cube),
    memory: parseCid(memory),
    author,
  }))
  return { put: records.flatMap((one) => node.forgotten.entry(one)), audit: told }
}

/**
 * One commit on each branch that has a key, and the tombstones on these, on the current one and on what readers read. What
 * only private branches had gets none on a branch that others read.
 */
async function commitAll(
  node: Writes & Tells & Feeds,
  own: CubeRecord,
  held: readonly { branch: string; key: string; cid: CID }[],
  tombstones: readonly Tombstone[],
  also: Pick<StoreBatch, 'put' | 'audit'>,
): Promise<CID | undefined> {
  const hidden = await neverShown(
    node,
    own,
    tombstones.map(({ memory }) => memory.toString()),
    held,
  )
  const tombstonesOn = (name: string): Tombstone[] =>
    tombstones.filter(({ memory }) => isLocalBranch(own, name) || !hidden.has(memory.toString()))
  // An older state of any private branch may have had it.
  const aside = hidden.size === 0 ? [] : Object.keys(own.local ?? {})
  const wanted = new Set([mainBranch, own.branch, ...held.map(({ branch }) => branch), ...aside])
  const branches = [...wanted].filter((name) => tombstonesOn(name).length > 0)
  // Before the first is written: no branch is left out halfway.
  for (const name of branches) requireOwn(own, name)
  let record = own
  let last: CID | undefined
  let first: Pick<StoreBatch, 'put' | 'audit'> | undefined = also
  for (const name of branches) {
    const branch = branchNamed(record, name)
    const { tree } = await node.cubes.commit(branch.commit)
    const changes = held
      .filter((one) => one.branch === name)
      .map(({ key, cid }): CubeChange => ({ key, before: cid, after: undefined }))
    const said = tombstonesOn(name)
    for (const tombstone of said) {
      const key = tombstoneKey(tombstone.memory)
      const { memory, block } = tombstoneMemory(tombstone)
      const before = await getEntry(node.store, tree, key)
      changes.push({ key, before, after: { cid: block.cid, memory, blocks: [block] } })
    }
    const message = `forget ${said.length === 1 ? 'a memory' : `${said.length} memories`}`
    const written = await writeCommit(node, record, changes, message, branch, first ?? {})
    first = undefined
    record = written.record
    last = written.commit
  }
  return last
}

/** Somebody else's cube stays as it was signed; this home's index and store do without. */
async function forgetHere(
  node: Stored & Feeds,
  record: CubeRecord,
  held: readonly { key: string }[],
  also: Pick<StoreBatch, 'put' | 'audit'>,
): Promise<undefined> {
  await node.store.commit(also)
  await node.recall.feed(
    record,
    record.commit,
    held.map(({ key }) => ({ key, after: undefined })),
  )
  return undefined
}
