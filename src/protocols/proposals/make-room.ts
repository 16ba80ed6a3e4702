// What gives way to one more proposal. Nobody finds it full because strangers came first: what is no longer open goes, the
// oldest first, then what strangers have open, of the network that has most. Who is known here never gives way. Pure.
import { bytesEqual } from '../../core/codec/index.ts'
import type { Proposal } from '../../core/cube/index.ts'
import type { KnownProposal } from './known-proposal.ts'
import { PROPOSAL_LIMITS } from './limits.ts'

export interface ProposalRoom {
  /** To this cube. */
  known: readonly KnownProposal[]
  /** To other cubes. */
  elsewhere: readonly KnownProposal[]
  /** Of the same fork and author: the new one takes their place. */
  sameFork: readonly KnownProposal[]
  proposal: Proposal
  /** Whether nobody here follows or trusts its author. */
  isStranger: boolean
  /** What its content takes. */
  bytes: number
}

type RoomMade = { type: 'fits'; evict: string[] } | { type: 'refused'; message: string }

export function makeRoomFor(room: ProposalRoom): RoomMade {
  const gone = new Set<KnownProposal>()
  for (;;) {
    const lack = lackOf(room, gone)
    if (lack === undefined) return { type: 'fits', evict: [...gone].map(({ id }) => id) }
    const victim = choose(lack.here) ?? choose(lack.others)
    if (victim === undefined) return { type: 'refused', message: lack.message }
    gone.add(victim)
  }
}

interface Lack {
  message: string
  /** What may give way to it, first and then. */
  here: KnownProposal[]
  others: KnownProposal[]
}

/** The first limit that one more would break. */
function lackOf(room: ProposalRoom, gone: ReadonlySet<KnownProposal>): Lack | undefined {
  const { openPerCube, openPerStranger, proposalsPerCube, proposalsInAll, maxContentBytes } = PROPOSAL_LIMITS
  const stays = (one: KnownProposal): boolean => !gone.has(one)
  const [here, others] = [room.known.filter(stays), room.elsewhere.filter(stays)]
  const open = here.filter((one) => one.state === 'open' && !room.sameFork.includes(one))
  const ofAuthor = open.filter((one) => bytesEqual(one.proposal.author, room.proposal.author))
  if (room.isStranger && ofAuthor.length >= openPerStranger)
    return { message: 'the author has too many proposals to this cube open', here: ofAuthor, others: [] }
  if (open.length >= openPerCube)
    return {
      message: `${open.length} proposals to this cube are open: its authors have to decide some first`,
      here: open.filter(isStrangers),
      others: [],
    }
  const message = 'too many proposals are kept here already: try again later'
  if (here.length >= proposalsPerCube) return { message, here: here.filter(mayGo), others: [] }
  if (here.length + others.length >= proposalsInAll)
    return { message, here: here.filter(mayGo), others: others.filter(mayGo) }
  const bytes = [...here, ...others].reduce((sum, { contentBytes = 0 }) => sum + contentBytes, 0)
  if (bytes + room.bytes <= maxContentBytes) return undefined
  const takesRoom = (one: KnownProposal): boolean => mayGo(one) && (one.contentBytes ?? 0) > 0
  return {
    message: `proposals of ${bytes} bytes are kept here already: try again later`,
    here: here.filter(takesRoom),
    others: others.filter(takesRoom),
  }
}

function isStrangers({ isStranger }: KnownProposal): boolean {
  return isStranger === true
}

function mayGo(one: KnownProposal): boolean {
  return one.state !== 'open' || isStrangers(one)
}

function choose(pool: readonly KnownProposal[]): KnownProposal | undefined {
  const closed = pool.filter(({ state }) => state !== 'open')
  if (closed.length > 0) return oldest(closed)
  const networks = [...Map.groupBy(pool, ({ network = '' }) => network).values()]
  return oldest(networks.reduce((most, one) => (one.length > most.length ? one : most), []))
}

function oldest(pool: readonly KnownProposal[]): KnownProposal | undefined {
  return pool.toSorted((a, b) => a.receivedMs - b.receivedMs)[0]
}
