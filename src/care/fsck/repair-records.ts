/** Makes local records again from what is signed: nothing in them is the only copy, but for wishes and nicknames. */
import { countOf } from '../../home/index.ts'
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import {
  freshUntil,
  parseGenesis,
  parseHead,
  verifyHead,
  type Genesis,
  type Head,
} from '../../core/cube/index.ts'
import { keysOf } from '../../core/policy/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { headEntry, type HighWaterMark, type RecordSpace, highWater } from '../../storage/index.ts'
import {
  type Changes,
  type MovesBranches,
  type Reads,
  type Shelved,
  type Signer,
  branchToPull,
  hasState,
  isOnLocalBranch,
  mainBranch,
  withLocal,
  underAuthors,
  type CubeRecord,
  readLocalCopy,
  describeState,
  writeHead,
  findAuthors,
} from '../../cubes/index.ts'
import type { Clock, Locks, Logs, Stored } from '../../home/index.ts'
import { headAuthor } from './check-marks.ts'
import type { LostCube } from './lost-cubes.ts'
import type { Problem } from './problem.ts'

interface RepairRecordsNeeds extends Reads, Signer, Changes, Logs, Clock, Locks {}

/**
 * Damaged records are moved aside; those of cubes and heads are made again.
 * @param fetchFirst brings what a record is made from, where it is not here
 * @returns how many were put right
 */
export async function repairRecords(
  node: RepairRecordsNeeds,
  notes: string[],
  fetchFirst: (cube: string, mark: HighWaterMark) => Promise<void>,
): Promise<number> {
  let repaired = 0
  for await (const { space, key, ok } of node.store.checkRecords()) {
    if (ok || space === '') continue
    if (!(await setAside(node, space as RecordSpace, key))) continue
    repaired++
    notes.push(`the damaged record ${space}/${key} was moved aside`)
  }
  const marked = new Map<string, HighWaterMark>()
  for await (const [name, mark] of node.store.records<HighWaterMark>('heads').readable()) {
    const cube = name.slice(0, name.indexOf('/'))
    if ((marked.get(cube)?.seq ?? 0) < mark.seq) marked.set(cube, mark)
  }
  for (const [cube, mark] of marked) {
    if ((await node.cubes.get(cube)) !== undefined || (await isAway(node, cube))) continue
    await fetchFirst(cube, mark)
    if (await node.exclusive(cube, () => rebuildFromHead(node, cube, mark, notes))) repaired++
  }
  for (const record of await node.cubes.list()) {
    if (await node.exclusive(record.cube, () => restoreMark(node, record))) repaired++
  }
  return repaired
}

function setAside({ store, ledger }: Stored & Changes, space: RecordSpace, key: string): Promise<boolean> {
  if (space === 'cubes' || space === 'authors') return ledger.setAside(space, key)
  return store.setRecordAside({ space, key })
}

/** Archived or evicted: it has a stub for a record, on purpose. */
async function isAway({ store }: Stored, cube: string): Promise<boolean> {
  return (await store.records('meta').get(`away/${cube}`)) !== undefined
}

/** A record without its mark: its own head is the best that is known. */
async function restoreMark(node: Stored, record: CubeRecord): Promise<boolean> {
  const { cube, seq, head } = record
  const author = headAuthor(record)
  if ((await highWater(node.store, cube, author)) !== undefined) return false
  await node.store.commit({ put: [headEntry(cube, author, { seq, head })] })
  return true
}

async function rebuildFromHead(
  node: Reads & Signer & Changes & Logs & Clock,
  cube: string,
  { head: bytes }: HighWaterMark,
  notes: string[],
): Promise<boolean> {
  const genesis = await genesisOf(node, cube)
  const head = attempt(() => parseHead(bytes))
  const branch = head === undefined ? undefined : branchToPull(head, undefined)
  if (genesis === undefined || head === undefined || branch === undefined) return false
  const authors = await findAuthors(node, cube, genesis, branch.commit).catch(() => undefined)
  if (authors === undefined) return false
  const named = authors.rosters.length === 0 ? undefined : keysOf(authors.standing)
  if (attempt(() => verifyHead(head, genesis, named) ?? true) !== true) return false
  const found: CubeRecord = {
    ...(await recordOf(node, cube, genesis)),
    head: bytes,
    seq: head.seq,
    branch: branch.name,
    commit: branch.commit,
    expires: freshUntil(head, node.nowMs()),
    ...(await describeAsFarAsHeld(node, branch.commit)),
  }
  const record = underAuthors(node, withLocal(found, await heldLocal(node, cube)), authors)
  await node.ledger.change({ record, audit: [repairOf(node, record)] })
  notes.push(wishesLost(record))
  return true
}

/** What the audit log says of a record that was put right by what is signed. */
export function repairOf({ nowMs }: Clock, { cube, commit }: CubeRecord): AuditEvent {
  return { time: nowMs(), kind: 'repair', cube: parseCid(cube), commit }
}

/** The private branches of the cube as far as they are here. */
async function heldLocal(node: Reads, cube: string): Promise<Record<string, CID>> {
  const copy = await readLocalCopy(node.store, cube).catch(() => ({}))
  const held: Record<string, CID> = {}
  for (const [name, commit] of Object.entries(copy))
    if (await hasState(node, commit).catch(() => false)) held[name] = commit
  return held
}

function wishesLost({ own, name }: CubeRecord): string {
  return own
    ? `the record of your cube "${name}" was made again; say \`memcube publish ${name}\` if it was published`
    : `the record of "${name}" was made again; say \`memcube follow ${name}\` if it was followed`
}

