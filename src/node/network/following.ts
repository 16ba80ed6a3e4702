/** Keeps followed cubes current: the node's part in announce. */
import { parseCid } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { parseDid } from '../../core/identity/index.ts'
import type {
  AnnouncePorts,
  AnnounceService,
  CandidateOutcome,
  HeadCandidate,
  Observation,
} from '../../protocols/index.ts'
import { headEntry, removeOutbox } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { branchToPull } from '../cubes/branches.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { PolicyRefused } from '../policies/policy-refused.ts'
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
  if (commit === undefined || known === undefined || known.own) return 'refused'
  return node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    if (record.seq >= candidate.head.seq) return 'accepted'
    const genesis = await node.store.get(candidate.cube)
    if (genesis === undefined) return 'failed'
    let refused = false
    for (const peerId of candidate.peers) {
      try {
        services.receiver.expect(cube, { head: candidate.head, bytes: candidate.headBytes })
        await services.sync.pull(
          peerId,
          { cube: candidate.cube, commit, genesis, have: [record.commit] },
          { signal },
        )
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
  if (record === undefined || record.own) return
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
  { withdrawal: { seq }, bytes }: Extract<Observation, { type: 'withdrawn' }>,
): Promise<void> {
  await node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
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

/** Tells announce which cubes to hear of: those followed, and those of followed authors. */
export async function updateFollows(
  node: NodeContext,
  announce: AnnounceService,
  followed: Set<string>,
): Promise<void> {
  for (const record of await node.cubes.list()) {
    const author = await node.authors.get(record.author)
    const wanted = !record.own && author?.blocked !== true && (record.followed || author?.followed === true)
    if (!wanted) {
      if (followed.delete(record.cube)) announce.unfollow(record.cube)
      continue
    }
    const genesis = await node.store.get(parseCid(record.cube))
    if (genesis === undefined) continue
    const mark = (await node.highWater(record.cube, record.author)) ?? { seq: record.seq, head: record.head }
    followed.add(record.cube)
    announce.follow({
      cube: parseCid(record.cube),
      genesis,
      marks: [{ author: parseDid(record.author), ...mark }],
    })
  }
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
