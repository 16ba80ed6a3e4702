/** Keeps followed cubes current: the node's part in announce. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { codeOf } from '../core/errors.ts'
import { parseGenesis, type Genesis } from '../core/cube/index.ts'
import { formatDid, parseDid } from '../core/identity/index.ts'
import { genesisAuthors, verifyAuthors, type Authors } from '../core/policy/index.ts'
import type {
  AnnouncePorts,
  AnnounceService,
  CandidateOutcome,
  HeadCandidate,
  Observation,
} from '../protocols/index.ts'
import { listHighWater, removeOutbox, highWater } from '../storage/index.ts'
import {
  type Changes,
  type Reads,
  type Shelved,
  type Signer,
  type Tells,
  type Trust,
  sharedCommit,
  authorsOf,
  type CubeRecord,
} from '../cubes/index.ts'
import type { Clock, Locks, Logs, Stored } from '../home/index.ts'
import type { Pulls } from './needs.ts'
import { pullFromAny } from './pull-from-any.ts'
import { heedSuccessors } from '../cubes/rotation/index.ts'
import { noAuthor, pullOneShared, settleFirstRoster } from './pull-shared.ts'
import { PolicyRefused } from '../cubes/policies/index.ts'
import {
  concerns,
  decideCandidate,
  decideFollow,
  decideOutcome,
  decideSharedCandidate,
  decideSharedOutcome,
  refusalIn,
} from './decide-following.ts'
import { decideAuthors, isInForce } from './decide-shared-pull.ts'
import { keepFork } from './evidence.ts'
import { fetchBranches } from './fetch-branches.ts'
import { keepWithdrawal } from './keep-withdrawal.ts'
import { sharedInPart } from './part-to-pull.ts'
import type { NetworkServices } from './services.ts'

/** Pulls a head that gossip or a peer told of. What went wrong with peers is the outcome. @throws where this home cannot read or write */
async function pullCandidate(
  node: Pulls & Locks,
  services: NetworkServices,
  candidate: HeadCandidate,
  signal: AbortSignal,
): Promise<CandidateOutcome> {
  const cube = candidate.cube.toString()
  return node.exclusive(cube, async () => {
    const record = await node.cubes.get(cube)
    const mark = await highWater(node.store, cube, formatDid(candidate.head.author))
    const step = decideCandidate(record, mark, candidate)
    if (step.type === 'end') return step.outcome
    const genesis = await node.store.get(candidate.cube)
    if (genesis === undefined || record === undefined) return 'failed'
    const held = { record, genesis }
    return step.type === 'pull'
      ? pullAlone(node, services, candidate, held, step.commit, signal)
      : pullSharedCandidate(node, services, candidate, held, signal)
  })
}

/** The cube as it is here. The caller holds its lock. */
interface Held {
  record: CubeRecord
  genesis: Uint8Array
}

/** The head of a cube with one author, from the first peer that has what it says. */
async function pullAlone(
  node: Pulls,
  services: NetworkServices,
  { cube, head, headBytes, peers }: HeadCandidate,
  { record, genesis }: Held,
  commit: CID,
  signal: AbortSignal,
): Promise<CandidateOutcome> {
  const id = cube.toString()
  const failures: { code: string; breaksPolicy: boolean }[] = []
  const note = (error: unknown, peerId?: string): void => {
    const code = codeOf(error)
    failures.push({ code, breaksPolicy: error instanceof PolicyRefused })
    node.log.warn({ cube: id, peerId, error }, 'a followed cube could not be brought up to date')
    const message = (error as Error).message
    node.events.emit('refused', { cube: id, ...(peerId !== undefined && { peerId }), code, message })
  }
  const failed = (peerId: string, error: unknown): void => {
    note(error, peerId)
    // Another peer would bring the same commit.
    if (error instanceof PolicyRefused) throw error
  }
  const flip = services.receiver.flipFor({ head, bytes: headBytes })
  const { part } = record
  const request = {
    cube,
    commit,
    genesis,
    have: [sharedCommit(record)],
    ...(part !== undefined && { filter: part.filter }),
    flip,
  }
  let got: Awaited<ReturnType<typeof pullFromAny>>
  try {
    got = await pullFromAny(services, peers, request, { signal }, failed)
    if (got === undefined) return decideOutcome(failures)
    const authors = genesisAuthors(cube, parseGenesis(genesis))
    if (part === undefined) await settleFirstRoster(node, { cube, genesis, authors })
    await pulled(node, services, id, { from: got.peerId, peers }, signal)
    return 'accepted'
  } catch (error) {
    // What the rules refused of a pull was noted as it came.
    if (got !== undefined || !(error instanceof PolicyRefused)) note(error, got?.peerId)
    return decideOutcome(failures)
  }
}

