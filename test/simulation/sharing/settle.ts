/** Where a cube with several authors goes in a home of the simulation: as `settle-shared.ts` and `keep-settled.ts`. */
import type { CID } from 'multiformats/cid'
import { isOnLocalBranch, mainBranch, namedBranches, sharedCommit } from '../../../src/cubes/branches.ts'
import { isNamed, votesFor, type KnownHead } from '../../../src/cubes/known-heads.ts'
import {
  decideCanonical,
  thresholdOf,
  type Authors,
  type Canonical,
  maySign,
} from '../../../src/core/policy/index.ts'
import {
  branchNames,
  decideApart,
  decideBranches,
  decideOwnMove,
  decideShownHead,
  decideWhere,
  type Relation,
} from '../../../src/sharing/decide-settling.ts'
import { decideAuthors } from '../../../src/sharing/decide-shared-pull.ts'
import { didOf, keyOf } from '../../sharing/values.ts'
import { Refused, type SimHome, type SimRecord } from './home.ts'

export async function settle(home: SimHome, before: Authors, peers: readonly string[]): Promise<void> {
  const chain = learnAuthors(home, before)
  const known = home.disk.record && home.underOf(home.disk.record, chain)
  const others = home.heads(chain)
  const own = known?.signs === undefined ? undefined : home.ownHead
  if (known === undefined || own === undefined) return followAuthors(home, chain, known, others, peers)
  const heads = [...others.filter(({ author }) => author !== home.did), own]
  return moveOwn(home, chain, known, own, heads, peers)
}

async function moveOwn(
  home: SimHome,
  chain: Authors,
  record: SimRecord,
  { head }: KnownHead,
  heads: readonly KnownHead[],
  peers: readonly string[],
): Promise<void> {
  const refs = { ...head.refs }
  for (const name of branchNames(heads)) {
    const at = await branchAt(home, heads, chain, name)
    const own = refs[name]
    const relation = own && at.type === 'at' ? await home.disk.commits.relate(own, at.commit) : undefined
    const to = decideOwnMove({
      at,
      own,
      relation,
      isLocal: Object.hasOwn(record.local ?? {}, name),
      maySign: maySign(chain.standing, keyOf(home.name), name),
    })
    if (to === undefined) continue
    home.fetch(to, peers, chain)
    refs[name] = to
  }
  const isMoved = Object.keys(refs).some((name) => String(refs[name]) !== String(head.refs[name]))
  const commit = isOnLocalBranch(record) ? record.commit : (refs[record.branch] ?? record.commit)
  const apart = await apartFrom(home, votesFor(heads, chain, record.branch), commit)
  show(home, { ...record, commit, diverged: apart }, isMoved ? refs : undefined)
}

async function apartFrom(home: SimHome, votes: readonly { commit: CID }[], ours: CID): Promise<CID[]> {
  const seen: { commit: CID; relation: Relation }[] = []
  for (const { commit } of votes)
    seen.push({ commit, relation: await home.disk.commits.relate(ours, commit) })
  return decideApart(seen)
}

async function followAuthors(
  home: SimHome,
  chain: Authors,
  known: SimRecord | undefined,
  heads: readonly KnownHead[],
  peers: readonly string[],
): Promise<void> {
  const isBeside = known !== undefined && isOnLocalBranch(known)
  const here = known && sharedCommit(known)
  const at = await branchAt(home, heads, chain, mainBranch)
  const votes = votesFor(heads, chain, mainBranch)
  const all = { ...chain, standing: { ...chain.standing, threshold: votes.length } }
  const where = decideWhere({
    at,
    here,
    relation: here && at.type === 'at' ? await home.disk.commits.relate(here, at.commit) : undefined,
    agreed: at.type === 'at' || here !== undefined ? undefined : await branchAt(home, heads, all, mainBranch),
    isSigner: isNamed(chain, home.did),
  })
  if (where.type === 'undecided') throw new Refused('its authors have not decided')
  home.fetch(where.commit, peers, chain)
  const by = decideShownHead(heads, mainBranch, where.commit, known?.author)
  if (by === undefined) throw new Refused('nobody offers it')
  const branches: { name: string; at: Canonical }[] = []
  for (const name of branchNames(heads)) branches.push({ name, at: await branchAt(home, heads, chain, name) })
  const before = known === undefined ? {} : namedBranches(known)
  show(home, {
    ...(known ?? home.underOf(home.newRecord(chain, didOf(home.world.maker)), chain)),
    ...(isBeside ? {} : { branch: mainBranch, commit: where.commit }),
    head: by.bytes,
    seq: by.head.seq,
    refs: { ...decideBranches(branches, before), [mainBranch]: where.commit },
    withdrawn: false,
    diverged: isBeside ? [] : [...where.diverged],
  })
}

function branchAt(
  home: SimHome,
  heads: readonly KnownHead[],
  chain: Authors,
  branch: string,
): Promise<Canonical> {
  const votes = votesFor(heads, chain, branch)
  return decideCanonical(home.disk.commits.history, votes, thresholdOf(chain.standing, branch))
}

/** Makes a state current, with what its tombstones demand, and signs for it where the refs of this home moved. */
function show(home: SimHome, record: SimRecord, refs?: Record<string, CID>): void {
  const before = home.disk.record && sharedCommit(home.disk.record)
  const after = refs?.[mainBranch] ?? sharedCommit(record)
  const forgotten = before?.equals(after) === true ? [] : home.honour(before, after)
  if (refs === undefined) return home.commit({ record, forgotten })
  home.sign(record, refs, forgotten)
}

/** The authors that the states of held heads name. */
export function learnAuthors(home: SimHome, chain: Authors): Authors {
  let best = chain
  for (const { head } of home.heads(chain)) {
    const at = head.refs[mainBranch]
    const found = at && home.disk.commits.get(at)?.authors
    if (found !== undefined && decideAuthors(best, found) === 'theirs') best = found
  }
  return best
}
