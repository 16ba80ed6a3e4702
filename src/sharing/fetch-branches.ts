/**
 * Fetches the states of branches of others beside the one that is read here: those that a person asked for, at every pull until
 * they let them go. A head names only what its author published, so nothing private can be asked for.
 */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { codeOf, MemCubeError } from '../core/errors.ts'
import { encodeRoster, type Authors } from '../core/policy/index.ts'
import {
  type Changes,
  type Reads,
  type Tells,
  authorsOf,
  type CubeRecord,
  describeState,
  namedBranches,
  sharedCommit,
} from '../cubes/index.ts'
import { PolicyRefused, requireMoveAllowed } from '../cubes/policies/index.ts'
import { type CallOptions, type Clock, type Logs, NodeError, notFound } from '../home/index.ts'
import type { PullRequest, PullResult } from '../protocols/index.ts'
import { inBlocks } from './in-blocks.ts'
import { judgeFirstState } from './judge-first-state.ts'
import { pullFromAny } from './pull-from-any.ts'
import type { PulledBranch } from './interface.ts'
import type { NetworkServices } from './services.ts'

type Needs = Reads & Tells & Changes & Logs & Clock

interface Wanted {
  /** Asked for now: one that is not to be had is an error. */
  names: readonly string[]
  /** Who offers the cube. */
  peers: readonly string[]
  depth?: number | undefined
}

interface FetchedBranches {
  branches: PulledBranch[]
  blocks: number
  bytes: number
}

/** What a pull has to say of the branches that are kept beside the current one. The caller holds the cube's lock. */
export async function fetchBranches(
  node: Needs,
  services: Pick<NetworkServices, 'sync' | 'receiver'>,
  record: CubeRecord,
  { names, peers, depth }: Wanted,
  options: CallOptions,
): Promise<FetchedBranches> {
  const refs = namedBranches(record)
  requireNamed(record, names)
  const kept: Record<string, CID | null> = { ...record.wanted }
  for (const name of names) if (name !== record.branch) kept[name] ??= null
  const total: FetchedBranches = { branches: [], blocks: 0, bytes: 0 }
  let failure: unknown
  for (const [name, held] of Object.entries(kept)) {
    const commit = Object.hasOwn(refs, name) ? refs[name] : undefined
    try {
      if (commit === undefined) kept[name] = null
      else if (held?.equals(commit) !== true) {
        const one = { name, commit, held, peers, depth }
        const { blocks, bytes } = await fetchOne(node, services, record, one, options)
        total.blocks += blocks
        total.bytes += bytes
        kept[name] = commit
      }
      total.branches.push(await shown(node, name, commit))
    } catch (error) {
      options.signal.throwIfAborted()
      tell(node, record, name, error)
      failure ??= error
    }
  }
  await keepWanted(node, record, kept)
  if (failure !== undefined && names.length > 0) throw failure
  return total
}

/** Which branches of others are kept, and how far each is here. */
export async function keepWanted(
  node: Changes & Clock,
  record: CubeRecord,
  kept: Record<string, CID | null>,
): Promise<void> {
  const { wanted: before = {}, ...rest } = record
  if (isSame(before, kept)) return
  const next = Object.keys(kept).length === 0 ? rest : { ...rest, wanted: kept }
  await node.ledger.change({
    record: next,
    audit: [{ time: node.nowMs(), kind: 'branch', cube: parseCid(record.cube) }],
  })
}

/** @throws ERR_NOT_FOUND for a branch that the cube does not show */
function requireNamed(record: CubeRecord, names: readonly string[]): void {
  const refs = namedBranches(record)
  for (const name of names) {
    if (Object.hasOwn(refs, name)) continue
    const others = Object.keys(refs).sort().join(', ')
    throw notFound(
      `${record.name} shows no branch "${name}"; it shows ${others}`,
      `ask its author to publish it: \`memcube publish CUBE --branch ${name}\``,
    )
  }
}

