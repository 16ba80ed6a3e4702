/** Keeps followed cubes current: the node's part in announce. */
import { parseCid } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { parseGenesis } from '../core/cube/index.ts'
import { formatDid, parseDid } from '../core/identity/index.ts'
import { genesisAuthors, verifyAuthors } from '../core/policy/index.ts'
import type {
  AnnouncePorts,
  AnnounceService,
  CandidateOutcome,
  HeadCandidate,
  Observation,
} from '../protocols/index.ts'
import { headEntry, listHighWater, removeOutbox } from '../storage/index.ts'
import type { NodeContext } from '../node/context.ts'
import { branchToPull, sharedCommit } from '../cubes/branches.ts'
import { authorsOf } from '../cubes/cube-authors.ts'
import { isWritable } from '../cubes/cube-record.ts'
import { knownHeads } from '../cubes/known-heads.ts'
import { heedSuccessors } from '../cubes/rotation/heed-successors.ts'
import { pullOneShared, settleFirstRoster } from './pull-shared.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { PolicyRefused } from '../cubes/policies/policy-refused.ts'
import { keepFork } from './evidence.ts'
import type { NetworkServices } from './services.ts'

/** Pulls a head that gossip or a peer told of. Never throws: what went wrong is the outcome. */
export async function pullCandidate(
  node: NodeContext,
  services: NetworkServices,
  candidate: HeadCandidate,
  signal: AbortSignal,
): Promise<CandidateOutcome> {
  const cube = candidate.cube.toString()
  const known = await node.cubes.get(cube)
  const commit = branchToPull(candidate.head, known?.branch)?.commit
  if (known !== undefined && (candidate.rosters ?? known.rosters) !== undefined)
    return pullSharedCandidate(node, services, candidate, signal)
  if (commit === undefined || known === undefined || known.own) return 'refused'
  return node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    if (record.seq >= candidate.head.seq) return 'accepted'
    const genesis = await node.store.get(candidate.cube)
    if (genesis === undefined) return 'failed'
    let refused = false
    for (const peerId of candidate.peers) {
      try {
        const request = { cube: candidate.cube, commit, genesis, have: [sharedCommit(record)] }
        await services.receiver.expecting(cube, { head: candidate.head, bytes: candidate.headBytes }, () =>
          services.sync.pull(peerId, request, { signal }),
        )
        const authors = genesisAuthors(candidate.cube, parseGenesis(genesis))
        await settleFirstRoster(node, { cube: candidate.cube, genesis, authors })
        await pulled(node, services, cube, peerId)
        return 'accepted'
      } catch (error) {
        const code = error instanceof MemCubeError ? error.code : 'ERR_INTERNAL'
        const isOutlawed = error instanceof PolicyRefused
        refused ||= code === 'ERR_UNVERIFIABLE' || isOutlawed
        node.log.warn(
          { cube, peerId, error },
          'a followed cube could not be brought up to date from this peer',
        )
        node.events.emit('refused', { cube, peerId, code, message: (error as Error).message })
        // Another peer would bring the same commit.
        if (isOutlawed) break
      }
    }
    return refused ? 'refused' : 'failed'
  })
}

/** The same for a cube with several authors: the head is one of many, and the branch goes where they agree. */
async function pullSharedCandidate(
  node: NodeContext,
  services: NetworkServices,
  candidate: HeadCandidate,
  signal: AbortSignal,
): Promise<CandidateOutcome> {
  const cube = candidate.cube.toString()
  const author = formatDid(candidate.head.author)
  return node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    const genesis = await node.store.get(candidate.cube)
    const mark = await node.highWater(cube, author)
    if ((mark?.seq ?? 0) >= candidate.head.seq) return 'accepted'
    if (genesis === undefined || (await node.authors.get(author))?.blocked === true) return 'failed'
    try {
      const rosters = longer(record.rosters, candidate.rosters)
      const authors = verifyAuthors(candidate.cube, parseGenesis(genesis), rosters)
      await heedSuccessors(node, authors)
      const offer = { head: candidate.head, bytes: candidate.headBytes, peers: candidate.peers }
      const shared = { cube: candidate.cube, genesis, authors }
      await pullOneShared(node, services, shared, offer, { signal, progress() {} })
      await pulled(node, services, cube, candidate.peers[0] ?? '')
      return 'accepted'
    } catch (error) {
      const code = error instanceof MemCubeError ? error.code : 'ERR_INTERNAL'
      node.log.warn({ cube, author, error }, 'the head of an author was not taken')
      node.events.emit('refused', { cube, code, message: (error as Error).message })
      return code === 'ERR_UNVERIFIABLE' || code === 'ERR_DENIED' ? 'refused' : 'failed'
    }
  })
}

function longer(ours: readonly Uint8Array[] = [], theirs: readonly Uint8Array[] = []): readonly Uint8Array[] {
  return theirs.length > ours.length ? theirs : ours
}

async function pulled(
  node: NodeContext,
  services: NetworkServices,
  cube: string,
  peerId: string,
): Promise<void> {
  const record = await node.cubes.resolve(cube)
  await services.afterPull(record)
  node.events.emit('cubePulled', {
    cube,
    name: record.name,
    commit: record.commit.toString(),
    memories: record.memories,
    from: peerId,
  })
}