type Known = Pick<CubeRecord, 'cube' | 'name' | 'author' | 'own' | 'followed' | 'published' | 'forkOf'>

async function recordOf(node: Signer & Shelved, cube: string, genesis: Genesis): Promise<Known> {
  const [first] = genesis.authors
  const author = formatDid(first as Uint8Array)
  return {
    cube,
    name: await node.cubes.freeName(genesis.name, cube),
    author,
    own: author === node.author.did,
    followed: false,
    published: false,
    ...(genesis.forkOf !== undefined && { forkOf: genesis.forkOf }),
  }
}

async function genesisOf(node: Stored, cube: string): Promise<Genesis | undefined> {
  try {
    const bytes = await node.store.get(parseCid(cube))
    return bytes === undefined ? undefined : parseGenesis(bytes)
  } catch {
    return undefined
  }
}

/** Counts and settings, or none where the state has gaps: a later check of the whole cube sets them right. */
async function describeAsFarAsHeld(
  node: Reads & Logs,
  commit: CID,
): Promise<Pick<CubeRecord, 'memories' | 'info'>> {
  try {
    return await describeState(node, commit)
  } catch {
    return { memories: 0, info: { topics: [] } }
  }
}

/**
 * How far above the last known head the first head after a loss is numbered. Nobody can say how many heads were signed
 * and lost; far below the jump that others quarantine, far above what one home signs before it is noticed. Guess.
 */
const safeJump = 10_000

interface RebuildLostNeeds extends Reads, MovesBranches, Logs, Clock, Locks {}

/** Signs a new head for an own cube that lost all of them, from the commits that are here. The newest becomes main. */
export async function rebuildLost(node: RebuildLostNeeds, lost: LostCube, notes: string[]): Promise<boolean> {
  return node.exclusive(lost.cube, async () => {
    if ((await node.cubes.get(lost.cube)) !== undefined) return false
    const { [mainBranch]: main, ...others } = refsOf(lost)
    if (main === undefined) return false
    const found: CubeRecord = {
      ...(await recordOf(node, lost.cube, lost.genesis)),
      head: new Uint8Array(),
      seq: safeJump,
      branch: mainBranch,
      commit: main,
      expires: 0,
      ...(await describeAsFarAsHeld(node, main)),
    }
    // Nobody can say which of them were published: only main is in the head.
    const record = withLocal(found, others)
    await writeHead(node, record, { [mainBranch]: main }, node.nowMs(), [])
    notes.push(
      `your cube "${record.name}" had lost every signed head; a new one was signed over the ${countOf(lost.commits.length, 'commit')} that are here${Object.keys(others).length > 0 ? ', and each other end of its history has a branch that is not published' : ''}`,
      wishesLost(record),
    )
    return true
  })
}

/** The ends of the history: commits that are no other's parent. */
function refsOf({ commits }: LostCube): Record<string, CID> {
  const parents = new Set(commits.flatMap(({ commit }) => commit.parents.map(String)))
  const ends = commits
    .filter(({ cid }) => !parents.has(cid.toString()))
    .sort((a, b) => (a.commit.rev < b.commit.rev ? 1 : -1))
  return Object.fromEntries(
    ends.slice(0, 64).map(({ cid }, index) => [index === 0 ? 'main' : `recovered-${index}`, cid]),
  )
}

/** The current head as the record should have it, for an own cube whose record is behind its mark. */
export async function catchUpWithMark(
  node: RebuildLostNeeds,
  cube: string,
  losses: Problem[],
): Promise<boolean> {
  return node.exclusive(cube, async () => {
    const record = await node.cubes.get(cube)
    const mark = record === undefined ? undefined : await highWater(node.store, cube, headAuthor(record))
    if (record === undefined || mark === undefined || mark.seq <= record.seq) return false
    const head = attempt(() => parseHead(mark.head))
    if (head !== undefined && (await allHeld(node, head))) {
      await takeOver(node, record, head, mark.head)
      return true
    }
    if (!record.own) return false
    const lost = head === undefined ? [] : await absentCommits(node, head)
    await writeHead(node, { ...record, seq: mark.seq }, parseHead(record.head).refs, node.nowMs(), [])
    losses.push({
      kind: 'rollback',
      cid: cube,
      cube,
      message: `your cube "${record.name}" lost what was written between sequence ${record.seq} and ${mark.seq}${lost.length > 0 ? `: commits ${lost.join(', ')}` : ''}; a new head was signed over what is left`,
    })
    return true
  })
}

async function takeOver(
  node: Reads & Changes & Logs & Clock,
  record: CubeRecord,
  head: Head,
  bytes: Uint8Array,
): Promise<void> {
  const branch = branchToPull(head, record.branch)
  if (branch === undefined) return
  const isBeside = isOnLocalBranch(record)
  const next: CubeRecord = {
    ...record,
    head: bytes,
    seq: head.seq,
    expires: freshUntil(head, node.nowMs()),
    ...(!isBeside && {
      branch: branch.name,
      commit: branch.commit,
      ...(await describeAsFarAsHeld(node, branch.commit)),
    }),
  }
  await node.ledger.change({ record: next, audit: [repairOf(node, next)] })
}

async function allHeld(node: Reads, head: Head): Promise<boolean> {
  return (await absentCommits(node, head)).length === 0
}

/** Commits of a head that are not here, or whose state is not. */
export async function absentCommits(node: Reads, { refs }: Head): Promise<string[]> {
  const absent: string[] = []
  for (const cid of Object.values(refs)) {
    const commit = await node.cubes.commit(cid).catch(() => undefined)
    if (commit === undefined || !(await node.store.has(commit.tree))) absent.push(cid.toString())
  }
  return absent
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
