/**
 * Brings the record of a cube with several authors in step with the heads that are held: a home that signs moves its own
 * head where that loses nothing, any other goes where enough authors are. Spec: protocols/authors/spec.md.
 */
import type { CID } from 'multiformats/cid'
import { freshUntil } from '../core/cube/index.ts'
import { formatDid, parseDid } from '../core/identity/index.ts'
import { maySign, newestKey, type Authors, type Canonical } from '../core/policy/index.ts'
import {
  type Feeds,
  type Forgets,
  type MovesBranches,
  type Reads,
  type Signer,
  type Tells,
  isOnLocalBranch,
  mainBranch,
  namedBranches,
  sharedCommit,
  underAuthors,
  type CubeRecord,
  describeState,
  branchAt,
  isNamed,
  knownHeads,
  ownHead,
  relate,
  votesFor,
  type KnownHead,
  maySignIn,
} from '../cubes/index.ts'
import { type Clock, type Logs, type Stored, NodeError } from '../home/index.ts'
import { requireMoveAllowed } from '../cubes/policies/index.ts'
import { newRecord } from './accept-pull.ts'
import {
  branchNames,
  decideApart,
  decideBranches,
  decideOwnMove,
  decideShownHead,
  decideWhere,
  type Relation,
  type Where,
} from './decide-settling.ts'
import { keepSettled } from './keep-settled.ts'

interface Settling {
  cube: CID
  authors: Authors
  /** Makes sure that a commit is complete here. */
  fetchState(commit: CID): Promise<void>
  /** Others were asked what this home signed after a backup that it was restored from: it may sign again. */
  arePeersAsked?: boolean
}

interface Needs extends Reads, MovesBranches, Forgets, Feeds, Tells, Logs, Clock {}

/** Decides and writes. The caller holds the cube's lock. @throws ERR_DENIED where no commit has enough authors */
export async function settleShared(node: Needs, settling: Settling): Promise<CubeRecord> {
  const { cube, authors } = settling
  const known = await node.cubes.get(cube.toString())
  const others = await knownHeads(node, cube.toString(), authors)
  const record = known && underAuthors(node, { ...known, author: leadOf(authors, known.author) }, authors)
  // Who only reads in a swarm signs nothing there, and goes where the authors are.
  const signs = record?.signs !== undefined && maySignIn(node.team)
  const mine = signs ? ownHead(node, record) : undefined
  if (record === undefined || mine === undefined) return followAuthors(node, settling, record, others)
  const heads = [...others.filter(({ author }) => author !== mine.author), mine]
  return moveOwn(node, settling, record, mine, heads)
}

/** Whose cube it is called: the author it was, under the newest key, or one of those in force. */
function leadOf(authors: Authors, author: string): string {
  const lead = formatDid(newestKey(authors, parseDid(author)))
  if (isNamed(authors, lead)) return lead
  const [first] = authors.standing.authors
  return first === undefined ? lead : formatDid(first.key)
}

async function moveOwn(
  node: Needs,
  { authors, fetchState, arePeersAsked = false }: Settling,
  record: CubeRecord,
  { head }: KnownHead,
  heads: readonly KnownHead[],
): Promise<CubeRecord> {
  const refs = { ...head.refs }
  const mayMove = record.restored === undefined || arePeersAsked
  for (const name of mayMove ? branchNames(heads) : []) {
    const at = await branchAt(node, heads, authors, name)
    const own = Object.hasOwn(refs, name) ? refs[name] : undefined
    const to = decideOwnMove({
      at,
      own,
      relation: own && (await relationTo(node, own, at)),
      // What this home has under that name and has not published is another branch.
      isLocal: Object.hasOwn(record.local ?? {}, name),
      maySign: maySign(authors.standing, node.author.publicKey, name),
    })
    if (to === undefined) continue
    await fetchState(to)
    await requireMoveAllowed(node, { name: record.name, branch: name, from: own, to })
    refs[name] = to
  }
  const isBeside = isOnLocalBranch(record)
  const commit = isBeside ? record.commit : (refs[record.branch] ?? record.commit)
  const state = commit.equals(record.commit) ? {} : { commit, ...(await describeState(node, commit)) }
  const votes = isBeside ? [] : votesFor(heads, authors, record.branch)
  const apart = await commitsApart(node, votes, commit)
  const next = withDiverged({ ...record, ...state }, apart)
  const isMoved = Object.keys(refs).some((name) => String(refs[name]) !== String(head.refs[name]))
  return keepSettled(node, { authors, before: record, next, ...(isMoved && { refs }) })
}

