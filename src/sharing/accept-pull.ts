/** Makes a verified pull visible: record, high-water mark and end of staging in one synced batch, then the index. */
import type { CID } from 'multiformats/cid'
import { freshUntil, isOpaque, RESERVED_PREFIX, type Genesis, type Memory } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { diffTrees } from '../core/tree/index.ts'
import { memoryKey, type VerifiedPull } from '../protocols/index.ts'
import { headEntry } from '../storage/index.ts'
import {
  awayName,
  mainBranch,
  sharedCommit,
  type CubeRecord,
  authorsOf,
  describeState,
  dropIncompleteStates,
  type FedChange,
  type Changes,
  type Feeds,
  type Forgets,
  type Reads,
  type Signer,
  type Tells,
} from '../cubes/index.ts'
import { decidePlace, safeName, type PulledPlace } from './decide-pull.ts'
import { isForked } from './evidence.ts'
import { finishForgetting, planHonour } from '../cubes/forgotten/index.ts'
import { requireMoveAllowed } from '../cubes/policies/index.ts'
import type { Clock, Logs } from '../home/index.ts'
import type { PulledHead } from './pulled-head.ts'

interface Needs extends Reads, Signer, Forgets, Feeds, Tells, Changes, Logs, Clock {}

/**
 * Writes the pull. The caller holds the cube's lock.
 * @throws PolicyRefused ERR_DENIED for a commit that breaks the policy of its cube, ERR_LIMIT
 */
export async function acceptPull(
  node: Needs,
  pull: VerifiedPull,
  { head, bytes }: PulledHead,
): Promise<CubeRecord> {
  const cube = pull.cube.toString()
  const known = await node.cubes.get(cube)
  const name = known?.name ?? safeName(pull.genesis.name)
  const { tree } = await node.cubes.commit(pull.commit)
  const place = decidePlace(head, pull.commit, known)
  const { branch, isBeside } = place
  const isPart = pull.filter !== undefined || known?.part !== undefined
  // A part does not show all that a commit changes: its rules are read, as those of a cube that comes for the first time.
  const from = isPart ? undefined : place.from
  await requireMoveAllowed(node, { name, branch, from, to: pull.commit })
  const honoured = await planHonour(node, {
    cube: pull.cube,
    name,
    before: known && sharedCommit(known),
    after: pull.commit,
    isPart,
    filter: pull.filter,
    authors: known === undefined ? pull.genesis.authors : (await authorsOf(node, known)).ever,
  })
  const record = await recordAfter(node, pull, { head, bytes }, known, place)
  await node.ledger.change({
    record,
    blocks: [pull.genesisBlock],
    put: [headEntry(cube, record.author, { seq: head.seq, head: bytes }), ...honoured.batch.put],
    del: [awayName(cube)],
    clearStaging: [cube],
    audit: [
      {
        time: node.nowMs(),
        kind: 'pull',
        cube: pull.cube,
        commit: pull.commit,
        head: head.seq,
        author: formatDid(head.author),
      },
      ...honoured.batch.audit,
    ],
    news:
      isBeside || isPart
        ? undefined
        : { previous: known?.commit, changes: () => changesOf(node, cube, known, tree, pull.memories) },
    onDurable: () => (honoured.isAny ? node.forgotten.reload() : undefined),
  })
  if (isPart && pull.filter === undefined) await dropIncompleteStates(node, record)
  if (honoured.isAny) {
    node.events.emit('forgotten', cube)
    await finishForgetting(node)
  }
  return record
}

/** The cube as it is after the pull; who is on a branch of this home alone stays there. */
async function recordAfter(
  node: Reads & Signer & Logs & Clock,
  { cube, commit, genesis, filter }: VerifiedPull,
  { head, bytes }: PulledHead,
  known: CubeRecord | undefined,
  { branch, isBeside }: PulledPlace,
): Promise<CubeRecord> {
  const state =
    isBeside && known !== undefined
      ? known
      : { branch, commit, ...(await describeState(node, commit, filter)) }
  const { part: _before, ...kept } =
    known ?? (await newRecord(node, genesis, cube.toString(), formatDid(head.author)))
  return {
    ...kept,
    ...state,
    head: bytes,
    seq: head.seq,
    expires: freshUntil(head, node.nowMs()),
    withdrawn: false,
  }
}

/** What a cube that comes here for the first time begins as. */
export async function newRecord(
  node: Reads & Signer,
  genesis: Genesis,
  id: string,
  author: string,
): Promise<Omit<CubeRecord, 'head' | 'seq' | 'commit' | 'memories' | 'info' | 'expires'>> {
  return {
    cube: id,
    name: await node.cubes.freeName(safeName(genesis.name), id),
    author,
    own: author === node.author.did,
    followed: false,
    published: false,
    branch: mainBranch,
    ...(genesis.forkOf !== undefined && { forkOf: genesis.forkOf }),
    ...((await isForked(node, id)) && { forked: true }),
  }
}

/** Memories that are read again for the index at once; where there are more, it reads them itself, some at a time. Guess. */
const maxReadAgain = 64

/** What the index has to learn: the difference between the tree it knows and the new one. */
async function changesOf(
  node: Reads & Forgets,
  cube: string,
  known: CubeRecord | undefined,
  tree: CID,
  parsed: ReadonlyMap<string, Memory>,
): Promise<FedChange[] | undefined> {
  const before = known === undefined ? undefined : (await node.cubes.commit(known.commit)).tree
  return changesBetween(node, cube, before, tree, parsed)
}

/** @returns undefined where much of it is not in memory */
export async function changesBetween(
  node: Reads & Forgets,
  cube: string,
  before: CID | undefined,
  tree: CID,
  parsed: ReadonlyMap<string, Memory>,
): Promise<FedChange[] | undefined> {
  const changes: FedChange[] = []
  let readAgain = 0
  for await (const { key, after } of diffTrees(node.store, before, tree)) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    const isGone = after === undefined || node.forgotten.in(cube, after) !== undefined
    const here = isGone ? undefined : parsed.get(memoryKey(after))
    if (!isGone && here === undefined && ++readAgain > maxReadAgain) return undefined
    const memory = isGone ? undefined : (here ?? (await node.cubes.read(after)))
    if (after === undefined || memory === undefined) changes.push({ key, after: undefined })
    else if (isOpaque(memory)) changes.push({ key, after: undefined, isOpaque: true })
    else changes.push({ key, after: { cid: after, memory } })
  }
  return changes
}
