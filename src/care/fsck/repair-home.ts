/**
 * Mends a home: first what can be derived from what is here, then what peers have. Nothing that was read as damaged is
 * dropped; it is moved aside when something proven takes its place.
 */
import { highWater } from '../../storage/index.ts'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { parseHead } from '../../core/cube/index.ts'
import {
  type Changes,
  type Feeds,
  type Forgets,
  type MovesBranches,
  type Reads,
  type Signer,
  describeState,
  fetchRosters,
} from '../../cubes/index.ts'
import type { Clock, Locks, Logs, Stored, CallOptions } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { checkHome, type HomeCheck } from './check-home.ts'
import { headAuthor } from './check-marks.ts'
import { consequence } from './consequence.ts'
import { blocksOf, healByPeers, healCube, type Healing } from './heal-blocks.ts'
import type { Problem } from './problem.ts'
import { absentCommits, catchUpWithMark, rebuildLost, repairOf, repairRecords } from './repair-records.ts'
import { repairIndex } from './repair-index.ts'
import { requireWritable } from './require-writable.ts'

interface Repaired {
  /** True when nothing is wrong any more. */
  ok: boolean
  checked: number
  /** What is still wrong. */
  problems: Problem[]
  /** Blocks, records and indexes that were put right or made anew. */
  repaired: number
  healed: (Problem & { how: string })[]
  /** What cannot be put right now or was lost for good, and what that means. */
  unhealable: (Problem & { means: string })[]
  notes: string[]
}

interface RepairHomeNeeds extends Reads, MovesBranches, Forgets, Feeds, Peers, Logs, Clock, Locks {}

/** @throws ERR_DISK_FULL on a disk that takes no writes: nothing is changed then */
export async function repairHome(node: RepairHomeNeeds, options: CallOptions): Promise<Repaired> {
  await requireWritable(node)
  const notes: string[] = []
  const losses: Problem[] = []
  const healing: Healing = { healed: new Map(), peers: 0 }
  let found = await checkHome(node, options)
  const before = [...found.problems]
  if (found.unreadable) {
    await node.store.mend()
    found = await checkHome(node, options)
    before.push(...found.problems.filter((one) => !before.some((known) => isSame(known, one))))
  }
  let repaired = await repairRecords(node, notes, (cube, mark) =>
    fetchStart(node, cube, mark.head, healing, options),
  )
  for (const lost of found.lost) if (await rebuildLost(node, lost, notes)) repaired++
  repaired += await repairHeads(node, healing, losses, options)
  if (repaired > 0) found = await checkHome(node, options)
  const damaged = await healAll(node, found, healing, options)
  repaired += healing.healed.size + (await repairCounts(node))
  repaired += await clearStaging(node, found)
  repaired += await repairIndex(node, damaged)
  return report(node, { before, losses, notes, healing, repaired }, options)
}

/** What the record of a lost cube is made from: its genesis, the commits of its head, and the rosters in their states. */
async function fetchStart(
  node: Reads & Peers,
  cube: string,
  head: Uint8Array,
  healing: Healing,
  { signal }: CallOptions,
): Promise<void> {
  const read = async (cid: CID): Promise<Uint8Array | undefined> => node.store.get(cid).catch(() => undefined)
  /** Reads what is here, and asks peers for the rest. */
  const getMany = async (cids: CID[]): Promise<(Uint8Array | undefined)[]> => {
    const held = await Promise.all(cids.map(read))
    const absent = cids.filter((_, index) => held[index] === undefined)
    if ((await healByPeers(node, cube, absent, healing, signal)) === 0) return held
    return Promise.all(cids.map(read))
  }
  const refs = refsIn(head)
  await getMany([parseCid(cube), ...refs])
  for (const commit of refs) {
    try {
      await fetchRosters({ getMany }, (await node.cubes.commit(commit)).tree)
    } catch {
      // What nobody sent is missed by whoever needs it.
      signal.throwIfAborted()
    }
  }
}

/** A withdrawal names none. */
function refsIn(head: Uint8Array): CID[] {
  try {
    return Object.values(parseHead(head).refs)
  } catch {
    return []
  }
}

interface RepairHeadsNeeds extends Reads, MovesBranches, Peers, Logs, Clock, Locks {}