/** Commits of other authors that are not in ours. */
async function commitsApart(node: Stored, votes: readonly { commit: CID }[], ours: CID): Promise<CID[]> {
  const seen: { commit: CID; relation: Relation }[] = []
  for (const { commit } of votes) seen.push({ commit, relation: await relate(node, ours, commit) })
  return decideApart(seen)
}

/** How a commit stands to where enough authors have its branch; undefined where they have it nowhere. */
async function relationTo(node: Stored, ours: CID, at: Canonical): Promise<Relation | undefined> {
  return at.type === 'at' ? relate(node, ours, at.commit) : undefined
}

async function followAuthors(
  node: Needs,
  settling: Settling,
  known: CubeRecord | undefined,
  heads: readonly KnownHead[],
): Promise<CubeRecord> {
  const { cube, authors, fetchState } = settling
  const isBeside = known !== undefined && isOnLocalBranch(known)
  const wanted = known === undefined || isBeside ? mainBranch : known.branch
  const branch = votesFor(heads, authors, wanted).length > 0 ? wanted : mainBranch
  const { commit, diverged } = await whereTo(node, heads, authors, branch, known)
  await fetchState(commit)
  await requireMoveAllowed(node, {
    name: known?.name ?? cube.toString(),
    branch,
    from: known && sharedCommit(known),
    to: commit,
  })
  const by = decideShownHead(heads, branch, commit, known?.author)
  if (by === undefined) throw undecided(authors, branch)
  const genesis = await node.cubes.genesis(cube)
  const lead = leadOf(authors, formatDid(genesis.authors[0] as Uint8Array))
  const state = isBeside ? known : { branch, commit, ...(await describeState(node, commit)) }
  const record: CubeRecord = {
    ...(known ?? (await newRecord(node, genesis, cube.toString(), lead))),
    ...state,
    head: by.bytes,
    seq: by.head.seq,
    expires: freshUntil(by.head, node.nowMs()),
    refs: { ...(await branchesAt(node, heads, authors, known)), [branch]: commit },
    withdrawn: false,
  }
  const under = underAuthors(node, record, authors)
  const votes = votesFor(heads, authors, branch)
  const apart = under.signs === undefined ? diverged : await commitsApart(node, votes, commit)
  return keepSettled(node, { authors, before: known, next: withDiverged(under, isBeside ? [] : apart) })
}

async function branchesAt(
  node: Stored,
  heads: readonly KnownHead[],
  authors: Authors,
  known: CubeRecord | undefined,
): Promise<Record<string, CID>> {
  const branches: { name: string; at: Canonical }[] = []
  for (const name of branchNames(heads))
    branches.push({ name, at: await branchAt(node, heads, authors, name) })
  return decideBranches(branches, known === undefined ? {} : namedBranches(known))
}

/** Where a home that has signed nothing goes. @throws ERR_DENIED where no commit has enough authors */
async function whereTo(
  node: Signer & Stored,
  heads: readonly KnownHead[],
  authors: Authors,
  branch: string,
  known: CubeRecord | undefined,
): Promise<Extract<Where, { type: 'at' }>> {
  const here = known !== undefined && isAt(known, branch) ? sharedCommit(known) : undefined
  const at = await branchAt(node, heads, authors, branch)
  const where = decideWhere({
    at,
    here,
    relation: here && (await relationTo(node, here, at)),
    // What all of them contain is not in dispute.
    agreed: at.type === 'at' || here !== undefined ? undefined : await agreedBy(node, heads, authors, branch),
    isSigner: isNamed(authors, node.author.did),
  })
  if (where.type === 'undecided') throw undecided(authors, branch)
  return where
}

/** The newest commit that the heads of all authors of a branch contain. */
function agreedBy(
  node: Stored,
  heads: readonly KnownHead[],
  authors: Authors,
  branch: string,
): Promise<Canonical> {
  const standing = { ...authors.standing, threshold: votesFor(heads, authors, branch).length }
  return branchAt(node, heads, { ...authors, standing }, branch)
}

/** Whether a branch is the one that is current here, or stands for it beside a branch of this home alone. */
function isAt(known: CubeRecord, branch: string): boolean {
  return branch === (isOnLocalBranch(known) ? mainBranch : known.branch)
}

function withDiverged(record: CubeRecord, diverged: readonly CID[]): CubeRecord {
  const { diverged: _before, ...rest } = record
  return diverged.length === 0 ? rest : { ...rest, diverged: [...diverged] }
}

function undecided({ standing }: Authors, branch: string): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `no commit of the branch "${branch}" is in the heads of ${standing.threshold} of the ${standing.authors.length} authors of the cube`,
    { hint: 'ask its authors to agree on one; pull again then' },
  )
}
