/** Ticket: a cube id with where to find it, as one word to pass on. Spec: protocols/cube/spec.md, "Ticket". */
import type { CID } from 'multiformats/cid'
import { base32 } from 'multiformats/bases/base32'
import { decode, encode, LIMITS } from '../codec/index.ts'
import { shortened } from '../errors.ts'
import { CubeError } from './cube-error.ts'
import { isLink, parseLink } from './link.ts'
import { link, list, optional, requireInput, requireShape, text, type Check } from './shape.ts'

export interface Ticket {
  cube: CID
  name?: string
  /** Multiaddrs of nodes that have it. */
  addresses: string[]
  /** A signed head, for readers whose only peers hold blocks and know nothing of heads. */
  head?: Uint8Array
}

const PREFIX = 'memcube:'
/** Base32 of the largest ticket that the fields allow. */
const maxChars = 36_864

const head: Check = (value) =>
  value instanceof Uint8Array && value.length <= LIMITS.maxHeadBytes ? undefined : 'a signed head'
const shape = {
  cube: link,
  name: optional(text(128)),
  addresses: list(text(1_024, 1), 16),
  head: optional(head),
}

/** The ticket as one word. Of more than 16 addresses the first 16 are given. @throws {CubeError} ERR_INVALID_INPUT */
export function formatTicket(ticket: Ticket): string {
  const short = { ...ticket, addresses: ticket.addresses.slice(0, 16) }
  requireInput('ticket', short, shape)
  return PREFIX + base32.encode(encode(short))
}

/** What begins with `memcube:`: a ticket, or a link, which says less. @throws {CubeError} ERR_INVALID_INPUT */
export function parseTicketOrLink(given: string): Ticket {
  return isLink(given) ? parseLink(given) : parseTicket(given)
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function parseTicket(ticket: string): Ticket {
  try {
    if (!ticket.startsWith(PREFIX) || ticket.length > maxChars)
      throw new CubeError('ERR_INVALID_INPUT', 'no ticket')
    const value = decode(base32.decode(ticket.slice(PREFIX.length)))
    requireShape('ticket', value, shape)
    return value as Ticket
  } catch (cause) {
    throw new CubeError('ERR_INVALID_INPUT', `"${shortened(ticket, 40)}" is not a whole link or ticket`, {
      cause,
      hint: 'copy the whole line that `memcube link` or `memcube publish` printed',
    })
  }
}
