/** Checks everything that a cube is made of, block by block, and reports instead of throwing. */
import { countOf } from '../../home/index.ts'
import type { CID } from 'multiformats/cid'
import { linksOf, parseCid, RAW } from '../../core/codec/index.ts'
import {
  parseGenesis,
  parseHead,
  createCommitCheck,
  RESERVED_PREFIX,
  verifyHead,
  type Commit,
  type Memory,
  isOpaque,
  payloadOf,
  readMemory,
  type OpaqueMemory,
} from '../../core/cube/index.ts'
import { keysOf } from '../../core/policy/index.ts'
import { cidToLink, idToCid, linkId } from '../../core/tree/index.ts'
import {
  type Forgets,
  type Reads,
  type Shelved,
  authorsOf,
  type CubeRecord,
  isIndexed,
  keysHeld,
  readText,
} from '../../cubes/index.ts'
import type { Stored } from '../../home/index.ts'
import { isAbsentOnPurpose } from './absent-on-purpose.ts'
import { createTreeChecker } from './check-tree.ts'
import type { HashedBlocks } from './hashed-blocks.ts'
import { problemOf, type ProblemPlace, type Problem } from './problem.ts'
import { readBlock, readEach } from './read-block.ts'
import { createSeenEntries } from './seen-entries.ts'
import { walkCommits, type CheckedCommit } from './walk-commits.ts'

export interface CubeCheck {
  blocks: number
  commits: number
  problems: Problem[]
  /** Memories of the current state by what they are: `texts` are those that the index should have. */
  current: { memories: number; texts: number; whole: boolean }
  /** States whose tree has gaps, newest first. */
  damagedTrees: { commit: CID; tree: CID }[]
}

/** Values read from the store at once. Measured: getMany by 256 is four times faster than one by one. */
const batchValues = 256

/** @param hashed blocks that this process has hashed just now; the others are read and hashed */
export async function verifyCube(
  { store, cubes, forgotten }: Reads & Forgets,
  record: CubeRecord,
  signal: AbortSignal,
  hashed?: HashedBlocks,
): Promise<CubeCheck> {
  const node = { store: hashed?.over(store) ?? store, cubes, forgotten }
  const check: CubeCheck = {
    blocks: 0,
    commits: 0,
    problems: [],
    current: { memories: 0, texts: 0, whole: false },
    damagedTrees: [],
  }
  const told = new Set<string>()
  // Of states that need not be held, what is not there is no problem: an interrupted pull may have brought a part.
  const optional = new Set<string>()
  const problem = (found: Problem): void => {
    if (found.kind === 'missing' && optional.has(found.commit ?? '')) return
    const name = `${found.kind} ${found.cid} ${found.key ?? ''}`
    if (!told.has(name)) check.problems.push(found)
    told.add(name)
  }
  await verifyGenesis(node, record, check, problem)
  const contents = createContents(node, record, check, problem, signal, hashed)
  const verifySignature = createSignatureCheck(node, record.cube, problem)
  for await (const entry of walkCommits(node, record, problem)) {
    signal.throwIfAborted()
    check.commits++
    check.blocks++
    await verifySignature(entry)
    if (entry.state === 'held') optional.add(entry.cid.toString())
    if (entry.state !== 'none') await verifyState(entry, contents, record, check, problem)
  }
  return check
}

async function verifyGenesis(
  node: Reads,
  record: CubeRecord,
  check: CubeCheck,
  problem: (found: Problem) => void,
): Promise<void> {
  const cube = parseCid(record.cube)
  const place = { cube: record.cube }
  const read = await readBlock(node.store, cube, place, 'the genesis block, which says who may sign,')
  if (read.bytes === undefined) return problem(read.problem)
  check.blocks++
  try {
    verifyHead(parseHead(record.head), parseGenesis(read.bytes), (await namedIn(node, record))?.now)
  } catch (error) {
    problem(problemOf(cube, error, place))
  }
}

/**
 * Who may sign for a cube that was forked or merged is known only where that cube is held; its commits are bound into the
 * history by their hash all the same. What says who may sign is read once.
 */
function createSignatureCheck(
  node: Reads,
  cube: string,
  problem: (found: Problem) => void,
): (entry: CheckedCommit) => Promise<void> {
  const checks = new Map<string, Promise<((commit: Commit) => void) | undefined>>()
  const read = async (signed: CID): Promise<((commit: Commit) => void) | undefined> => {
    const genesis = await node.store.get(signed)
    if (genesis === undefined) return undefined
    const named = await namedIn(node, await node.cubes.get(signed.toString()))
    return createCommitCheck(parseGenesis(genesis), named?.ever)
  }
  return async ({ cid, commit }) => {
    const id = commit.cube.toString()
    const known = checks.get(id) ?? read(commit.cube)
    checks.set(id, known)
    try {
      ;(await known)?.(commit)
    } catch (error) {
      // A genesis that is damaged is told of as itself.
      if ((error as { code?: string }).code !== 'ERR_CORRUPT')
        problem(problemOf(cid, error, { cube, commit: cid.toString() }))
    }
  }
}

