/** What people do with a shared cube: write, merge, forget, name authors, withdraw. Each is one step of a story. */
import type { CID } from 'multiformats/cid'
import { isOnLocalBranch, mainBranch, sharedCommit } from '../../../src/cubes/branches.ts'
import { follow, maySign, type Authors } from '../../../src/core/policy/index.ts'
import { cidOf, cube, headAt, keyOf } from '../../sharing/values.ts'
import type { NewCommit, SimCommit } from './commits.ts'
import type { SimHome, Statement } from './home.ts'
import type { SharedWorld } from './shared-world.ts'

/** A commit on the branch that a home may sign, and its head. Commits that are apart are merged with it. */
export function write(world: SharedWorld, home: SimHome, edit: Partial<Edit> = {}): void {
  const { record, commits } = home.disk
  const branch = home.ownBranch
  if (record === undefined || branch === undefined) return
  const base = ownRefs(home)[branch] ?? sharedCommit(record)
  const others = branch === mainBranch ? (record.diverged ?? []).filter((one) => commits.has(one)) : []
  const made = merged(
    [base, ...others].map((cid) => commits.get(cid)!),
    home.did,
  )
  const commit = world.commits.add({ ...made, ...edited(made, edit), authors: edit.authors ?? made.authors })
  commits.add(commit.cid)
  signAt(home, branch, commit.cid, edit.authors)
}

/** Merges what is apart; where it contains ours, there is nothing to merge, and this home signs that it agrees. */
export function merge(world: SharedWorld, home: SimHome): void {
  const { diverged = [] } = home.disk.record!
  const ours = sharedCommit(home.disk.record!)
  const newer = diverged.find((one) => world.commits.isBefore(ours, one))
  if (newer !== undefined && home.disk.commits.has(newer)) signAt(home, mainBranch, newer)
  else write(world, home)
}

function signAt(home: SimHome, branch: string, commit: CID, authors = home.disk.record!.chain): void {
  const record = home.under(authors)
  const isMain = branch === mainBranch
  const forgotten = isMain ? home.honour(sharedCommit(record), commit) : []
  const refs = { ...ownRefs(home), [branch]: commit }
  const shown = isMain && !isOnLocalBranch(record) ? { commit, diverged: [] } : {}
  home.sign({ ...record, ...shown, withdrawn: false, published: true }, refs, forgotten)
}

interface Edit {
  put: readonly [key: string, memory: string]
  forget: string
  takeBack: string
  authors: Authors
}

/** Where this home's next head has its branches; every head has main. */
function ownRefs({ ownHead, disk: { record } }: SimHome): Record<string, CID> {
  return ownHead === undefined ? { [mainBranch]: sharedCommit(record!) } : { ...ownHead.head.refs }
}

/** Entries of all sides, ours first, without what a side has forgotten. */
function merged(sides: readonly SimCommit[], author: string): NewCommit {
  const takenBack = new Set(sides.flatMap((side) => [...side.takenBack]))
  const tombstones = new Set(
    sides.flatMap((side) => [...side.tombstones]).filter((memory) => !takenBack.has(memory)),
  )
  const entries = new Map<string, string>()
  for (const side of sides)
    for (const [key, memory] of side.entries)
      if (!entries.has(key) && !tombstones.has(memory)) entries.set(key, memory)
  const authors = sides.reduce(
    (best, side) => (side.authors.rosters.length > best.rosters.length ? side.authors : best),
    sides[0]!.authors,
  )
  return {
    parents: sides.map(({ cid }) => cid),
    author,
    entries,
    tombstones,
    takenBack,
    authors,
    isIllegal: false,
  }
}

function edited(
  { entries, tombstones, takenBack }: NewCommit,
  { put, forget, takeBack }: Partial<Edit>,
): Pick<NewCommit, 'entries' | 'tombstones' | 'takenBack'> {
  const next = new Map(entries)
  if (put !== undefined && (put[1] === takeBack || !tombstones.has(put[1]))) next.set(...put)
  for (const [key, memory] of entries) if (memory === forget) next.delete(key)
  return {
    entries: next,
    tombstones: new Set(
      [...tombstones, ...(forget === undefined ? [] : [forget])].filter((one) => one !== takeBack),
    ),
    takenBack: takeBack === undefined ? takenBack : new Set([...takenBack, takeBack]),
  }
}

/** A new memory, under a new key or in the place of another one. */
export function add(world: SharedWorld, home: SimHome): void {
  const key = `k${Math.floor(world.random() * 6)}`
  const memory = `memory ${world.writers.size}`
  world.writers.set(memory, home.did)
  world.keys.set(memory, key)
  write(world, home, { put: [key, memory] })
}

/** By a tombstone, where this home signs main; else for this home alone. */
export function forgetOne(world: SharedWorld, home: SimHome): void {
  const visible = home.visible()
  if (visible.length === 0) return
  const [, memory] = world.pick(visible)
  const isSigner = home.ownBranch === mainBranch
  // What was taken back once is not forgotten again: it would be the same tombstone.
  if (isSigner && home.state!.takenBack.has(memory)) return
  if (isSigner) return write(world, home, { forget: memory })
  const id = cidOf(memory).toString()
  home.commit({ forgotten: [{ cube: cube.toString(), memory: id, time: 1, author: home.did, done: true }] })
}

