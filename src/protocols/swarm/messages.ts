/**
 * What members say to each other about their swarm, inside its fence: which events of the log they have, the events that the
 * other one lacks, where members can be reached, and which cubes there are. A question and its answer have one shape.
 * Pure. Spec: protocols/swarm/spec.md, "Team protocol".
 */
import type { CID } from 'multiformats/cid'
import { decode, encode } from '../../core/codec/index.ts'
import { shape as is } from '../../core/cube/index.ts'
import { refuseLater, SWARM_LIMITS } from '../../core/swarm/index.ts'
import { ProtocolError } from '../errors.ts'
import { TEAM_LIMITS } from './limits.ts'

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

const bool: is.Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')
const event: is.Check = (value) =>
  value instanceof Uint8Array && value.length > 0 && value.length <= SWARM_LIMITS.maxEventBytes
    ? undefined
    : `1 to ${SWARM_LIMITS.maxEventBytes} bytes`
const addresses = is.list(is.text(SWARM_LIMITS.maxAddressBytes, 1), TEAM_LIMITS.maxAddresses)

const messageShape = {
  v: is.exactly(1),
  t: is.exactly('memcube/team'),
  session: is.bytes(16),
  have: is.list(is.link, TEAM_LIMITS.maxHave),
  events: is.list(event, SWARM_LIMITS.maxEvents),
  more: bool,
  places: is.list(
    is.record({ peer: is.bytes(32), doors: addresses, hosts: addresses }),
    SWARM_LIMITS.maxMembers,
  ),
  cubes: is.list(is.link, TEAM_LIMITS.maxCubes),
  twin: bool,
}

/** @throws {CubeError|ProtocolError} ERR_INVALID_INPUT, ERR_LIMIT for what others would refuse */
export function encodeTeamMessage(message: TeamMessage): Uint8Array {
  const fields = { v: 1, t: 'memcube/team', ...message }
  is.requireInput('team message', fields, messageShape)
  const bytes = encode(fields)
  requireSmall(bytes)
  return bytes
}

/** @throws {CubeError|CodecError|ProtocolError} ERR_UNVERIFIABLE for anything that is no such message, ERR_INCOMPATIBLE, ERR_LIMIT */
export function parseTeamMessage(bytes: Uint8Array): TeamMessage {
  requireSmall(bytes)
  const value = decode(bytes)
  refuseLater(value, 'memcube/team')
  is.requireShape('team message', value, messageShape)
  const { v: _v, t: _t, ...message } = value as TeamMessage & { v: 1; t: string }
  return message
}

function requireSmall(bytes: Uint8Array): void {
  if (bytes.length <= TEAM_LIMITS.maxMessageBytes) return
  throw new ProtocolError(
    'ERR_LIMIT',
    `${bytes.length} bytes; a message between members has at most ${TEAM_LIMITS.maxMessageBytes}`,
  )
}
