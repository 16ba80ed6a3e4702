/** Which of the heads that peers offer to pull. Pure. */
import { bytesEqual } from '../core/codec/index.ts'
import { decideHead, type Head, type HeadDecision } from '../core/cube/index.ts'
import type { PulledHead } from './pulled-head.ts'

/** A head with the peers that offer it, its signature checked. */
export interface OfferedHead extends PulledHead {
  peers: string[]
}

/** The highest head accepted before, with its bytes. */
export interface HighWater {
  seq: number
  head: Uint8Array
}

export type HeadChoice =
  | { type: 'pull'; offer: OfferedHead }
  | { type: 'current'; peers: string[]; offer: OfferedHead }
  /** All that is offered is older than what was accepted before. */
  | { type: 'rollback'; have: number; got: number }
  /** Another head with the same sequence number: one key signed two histories. */
  | { type: 'forked'; offer: OfferedHead }
  | { type: 'quarantine'; got: number }
  | { type: 'nothing' }

/** What is told of several offers: the first of these that any of them is. */
const telling: Record<HeadDecision['type'], number> = {
  accept: 0,
  same: 1,
  forked: 2,
  rollback: 3,
  quarantine: 4,
}

/** Takes the newest head that may follow the one known; what is not newer is reported, the most telling first. */
export function chooseHead(known: HighWater | undefined, offers: readonly OfferedHead[]): HeadChoice {
  const [first] = [...offers]
    .sort((a, b) => b.head.seq - a.head.seq)
    .map((offer) => ({ offer, decision: decideHead(known, offer.head) }))
    .sort((a, b) => telling[a.decision.type] - telling[b.decision.type])
  return first === undefined ? { type: 'nothing' } : choiceOf(first)
}

function choiceOf({ offer, decision }: { offer: OfferedHead; decision: HeadDecision }): HeadChoice {
  switch (decision.type) {
    case 'accept':
      return { type: 'pull', offer }
    case 'same':
      return { type: 'current', peers: offer.peers, offer }
    case 'forked':
      return { type: 'forked', offer }
    case 'rollback':
      return { type: 'rollback', have: decision.have, got: decision.got }
    case 'quarantine':
      return { type: 'quarantine', got: offer.head.seq }
  }
}

/**
 * Two heads of one author with one number and different refs, among what is offered and what is known: one key signed two
 * histories. Undefined where there are none.
 */
export function findRivals(
  known: (HighWater & { author: Uint8Array }) | undefined,
  offers: readonly OfferedHead[],
): { one: Uint8Array; other: Uint8Array } | undefined {
  const isRival = (author: Uint8Array, mark: HighWater, { head }: OfferedHead): boolean =>
    bytesEqual(author, head.author) && decideHead(mark, head).type === 'forked'
  for (const [at, offer] of offers.entries()) {
    const { head, bytes } = offer
    if (known !== undefined && isRival(known.author, known, offer)) return { one: known.head, other: bytes }
    const other = offers
      .slice(at + 1)
      .find((one) => isRival(head.author, { seq: head.seq, head: bytes }, one))
    if (other !== undefined) return { one: bytes, other: other.bytes }
  }
  return undefined
}

/** Offers of one head from several peers, put together. */
export function groupOffers(
  offers: readonly { head: Head; bytes: Uint8Array; peerId: string }[],
): OfferedHead[] {
  const groups = new Map<string, OfferedHead>()
  for (const { head, bytes, peerId } of offers) {
    const id = Buffer.from(bytes).toString('base64')
    const group = groups.get(id)
    if (group === undefined) groups.set(id, { head, bytes, peers: [peerId] })
    else group.peers.push(peerId)
  }
  return [...groups.values()]
}