/** Its writer puts it back as well; anybody else only lets it come again. */
export function takeOneBack(world: SharedWorld, home: SimHome): void {
  const memory = home.ownBranch === mainBranch ? [...(home.state?.tombstones ?? [])][0] : undefined
  if (memory === undefined) return
  const isWriter = world.writers.get(memory) === home.did
  write(world, home, { takeBack: memory, ...(isWriter && { put: [world.keys.get(memory)!, memory] }) })
}

const RIGHTS: Record<string, string[]>[] = [
  { alice: ['*'], bob: ['*'] },
  { alice: ['*'], bob: ['*'], carol: ['main'] },
  { alice: ['*'], bob: ['*'], eve: ['drafts/*'] },
  { alice: ['*'], bob: ['*'], dave: ['*'], eve: ['drafts/*'] },
]

/** Alice names other authors; dave may be one of them, and be none later. */
export function nameAuthors(world: SharedWorld, alice: SimHome): void {
  const { record } = alice.disk
  if (record === undefined || alice.ownBranch !== mainBranch || record.chain.rosters.length >= 3) return
  // Others have to be able to start from what she has signed.
  const threshold = record.chain.rosters.length > 0 && world.chance(0.3) ? 2 : 1
  const rights = world.pick(
    RIGHTS.filter((row) => !Object.keys(row).some((name) => world.overreached.has(name))),
  )
  const authors = nextChain(record.chain, rights, threshold)
  write(world, alice, { authors })
  world.chains.push(authors)
}

/** Takes the cube back for those who read it; the next head that is signed offers it again. */
export function withdraw(world: SharedWorld, home: SimHome): void {
  const { record, marks } = home.disk
  const mark = marks.get(home.did)
  if (record === undefined || mark?.head === undefined || home.ownBranch === undefined) return
  const seq = mark.seq + 1
  const statement: Statement = { author: home.did, seq, bytes: new Uint8Array([seq]), head: undefined }
  const isShared = record.rosters !== undefined
  const others = isShared ? home.heads(record.chain).filter(({ author }) => author !== home.did) : []
  home.commit({
    mark: statement,
    record: {
      ...record,
      published: false,
      ...(!isShared && { seq }),
      ...(others.length === 0 && { withdrawn: true }),
    },
  })
  world.gossip(home.name, statement)
}

/** A reader goes to a branch of this home alone, where nothing that others do changes what it reads. */
export function goBeside(world: SharedWorld, home: SimHome): void {
  const { record, commits } = home.disk
  if (record === undefined || home.ownBranch !== undefined || record.local !== undefined) return
  const commit = world.commits.add(merged([commits.get(record.commit)!], home.did))
  commits.add(commit.cid)
  home.commit({ record: { ...record, branch: 'mine', commit: commit.cid, local: { mine: commit.cid } } })
}

/** Back to main, as its owner wishes. */
export function goBack(home: SimHome): void {
  const { record } = home.disk
  if (record?.local === undefined) return
  const { local: _local, ...rest } = record
  home.commit({ record: { ...rest, branch: mainBranch, commit: sharedCommit(record) }, isWished: true })
}

/** Who may sign drafts alone, or was taken off, signs main all the same; a peer who lies passes it on. */
export function overreach(world: SharedWorld, home: SimHome): void {
  const { record, marks } = home.disk
  const state = home.state
  if (record === undefined || state === undefined || home.ownBranch === mainBranch) return
  if (!record.chain.ever.some((key) => world.nameOf(key) === home.name)) return
  if (maySign(world.newestChain.standing, keyOf(home.name), mainBranch)) return
  const entries = new Map([['lie', 'a lie']])
  // Who was taken off may still be believed, and merged, by who does not know it yet.
  const isIllegal = !world.chains.some(({ standing }) => maySign(standing, keyOf(home.name), mainBranch))
  const commit = world.commits.add({ ...merged([state], home.did), entries, isIllegal })
  world.writers.set('a lie', home.did)
  world.overreached.add(home.name)
  const seq = (marks.get(home.did)?.seq ?? 0) + 1 + Math.floor(world.random() * 3)
  const head = headAt(home.name, seq, { [mainBranch]: commit.cid })
  world.gossip('mallory', { author: home.did, seq, bytes: head.bytes, head })
}

/** The next roster: who may sign what, in the names of those who are in force. */
export function nextChain(
  before: Authors,
  rights: Readonly<Record<string, string[]>>,
  threshold: number,
): Authors {
  const authors = Object.entries(rights)
    .map(([name, branches]) => ({ key: keyOf(name), branches }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
  const { n, id } = before.standing
  const roster = { v: 1 as const, t: 'memcube/roster' as const, cube, n: n + 1, previous: id, signatures: [] }
  return follow(before, { ...roster, authors, threshold })
}