/** Cubes whose record is behind what was accepted: the newer head is taken once all that it names is here. */
async function repairHeads(
  node: RepairHeadsNeeds,
  healing: Healing,
  losses: Problem[],
  { signal }: CallOptions,
): Promise<number> {
  let repaired = 0
  for (const record of await node.cubes.list()) {
    const { cube, seq } = record
    const mark = await highWater(node.store, cube, headAuthor(record))
    // Of a part a pull alone brings what is newer.
    if (mark === undefined || mark.seq <= seq || record.part !== undefined) continue
    try {
      const absent = await absentCommits(node, parseHead(mark.head))
      await healByPeers(node, cube, absent.map(parseCid), healing, signal)
    } catch {
      // A withdrawal has no commits, and what nobody sent is told of below.
      signal.throwIfAborted()
    }
    if (await catchUpWithMark(node, cube, losses)) repaired++
  }
  return repaired
}

/** @returns cubes whose current state still has gaps */
async function healAll(
  node: Reads & Forgets & Feeds & Peers,
  found: HomeCheck,
  healing: Healing,
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const open: Problem[] = []
  const damaged = new Set<string>()
  for (const cube of found.cubes) {
    const { problems, check } = await healCube(node, cube, healing, options)
    open.push(...problems)
    if (!check.current.whole) damaged.add(cube.record.cube)
  }
  // What no cube of this home refers to is kept where nobody meets it; the rest stays, so that reading it says what it is.
  const keep = new Set(blocksOf(open).map(String))
  const orphans = found.problems.filter(
    ({ kind, cid, cube }) => kind === 'corrupt' && cube === undefined && !keep.has(cid),
  )
  await node.store.setBlocksAside(keep)
  for (const { cid } of orphans) if (!healing.healed.has(cid)) healing.healed.set(cid, 'set aside')
  return damaged
}

/** Counts and settings in records, from the states that they describe. */
async function repairCounts(node: Reads & Changes & Logs & Clock & Locks): Promise<number> {
  let repaired = 0
  for (const { cube } of await node.cubes.list()) {
    await node.exclusive(cube, async () => {
      const record = await node.cubes.get(cube)
      if (record === undefined) return
      const described = await describeState(node, record.commit, record.part?.filter).catch(() => record)
      if (described.memories === record.memories) return
      const next = { ...record, memories: described.memories, info: described.info }
      await node.ledger.change({ record: next, audit: [repairOf(node, next)] })
      repaired++
    })
  }
  return repaired
}

async function clearStaging(node: Stored, { problems }: HomeCheck): Promise<number> {
  const dangling = problems.filter(({ kind }) => kind === 'staging')
  for (const { cid } of dangling) await node.store.clearStaging(cid)
  return dangling.length
}

interface Done {
  before: Problem[]
  /** What was given up so that the home could go on. */
  losses: Problem[]
  notes: string[]
  healing: Healing
  repaired: number
}

interface ReportNeeds extends Reads, Signer, Forgets, Feeds, Peers {}

async function report(node: ReportNeeds, done: Done, options: CallOptions): Promise<Repaired> {
  const { before, losses, notes, healing, repaired } = done
  let after = await checkHome(node, options)
  // All else is in order: what was wrong with the files is history.
  if (
    after.problems.length > 0 &&
    after.problems.every(({ kind }) => kind === 'files') &&
    !after.unreadable
  ) {
    await node.store.clearDamage()
    after = await checkHome(node, options)
  }
  const { checked, problems } = after
  const isOpen = (one: Problem): boolean => problems.some((other) => isSame(one, other))
  const healed = before.filter((one) => !isOpen(one)).map((one) => ({ ...one, how: howHealed(one, healing) }))
  const couldHelp = problems.some(({ kind }) => peersHelp.has(kind))
  if (node.network === undefined && couldHelp)
    notes.push(
      'no peers were asked: no daemon runs for this home; start one with `memcube daemon` and repair again',
    )
  else if (healing.peers === 0 && couldHelp)
    notes.push('no peers were asked: none is connected and none was found')
  const names = new Map((await node.cubes.list()).map(({ cube, name }) => [cube, name]))
  return {
    ok: problems.length === 0,
    checked,
    problems,
    repaired,
    healed,
    unhealable: [
      ...problems.map((one) => ({ ...one, means: consequence(one, names.get(one.cube ?? '')) })),
      ...losses.map((one) => ({
        ...one,
        means: 'what those commits held is in no other place that was asked',
      })),
    ],
    notes,
  }
}

/** What a peer may have a copy of. */
const peersHelp: ReadonlySet<Problem['kind']> = new Set(['missing', 'corrupt', 'record', 'rollback'])

function howHealed({ kind, cid }: Problem, { healed }: Healing): string {
  if (kind === 'files') return 'all that is left was checked'
  return healed.get(cid) ?? 'rebuilt here'
}

function isSame(a: Problem, b: Problem): boolean {
  return (
    a.kind === b.kind && a.cid === b.cid && a.key === b.key && (a.kind !== 'files' || a.message === b.message)
  )
}
