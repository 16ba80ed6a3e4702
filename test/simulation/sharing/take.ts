/** What a home of the simulation takes of what peers offer and tell it: as `pull-cube.ts`, `pull-shared.ts` and `following.ts`. */
import { mainBranch, sharedCommit } from '../../../src/cubes/branches.ts'
import { decideHead } from '../../../src/core/cube/index.ts'
import type { Authors } from '../../../src/core/policy/index.ts'
import { chooseHead, groupOffers, type OfferedHead } from '../../../src/sharing/choose-head.ts'
import {
  concerns,
  decideCandidate,
  decideSharedCandidate,
  decideWithdrawal,
} from '../../../src/sharing/decide-following.ts'
import { decidePlace, decidePull, mayBePulled } from '../../../src/sharing/decide-pull.ts'
import { decideMovedBranch, foreignRefs } from '../../../src/sharing/decide-rights.ts'
import type { Relation } from '../../../src/sharing/decide-settling.ts'
import {
  commitsToPull,
  decideAuthors,
  isInForce,
  sortByAuthor,
} from '../../../src/sharing/decide-shared-pull.ts'
import { didOf } from '../../sharing/values.ts'
import { Refused, type Offered, type SimHome, type SimRecord, type Statement } from './home.ts'
import { learnAuthors, settle } from './settle.ts'

/** Asks these peers for their heads, and takes what may be taken. */
export async function pull(home: SimHome, offers: readonly Offered[]): Promise<void> {
  const known = home.disk.record
  if (!mayBePulled(known) || offers.length === 0) return
  let chain = known?.chain
  for (const offer of offers) if (decideAuthors(chain, offer.chain) === 'theirs') chain = offer.chain
  const all = groupOffers(
    offers.flatMap(({ peer, heads }) => heads.map(({ head, bytes }) => ({ head, bytes, peerId: peer }))),
  )
  if (chain === undefined) return
  if (chain.rosters.length > 0) return pullShared(home, chain, all)
  const choice = chooseHead(home.markOf(didOf(home.world.maker)), all)
  const step = decidePull(choice, known, all)
  if (step.type === 'pull') await accept(home, chain, step.offer)
}

async function pullShared(home: SimHome, chain: Authors, offers: readonly OfferedHead[]): Promise<void> {
  for (const { author, heads } of sortByAuthor(chain.standing, offers).heads) {
    // Nobody knows better than this home what it signed itself.
    if (author === home.did) continue
    const choice = chooseHead(home.markOf(author), heads)
    if (choice.type !== 'pull') continue
    await unlessRefused(() => takeHead(home, chain, choice.offer, offers))
  }
  const peers = [...new Set(offers.flatMap((offer) => offer.peers))]
  await unlessRefused(() => settle(home, chain, peers))
}

/** What gossip brings: the head of somebody, or a withdrawal. */
export async function hear(home: SimHome, statement: Statement, peer: string): Promise<void> {
  const { record } = home.disk
  if (record === undefined || !concerns(record)) return
  const { head, author } = statement
  const mark = home.disk.marks.get(author)
  if (head === undefined) return hearWithdrawal(home, record, statement)
  if (!isInForce(record.chain.standing, head.head.author)) return
  // Announce judges it by the marks that it knows, which may be older than those of the home.
  const isStale = home.world.chance(0.5)
  if (!isStale && decideHead(home.markOf(author), head.head).type !== 'accept') return
  const step = decideCandidate(record, mark, { head: head.head })
  const offer = { ...head, peers: [peer] }
  if (step.type === 'pull') return unlessRefused(() => accept(home, record.chain, offer))
  const said = { seq: head.head.seq, isOwn: author === home.did }
  if (step.type === 'end' || decideSharedCandidate(mark, undefined, said).type === 'end') return
  await unlessRefused(async () => {
    await takeHead(home, record.chain, offer, [])
    await settle(home, record.chain, [peer])
  })
}

function hearWithdrawal(home: SimHome, record: SimRecord, statement: Statement): void {
  const { author, seq } = statement
  const isShared = record.rosters !== undefined
  const decided = decideWithdrawal({
    seq,
    have: Math.max(home.disk.marks.get(author)?.seq ?? 0, isShared ? 0 : record.seq),
    isOwn: author === home.did,
    others: isShared ? home.heads(record.chain).filter((one) => one.author !== author).length : 0,
  })
  if (decided === undefined) return
  const next = { ...record, ...(!isShared && { seq }), ...(decided.withdrawn && { withdrawn: true }) }
  home.commit({ record: next, mark: statement })
}

async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

/** A head of a cube with one author: everything in one batch. */
async function accept(home: SimHome, chain: Authors, offer: OfferedHead): Promise<void> {
  const { record } = home.disk
  const commit = offer.head.refs[record?.branch ?? mainBranch] ?? offer.head.refs[mainBranch]!
  home.fetch(commit, offer.peers, chain)
  const { branch, isBeside } = decidePlace(offer.head, commit, record)
  const author = didOf(home.world.maker)
  const head = { author, head: offer.head, bytes: offer.bytes }
  const forgotten = home.honour(record && sharedCommit(record), commit)
  const next: SimRecord = {
    ...(record ?? home.newRecord(chain, author)),
    ...(isBeside ? {} : { branch, commit }),
    head: offer.bytes,
    seq: offer.head.seq,
    withdrawn: false,
  }
  home.commit({ record: next, mark: { author, seq: offer.head.seq, bytes: offer.bytes, head }, forgotten })
  const learnt = learnAuthors(home, chain)
  if (learnt.rosters.length > 0) await settle(home, learnt, offer.peers)
}

/** One head of several: the states that are needed of it, then the mark of its author. */
async function takeHead(
  home: SimHome,
  chain: Authors,
  offer: OfferedHead,
  offers: readonly OfferedHead[],
): Promise<void> {
  const { head, bytes } = offer
  const author = didOf(home.world.nameOf(head.author))
  const others = [...home.heads(chain), ...offers]
    .map((one) => one.head)
    .filter((one) => !Buffer.from(one.author).equals(head.author))
  const seen: { branch: string; relations: Relation[] }[] = []
  for (const { branch, commit, theirs } of foreignRefs(chain.standing, head, others)) {
    const relations: Relation[] = []
    for (const other of theirs) relations.push(await home.disk.commits.relate(commit, other))
    seen.push({ branch, relations })
  }
  if (decideMovedBranch(seen) !== undefined) throw new Refused('it moves a branch of others')
  for (const commit of commitsToPull(chain.standing, offer, home.disk.record))
    home.fetch(commit, offer.peers, chain)
  home.commit({ mark: { author, seq: head.seq, bytes, head: { author, head, bytes } } })
}
