/** What a person asked to have pulled: a name, a cube id or a ticket, made out as far as it can be. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import { parseHead, parseTicketOrLink } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { formatDid } from '../core/identity/index.ts'
import { type Reads, type Trust, findAway, cubeIdIn, isAtLeast } from '../cubes/index.ts'
import { invalidInput, NodeError, notFound, countOf } from '../home/index.ts'
import { chooseNamed, type Named } from './choose-named.ts'
import { findByName } from './discovery.ts'
import type { OfferedHead } from './choose-head.ts'
import type { Offer } from './interface.ts'
import type { NetworkServices } from './services.ts'

/** Where the cube is, as far as the home and the text tell. */
export interface Target {
  cube: CID
  addresses: string[]
  /** A signed head that came with a ticket: for peers that hold blocks and know nothing of heads. */
  ticketHead: Uint8Array | undefined
}

/** Cubes of one name that an error lists. Guess. */
const maxNamed = 8

async function namedBy(node: Trust, { cube, head }: Offer): Promise<Named> {
  const author = await node.authors.get(formatDid(head.author))
  const isTrusted = author?.tier !== undefined && isAtLeast(author.tier, 'followed')
  const known = author?.followed === true || isTrusted ? 'known' : 'stranger'
  return { cube: cube.toString(), author: author?.blocked === true ? 'blocked' : known }
}

export async function resolveTarget(
  node: Reads & Trust,
  services: NetworkServices,
  text: string,
  signal: AbortSignal,
): Promise<Target> {
  if (text.startsWith('memcube:')) {
    const { cube, addresses, head } = parseTicketOrLink(text)
    return { cube, addresses, ticketHead: head }
  }
  const plain = (cube: string): Target => ({ cube: parseCid(cube), addresses: [], ticketHead: undefined })
  const record = await node.cubes.find(text)
  if (record !== undefined) return plain(record.cube)
  const away = await findAway(node.store, text)
  if (away !== undefined) return plain(away.record.cube)
  const id = cubeIdIn(text)
  if (id !== undefined) return plain(id)
  const offers = await findByName(services, text, signal)
  const ids = chooseNamed(await Promise.all(offers.map((offer) => namedBy(node, offer))))
  const [first] = ids
  if (first === undefined) {
    throw notFound(
      `no cube "${text}" is in this home, and none of ${countOf(services.host.peers().length, 'connected node')} offers one`,
      'try `memcube discover`, or give the cube id or a ticket',
    )
  }
  if (ids.length > 1)
    throw invalidInput(
      `${ids.length} cubes are called "${text}": ${ids.slice(0, maxNamed).join(', ')}${ids.length > maxNamed ? ', ...' : ''}`,
      'say which with its cube id; `memcube discover` shows who wrote each',
    )
  return plain(first)
}

/**
 * The head of a ticket as an offer: used when no peer that speaks sync offers one as new. It is a hint: where peers offer
 * heads, one that cannot be read is passed over.
 * @throws {CubeError|NodeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE where there is nothing else to go by
 */
export function blockOffer(target: Target, offers: readonly OfferedHead[]): OfferedHead | undefined {
  try {
    return readOffer(target, offers)
  } catch (error) {
    if (offers.length === 0 || !(error instanceof MemCubeError)) throw error
    return undefined
  }
}

function readOffer({ cube, ticketHead }: Target, offers: readonly OfferedHead[]): OfferedHead | undefined {
  if (ticketHead === undefined) return undefined
  const head = parseHead(ticketHead)
  if (!head.cube.equals(cube))
    throw new NodeError('ERR_UNVERIFIABLE', `the ticket is for ${cube} and its head is for ${head.cube}`, {
      hint: 'ask for a new ticket',
    })
  const newest = Math.max(0, ...offers.map((offer) => offer.head.seq))
  return head.seq > newest ? { head, bytes: ticketHead, peers: [] } : undefined
}
