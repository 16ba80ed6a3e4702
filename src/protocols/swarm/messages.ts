/**
 * What members say to each other about their swarm, inside its fence: which events of the log they have, the events that the
 * other one lacks, where members can be reached, and which cubes there are. A question and its answer have one shape.
 */
import type { CID } from 'multiformats/cid'
import { decode, encode } from '../../core/codec/index.ts'
import { SWARM_LIMITS } from '../../core/swarm/index.ts'
import { asBoolean, asBytes, asCid, asList, asMap, asText } from '../fields.ts'

export const TEAM_PROTOCOL = '/memcube/team/1.0.0'

/** Where a member was last said to be; a hint, which the handshake proves or not. */
export interface MemberPlace {
  /** Node key, 32 bytes. */
  peer: Uint8Array
  doors: string[]
  hosts: string[]
}

export interface TeamMessage {
  /** 16 random bytes of this run of the node: two runs of one node at a time are two machines. */
  session: Uint8Array
  /** The newest events here. */
  have: CID[]
  /** Events that the other one lacks, parents first, as far as that is known. */
  events: Uint8Array[]
  /** There are more: ask again. */
  more: boolean
  places: MemberPlace[]
  /** Cubes that are offered. */
  cubes: CID[]
  /** The other one's node key is used by two machines. */
  twin: boolean
}

/** Cubes named in one message, of 40 bytes each. Guess: more than a team keeps. */
export const MAX_TEAM_CUBES = 4_096
const maxAddresses = 8

export function encodeTeamMessage(message: TeamMessage): Uint8Array {
  return encode({ v: 1, t: 'memcube/team', ...message })
}

/** @throws {ProtocolError|CodecError} ERR_UNVERIFIABLE for anything that is no such message */
export function parseTeamMessage(bytes: Uint8Array): TeamMessage {
  const fields = asMap(decode(bytes), 'the message')
  const addresses = (value: unknown, path: string): string[] =>
    asList(value, path, maxAddresses, (one, at) => asText(one, at, SWARM_LIMITS.maxAddressBytes))
  return {
    session: asBytes(fields['session'], 'session', 16, 16),
    have: asList(fields['have'], 'have', SWARM_LIMITS.maxEvents, asCid),
    events: asList(fields['events'], 'events', SWARM_LIMITS.maxEvents, (one, at) =>
      asBytes(one, at, 1, SWARM_LIMITS.maxEventBytes),
    ),
    more: asBoolean(fields['more'], 'more'),
    places: asList(fields['places'], 'places', SWARM_LIMITS.maxMembers, (one, at) => {
      const place = asMap(one, at)
      return {
        peer: asBytes(place['peer'], `${at}.peer`, 32, 32),
        doors: addresses(place['doors'], `${at}.doors`),
        hosts: addresses(place['hosts'], `${at}.hosts`),
      }
    }),
    cubes: asList(fields['cubes'], 'cubes', MAX_TEAM_CUBES, asCid),
    twin: asBoolean(fields['twin'], 'twin'),
  }
}
