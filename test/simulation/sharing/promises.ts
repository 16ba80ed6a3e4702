/** What must hold whatever happens: checked at each write of each home, and once more when the weather is calm. */
import { createOrigins, type OriginReader } from '../../../src/core/merge/index.ts'
import { isOnLocalBranch, mainBranch, sharedCommit } from '../../../src/cubes/branches.ts'
import { decideTier, decideVoice } from '../../../src/cubes/decide-voice.ts'
import { tierOf, isAtLeast, type AuthorRecord } from '../../../src/cubes/tier.ts'
import { maySign, relateAuthors } from '../../../src/core/policy/index.ts'
import { cidOf, keyOf } from '../../sharing/values.ts'
import type { SimCommit } from './commits.ts'
import type { Change, SimHome } from './home.ts'
import type { SharedWorld } from './shared-world.ts'

/** Notes every promise that a change would break. It is told at the end, because whoever pulls goes on after an error. */
export function checkChange(world: SharedWorld, home: SimHome, change: Change): void {
  const broken = (what: string): void => void world.broken.push(`${home.name} ${what}`)
  checkMark(home, change, broken)
  checkOwnHead(world, home, change, broken)
  const { record } = change
  if (record === undefined) return
  const before = home.disk.record
  if (before !== undefined && !['same', 'behind'].includes(relateAuthors(before.chain, record.chain)))
    broken('went back to other authors')
  const state = home.disk.commits.get(sharedCommit(record))
  if (state === undefined) return broken('shows a commit that it does not hold')
  const history = world.commits.before(state.cid)
  if (!history.every(({ cid }) => home.disk.commits.has(cid))) broken('shows a state whose history has holes')
  if (before !== undefined) {
    if (change.isWished !== true && isOnLocalBranch(before) && !record.commit.equals(before.commit))
      broken('left a branch of its own by what others did')
    const old = sharedCommit(before)
    if (!old.equals(state.cid) && world.commits.isBefore(state.cid, old))
      broken('went back to a state behind the one that it had accepted')
  }
  if (history.some(({ isIllegal }) => isIllegal))
    broken('follows a branch that somebody moved without a right')
  checkForgotten(world, home, state, change, broken)
}

function checkMark(home: SimHome, { mark }: Change, broken: (what: string) => void): void {
  const before = mark && home.disk.marks.get(mark.author)
  if (mark === undefined || before === undefined) return
  if (mark.seq < before.seq) broken(`went back from head ${before.seq} to ${mark.seq}`)
  if (mark.seq === before.seq && !Buffer.from(mark.bytes).equals(before.bytes))
    broken(`took another head with number ${mark.seq}`)
}

/** What a home signed stays in what it signs: its own words are not lost by following others. Branches of others are theirs. */
function checkOwnHead(
  world: SharedWorld,
  home: SimHome,
  { mark, record }: Change,
  broken: (what: string) => void,
): void {
  const before = home.ownHead?.head.refs
  if (mark?.author !== home.did || mark.head === undefined) return
  for (const [branch, commit] of Object.entries(before ?? {})) {
    if (record !== undefined && !maySign(record.chain.standing, keyOf(home.name), branch)) continue
    const next = mark.head.head.refs[branch]
    if (next === undefined || !world.commits.isBefore(commit, next))
      broken(`signs ${branch} without what it signed before`)
  }
}

/** What was forgotten comes back in no later state, unless an author has taken the tombstone back on the way to it. */
function checkForgotten(
  world: SharedWorld,
  home: SimHome,
  state: SimCommit,
  { forgotten = [] }: Change,
  broken: (what: string) => void,
): void {
  const changed = new Map(forgotten.map((one) => [one.memory, one]))
  for (const memory of state.tombstones) {
    const id = cidOf(memory).toString()
    const one = changed.get(id) ?? home.disk.forgotten.get(id)
    if (one === undefined || one.lifted === true) broken(`does not forget ${memory}, as its state says`)
  }
  for (const [key, memory] of state.entries) {
    if (state.tombstones.has(memory)) broken(`shows under ${key} what the same state says is forgotten`)
    const id = cidOf(memory).toString()
    const had = home.disk.forgotten.get(id)
    const has = changed.get(id) ?? had
    if (had === undefined || has?.lifted !== true) continue
    if (had.tombstone === undefined) broken(`has again what it had forgotten for itself, ${memory}`)
    else if (!state.takenBack.has(memory)) broken(`has again what was forgotten, ${memory}`)
  }
}

/** Nothing of a cube is offered by who knows that it is withdrawn, and no head of who has withdrawn it. */
export function checkOffered(world: SharedWorld, home: SimHome): void {
  const offered = home.offered()
  for (const { author } of offered?.heads ?? []) {
    const mark = home.disk.marks.get(author)
    if (mark !== undefined && mark.head === undefined)
      world.broken.push(`${home.name} serves a cube that its author withdrew with ${mark.seq}`)
  }
  const local = Object.values(home.disk.record?.local ?? {})
  if (
    offered?.heads.some(({ head }) =>
      Object.values(head.refs).some((ref) => local.some((one) => one.equals(ref))),
    )
  )
    world.broken.push(`${home.name} serves a branch of its own`)
}

/** Nobody is trusted further because somebody who is trusted passed it on. */
export async function checkVoices(world: SharedWorld, home: SimHome): Promise<void> {
  const { record, commits } = home.disk
  const state = home.state
  if (record === undefined || state === undefined) return
  const reader: OriginReader = {
    commit: (cid) => Promise.resolve(commits.get(cid)),
    isSigned: () => Promise.resolve(true),
  }
  const origins = createOrigins(reader)
  const own = record.own && !isOnLocalBranch(record) && record.branch === mainBranch
  for (const [key, memory] of home.visible()) {
    const writer = world.writers.get(memory)!
    const origin = await origins.of(state.cid, key, cidOf(memory), (tree, at, value) => {
      const held = world.commits.withTree(tree)?.entries.get(at)
      return Promise.resolve(held !== undefined && cidOf(held).equals(value))
    })
    const signer = { author: record.author, cube: record.cube }
    const [first] = decideVoice({
      signer,
      origin: own ? origin : undefined,
      inputs: undefined,
      stated: undefined,
      self: home.did,
    })
    const decided = trusted(first.author, home.did)
    const speakers = [{ author: first.author, stated: undefined, from: undefined, decided }]
    const tier = decideTier(
      { tier: tierOf(record, trusted(record.author, home.did)), signs: own },
      speakers,
      home.did,
    )
    const most = tierOf({ own: writer === home.did, followed: false }, trusted(writer, home.did))
    if (own && !isAtLeast(most, tier))
      world.broken.push(`${home.name} trusts ${memory} as ${tier}, and its writer as ${most}`)
    if (!own && tier === 'own') world.broken.push(`${home.name} takes ${memory} of others for its own words`)
  }
}

/** Everybody else is a stranger to a home. */
function trusted(did: string, self: string): AuthorRecord | undefined {
  return did === self ? undefined : { did, followed: false, blocked: false }
}