/** The keys that the rosters of a cube name now and ever named; undefined where its genesis says all. */
async function namedIn(
  node: Shelved,
  record: CubeRecord | undefined,
): Promise<{ now: readonly Uint8Array[]; ever: readonly Uint8Array[] } | undefined> {
  if (record?.rosters === undefined) return undefined
  const { standing, ever } = await authorsOf(node, record)
  return { now: keysOf(standing), ever }
}

interface Contents {
  check(
    tree: CID,
    place: ProblemPlace,
  ): Promise<{ count: number; whole: boolean; texts: number; reserved: number }>
}

async function verifyState(
  { cid, commit, state }: CheckedCommit,
  contents: Contents,
  record: CubeRecord,
  check: CubeCheck,
  problem: (found: Problem) => void,
): Promise<void> {
  const place = { cube: record.cube, commit: cid.toString() }
  const before = check.problems.length
  const { count, whole, texts, reserved } = await contents.check(commit.tree, place)
  if (!whole && state === 'needed') check.damagedTrees.push({ commit: cid, tree: commit.tree })
  // A part says nothing of the count of the whole.
  if (whole && record.part === undefined && count !== commit.count)
    problem({
      kind: 'unverifiable',
      cid: cid.toString(),
      message: `says ${countOf(commit.count, 'entry', 'entries')}; its tree has ${count}`,
      ...place,
    })
  if (cid.equals(record.commit))
    check.current = {
      memories: count - reserved,
      texts,
      whole: whole && check.problems.length === before,
    }
}

/** Trees with the memories in them and their payloads; what an earlier tree of the same walk has is not read again. */
function createContents(
  node: Stored & Forgets,
  record: CubeRecord,
  check: CubeCheck,
  problem: (found: Problem) => void,
  signal: AbortSignal,
  hashed: HashedBlocks | undefined,
): Contents {
  const seen = createSeenEntries()
  const payloads = new Set<string>()
  let waiting: { key: string; cid: CID; place: ProblemPlace }[] = []
  // Counted for the first tree only, which is the current one: of later trees only the differences are read.
  let counted = { texts: 0, reserved: 0 }
  const flush = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    const reads = await readEach(
      node.store,
      batch.map(({ key, cid, place }) => ({ cid, place: { ...place, key }, what: 'a memory' })),
    )
    for (const [index, { key, cid, place }] of batch.entries()) {
      signal.throwIfAborted()
      const read = reads[index]
      if (read?.bytes === undefined) {
        // Told of again where another state needs it.
        seen.forget(key, linkId(cidToLink(cid)))
        if (read !== undefined && !isAbsentOnPurpose(node, record.cube, cid)) problem(read.problem)
        continue
      }
      check.blocks++
      const memory = parsedMemory(read.bytes, cid, { ...place, key }, problem)
      if (memory === undefined) continue
      if (!key.startsWith(RESERVED_PREFIX) && (await isText(node, memory))) counted.texts++
      const payload = payloadOf(memory)
      if (payload !== undefined)
        await verifyPayload(
          node,
          record.cube,
          { memory: cid, root: payload.link },
          { ...place, key },
          check,
          problem,
          payloads,
        )
    }
  }
  const trees = createTreeChecker({
    store: node.store,
    signal,
    within: keysHeld(record),
    problem,
    node: () => void check.blocks++,
    async entries(found, place) {
      for (const [key, id] of found) {
        const isReserved = key.startsWith(RESERVED_PREFIX)
        if (isReserved) counted.reserved++
        if (!seen.add(key, id)) continue
        const plain = hashed?.memory(id)
        if (plain === undefined) waiting.push({ key, cid: idToCid(id), place })
        else {
          check.blocks++
          if (plain.isText && !isReserved) counted.texts++
        }
      }
      if (waiting.length >= batchValues) await flush()
    },
  })
  return {
    async check(tree, place) {
      counted = { texts: 0, reserved: 0 }
      const found = await trees.check(tree, place)
      await flush()
      return { ...found, ...counted }
    },
  }
}

function parsedMemory(
  bytes: Uint8Array,
  cid: CID,
  place: ProblemPlace,
  problem: (found: Problem) => void,
): Memory | OpaqueMemory | undefined {
  try {
    return readMemory(bytes)
  } catch (error) {
    problem(problemOf(cid, error, place))
    return undefined
  }
}

async function verifyPayload(
  node: Stored & Forgets,
  cube: string,
  { memory, root }: { memory: CID; root: CID },
  place: ProblemPlace,
  check: CubeCheck,
  problem: (found: Problem) => void,
  seen: Set<string>,
): Promise<void> {
  const open = [root]
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    if (seen.has(cid.toString())) continue
    seen.add(cid.toString())
    const read = await readBlock(node.store, cid, place, 'a part of a payload')
    if (read.bytes === undefined) {
      if (!isAbsentOnPurpose(node, cube, memory)) problem(read.problem)
      continue
    }
    check.blocks++
    if (cid.code !== RAW) open.push(...linksOf({ cid, bytes: read.bytes }))
  }
}

/** As the index counts. A payload that is damaged is told of as such, and is a text until then. */
async function isText({ store }: Stored, memory: Memory | OpaqueMemory): Promise<boolean> {
  if (isOpaque(memory) || !isIndexed(memory)) return false
  if (typeof memory.body === 'string') return true
  return readText(store, memory).then(
    (text) => text !== undefined,
    () => true,
  )
}