interface One {
  name: string
  commit: CID
  /** The newest state of it that is complete here. */
  held: CID | null
  peers: readonly string[]
  depth: number | undefined
}

async function fetchOne(
  node: Needs,
  services: Pick<NetworkServices, 'sync' | 'receiver'>,
  record: CubeRecord,
  { name, commit, held, peers, depth }: One,
  options: CallOptions,
): Promise<PullResult> {
  const beside = sharedCommit(record)
  const authors = await authorsOf(node, record)
  const bring = (wanted: CID, near: CID[], judged: () => Promise<void>): Promise<PullResult> =>
    bringState(node, services, { record, authors, name, wanted, near, peers, depth }, judged, options)
  if (held !== null)
    return bring(commit, [beside, held], () =>
      requireMoveAllowed(node, { name: record.name, branch: name, from: held, to: commit }),
    )
  // What it is compared with may have to be brought too, which is a pull of its own. It is seen by nobody until it was judged.
  const brought = await bring(commit, [beside], async () => undefined)
  const first = { name: record.name, branch: name, authors, beside, commit }
  await judgeFirstState(node, first, (state) => bring(state, [commit, beside], async () => undefined))
  return brought
}

interface BroughtState extends Pick<One, 'name' | 'peers' | 'depth'> {
  record: CubeRecord
  authors: Authors
  wanted: CID
  /** States that are here, nearest first. */
  near: CID[]
}

async function bringState(
  node: Needs,
  { sync, receiver }: Pick<NetworkServices, 'sync' | 'receiver'>,
  { record, authors, name, wanted, near, peers, depth }: BroughtState,
  judged: () => Promise<void>,
  options: CallOptions,
): Promise<PullResult> {
  const { cube: id } = record
  const cube = parseCid(id)
  const keep = receiver.flipFor({ authors })
  const genesis = await node.store.get(cube)
  if (genesis === undefined) throw nobody(name)
  const request: PullRequest = {
    cube,
    commit: wanted,
    genesis,
    ...(authors.rosters.length > 0 && { rosters: authors.rosters.map(encodeRoster) }),
    have: near,
    ...(depth !== undefined && { depth }),
    async flip(pull) {
      try {
        await judged()
      } catch (error) {
        // Every part of it is true, and still nobody here will want it.
        if (error instanceof PolicyRefused) await receiver.discard(cube)
        throw error
      }
      await keep(pull)
    },
  }
  let failure: unknown
  const call = { signal: options.signal, progress: inBlocks(options) }
  const pulled = await pullFromAny({ sync }, peers, request, call, (peerId, error) => {
    node.log.warn({ peerId, cube: id, branch: name, error }, 'a branch could not be pulled from a peer')
    // Another peer would bring the same commit.
    if (error instanceof PolicyRefused) throw error
    failure = error
  })
  if (pulled === undefined) throw failure ?? nobody(name)
  return pulled.result
}

function nobody(name: string): NodeError {
  return new NodeError('ERR_UNREACHABLE', `nobody who is connected could be asked for the branch "${name}"`, {
    hint: 'pull again while its author, or somebody who has the branch, is there',
  })
}

async function shown(node: Needs, name: string, commit: CID | undefined): Promise<PulledBranch> {
  if (commit === undefined) return { name, commit: null, memories: 0 }
  return { name, commit: commit.toString(), memories: (await describeState(node, commit)).memories }
}

/** Of a branch that was not asked for just now nobody waits for an answer. */
function tell(node: Tells & Logs, { cube, name: of }: CubeRecord, name: string, error: unknown): void {
  if (!(error instanceof MemCubeError)) throw error
  node.log.warn({ cube, branch: name, error }, 'a branch could not be brought up to date')
  const message = `the branch "${name}" of ${of} could not be fetched: ${error.message}`
  node.events.emit('refused', { cube, code: codeOf(error), message })
}

function isSame(a: Record<string, CID | null>, b: Record<string, CID | null>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every(
    (name) => Object.hasOwn(a, name) === Object.hasOwn(b, name) && String(a[name]) === String(b[name]),
  )
}