/** Keeps what announce saw that is not a newer head. */
export async function recordObservation(node: NodeContext, seen: Observation): Promise<void> {
  const cube = seen.cube.toString()
  const record = await node.cubes.get(cube)
  if (record === undefined || (record.own && record.rosters === undefined)) return
  switch (seen.type) {
    case 'withdrawn':
      await keepWithdrawal(node, cube, seen)
      return
    case 'forked':
      await node.exclusive(cube, () => keepFork(node, cube, seen.known, seen.other))
      return
    case 'current':
      return
    case 'rollback':
      node.events.emit('refused', {
        cube,
        peerId: seen.peerId,
        code: 'ERR_ROLLBACK',
        message: `offered sequence ${seen.got}; ${seen.have} was accepted before`,
      })
      return
    case 'quarantine':
      node.events.emit('refused', {
        cube,
        peerId: seen.peerId,
        code: 'ERR_UNVERIFIABLE',
        message: `offered a jump to sequence ${seen.got}`,
      })
  }
}

/** The withdrawal becomes the highest statement of its author: an older head is no news after it. */
async function keepWithdrawal(
  node: NodeContext,
  cube: string,
  { withdrawal, bytes }: Extract<Observation, { type: 'withdrawn' }>,
): Promise<void> {
  const { seq } = withdrawal
  await node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    if (record.rosters !== undefined)
      return keepOneWithdrawal(node, record, formatDid(withdrawal.author), { seq, head: bytes })
    if (seq <= record.seq) return
    const next: CubeRecord = { ...record, seq, withdrawn: true }
    await node.store.commit({
      put: [{ space: 'cubes', key: cube, value: next }, headEntry(cube, record.author, { seq, head: bytes })],
      audit: [
        { time: node.nowMs(), kind: 'withdrawn', cube: parseCid(cube), head: seq, author: record.author },
      ],
    })
    node.events.emit('cubeChanged', next)
  })
}

/** One of several authors takes theirs back: the cube is withdrawn when nobody is left who offers it. */
async function keepOneWithdrawal(
  node: NodeContext,
  record: CubeRecord,
  author: string,
  mark: { seq: number; head: Uint8Array },
): Promise<void> {
  const { cube } = record
  if (author === node.author.did || mark.seq <= ((await node.highWater(cube, author))?.seq ?? 0)) return
  const others = await knownHeads(node, cube, await authorsOf(node, record))
  const isLast = !others.some((one) => one.author !== author)
  const next: CubeRecord = { ...record, ...(isLast && { withdrawn: true }) }
  await node.store.commit({
    put: [{ space: 'cubes', key: cube, value: next }, headEntry(cube, author, mark)],
    audit: [{ time: node.nowMs(), kind: 'withdrawn', cube: parseCid(cube), head: mark.seq, author }],
  })
  node.events.emit('cubeChanged', next)
}

/** Tells announce which cubes to hear of: those followed, and those of followed authors. */
export async function updateFollows(
  node: NodeContext,
  announce: AnnounceService,
  followed: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for (const record of await node.cubes.list()) {
    if (signal.aborted) return
    await updateFollow(node, announce, followed, record)
  }
}

/** The same for one cube. */
export async function updateFollow(
  node: NodeContext,
  announce: AnnounceService,
  followed: Set<string>,
  record: CubeRecord,
): Promise<void> {
  const author = await node.authors.get(record.author)
  const isShared = record.rosters !== undefined && isWritable(record)
  const wished = !record.own && author?.blocked !== true && (record.followed || author?.followed === true)
  if (!isShared && !wished) {
    if (followed.delete(record.cube)) announce.unfollow(record.cube)
    return
  }
  const genesis = await node.store.get(parseCid(record.cube))
  if (genesis === undefined) return
  followed.add(record.cube)
  announce.follow({
    cube: parseCid(record.cube),
    genesis,
    marks: await marksOf(node, record),
    ...(record.rosters !== undefined && { rosters: record.rosters }),
  })
}

/** The highest statement of each author. */
export async function marksOf(
  node: NodeContext,
  record: CubeRecord,
): Promise<{ author: Uint8Array; seq: number; head: Uint8Array }[]> {
  const marks: { author: Uint8Array; seq: number; head: Uint8Array }[] = []
  for await (const [author, { seq, head }] of listHighWater(node.store, record.cube))
    marks.push({ author: parseDid(author), seq, head })
  if (marks.length === 0) marks.push({ author: parseDid(record.author), seq: record.seq, head: record.head })
  return marks
}

export function announcePorts(node: NodeContext, services: () => NetworkServices): AnnouncePorts {
  return {
    pullHead: (candidate, { signal }) => pullCandidate(node, services(), candidate, signal),
    observed(observation) {
      recordObservation(node, observation).catch((error: unknown) =>
        node.log.error({ error }, 'an observation could not be kept'),
      )
    },
    delivered(id) {
      removeOutbox(node.store, id).catch((error: unknown) =>
        node.log.error({ error }, 'the outbox could not be written'),
      )
    },
  }
}
