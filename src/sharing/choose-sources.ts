/** Whom a pull asks for heads, and whom it dials. Pure. */
import { bytesEqual } from '../core/codec/index.ts'
import { parseDid } from '../core/identity/index.ts'
import type { CubeRecord } from '../cubes/index.ts'
import type { Offer } from './interface.ts'

/** Peers reached through one DHT answer, or being dialled; more say the same. Guess. */
const maxProviders = 16
/** Peers dialled in all: those that cannot be reached do not count against the others, up to here. Guess. */
const maxDials = 64

/**
 * Who is asked first. Those that are connected, where that may be enough: of a cube that is new here, or has several
 * authors, whoever can be found is asked.
 */
export function firstAsked(
  named: readonly string[],
  held: Pick<CubeRecord, 'rosters'> | undefined,
): 'connected' | 'everybody' {
  return named.length === 0 && held !== undefined && held.rosters === undefined ? 'connected' : 'everybody'
}

/** Whether somebody offers a newer head of the author that the cube has here. */
export function hasNews(
  offers: readonly Pick<Offer, 'cube' | 'head'>[],
  { cube, author, seq }: Pick<CubeRecord, 'cube' | 'author' | 'seq'>,
): boolean {
  const key = parseDid(author)
  return offers.some(
    (offer) => offer.cube.toString() === cube && offer.head.seq > seq && bytesEqual(offer.head.author, key),
  )
}

/** Whether another provider is dialled, after so many dials of which some failed. */
export function mayDial({ dials, failed }: { dials: number; failed: number }): boolean {
  return dials - failed < maxProviders && dials < maxDials
}