/** The same for a cube with several authors: the head is one of many, and the branch goes where they agree. */
async function pullSharedCandidate(
  node: Pulls,
  services: NetworkServices,
  candidate: HeadCandidate,
  { record, genesis }: Held,
  signal: AbortSignal,
): Promise<CandidateOutcome> {
  const { cube: id, head, headBytes, peers } = candidate
  const cube = id.toString()
  const author = formatDid(head.author)
  if (record.part !== undefined) return refuseShared(node, record)
  const mark = await highWater(node.store, cube, author)
  const isOwn = author === node.author.did
  const step = decideSharedCandidate(mark, await node.authors.get(author), { seq: head.seq, isOwn })
  if (step.type === 'end') {
    if (isOwn && step.outcome === 'refused') tellOfTwin(node, record, head.seq)
    return step.outcome
  }
  try {
    const authors = await authorsFor(node, candidate, record, parseGenesis(genesis))
    await heedSuccessors(node, authors)
    const offer = { head, bytes: headBytes, peers }
    await pullOneShared(node, services, { cube: id, genesis, authors }, offer, { signal, progress() {} })
    await pulled(node, services, cube, { from: peers[0] ?? '', peers }, signal)
    return 'accepted'
  } catch (error) {
    const code = codeOf(error)
    node.log.warn({ cube, author, error }, 'the head of an author was not taken')
    node.events.emit('refused', { cube, code, message: (error as Error).message })
    return decideSharedOutcome(code)
  }
}

/** A part of a cube that has several authors now stays as it is, until somebody pulls the whole. */
function refuseShared(node: Tells & Logs, { cube }: CubeRecord): CandidateOutcome {
  const { code, message } = sharedInPart(cube)
  node.log.warn({ cube }, message)
  node.events.emit('refused', { cube, code, message })
  return 'refused'
}

/** Somebody signs with the key of this home what it did not sign: a copy of it, or a thief. */
function tellOfTwin(node: Tells & Logs, { cube, name }: CubeRecord, seq: number): void {
  const message = `a head of ${name} with sequence ${seq} is signed with the key of this home, which did not sign it: the home was copied, or its key was stolen`
  node.log.warn({ cube, seq }, message)
  node.events.emit('refused', { cube, code: 'ERR_CONFLICT', message })
}

/**
 * The authors to judge a head by: those known here, or the chain that came with it where it goes on from theirs.
 * @throws ERR_DENIED where they do not name who signed the head
 */
async function authorsFor(
  node: Shelved,
  { cube, head, rosters }: HeadCandidate,
  record: CubeRecord,
  genesis: Genesis,
): Promise<Authors> {
  const ours = await authorsOf(node, record)
  const theirs = rosters && verifyAuthors(cube, genesis, rosters)
  const authors = theirs !== undefined && decideAuthors(ours, theirs) === 'theirs' ? theirs : ours
  if (isInForce(authors.standing, head.author)) return authors
  throw noAuthor(formatDid(head.author))
}

/** Brings what was asked for beside it, then offers and tells of it. */
async function pulled(
  node: Pulls,
  services: NetworkServices,
  cube: string,
  { from, peers }: { from: string; peers: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const settled = await node.cubes.resolveHeld(cube)
  if (settled.wanted !== undefined) {
    // Who told of the head may have its main alone.
    const others = services.host.peers().map(({ peerId }) => peerId)
    const asked = { names: [], peers: [...new Set([...peers, ...others])] }
    await fetchBranches(node, services, settled, asked, { signal, progress() {} })
  }
  const record = await node.cubes.resolveHeld(cube)
  await services.afterPull(record)
  node.events.emit('cubePulled', {
    cube,
    name: record.name,
    commit: record.commit.toString(),
    memories: record.memories,
    from,
  })
}

interface RecordObservationNeeds extends Reads, Signer, Tells, Changes, Logs, Clock, Locks {}

/** Keeps what announce saw that is not a newer head. */
async function recordObservation(node: RecordObservationNeeds, seen: Observation): Promise<void> {
  const cube = seen.cube.toString()
  const record = await node.cubes.get(cube)
  if (!concerns(record)) return
  if (seen.type === 'withdrawn') return node.exclusive(cube, () => keepWithdrawal(node, seen))
  if (seen.type === 'forked') return node.exclusive(cube, () => keepFork(node, cube, seen.known, seen.other))
  const refusal = refusalIn(seen)
  if (refusal !== undefined) node.events.emit('refused', { cube, peerId: seen.peerId, ...refusal })
}

/** Tells announce which cubes to hear of: those followed, and those of followed authors. */
export async function updateFollows(
  node: Reads & Trust,
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
  node: Stored & Trust,
  announce: AnnounceService,
  followed: Set<string>,
  record: CubeRecord,
): Promise<void> {
  const author = await node.authors.get(record.author)
  if (!decideFollow(record, author)) {
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
  node: Stored,
  record: CubeRecord,
): Promise<{ author: Uint8Array; seq: number; head: Uint8Array }[]> {
  const marks: { author: Uint8Array; seq: number; head: Uint8Array }[] = []
  for await (const [author, { seq, head }] of listHighWater(node.store, record.cube))
    marks.push({ author: parseDid(author), seq, head })
  if (marks.length === 0) marks.push({ author: parseDid(record.author), seq: record.seq, head: record.head })
  return marks
}

export function announcePorts(node: Pulls & Locks, services: () => NetworkServices): AnnouncePorts {
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
