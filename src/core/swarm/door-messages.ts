/**
 * What is said at a door, `/memcube/door/1.0.0`: somebody with an invitation asks to come in, or a member who missed
 * something asks for it. Requests are canonical dag-cbor of at most 4 KiB, answers of at most 1 MiB, and every refusal
 * is the same bytes. Pure. Spec: protocols/swarm/spec.md, "Door".
 */
import type { CID } from 'multiformats/cid'
import { decode, encode } from '../codec/index.ts'
import { shape as is } from '../cube/index.ts'
import { refuseLater } from './later-version.ts'
import { joinFields, type JoinRequest } from './join-request.ts'
import { SWARM_LIMITS } from './limits.ts'
import { isSignedBy, signFields } from './signing.ts'
import { SwarmError } from './swarm-error.ts'

export const DOOR_PROTOCOL = '/memcube/door/1.0.0'

/** A member asks for the events that it lacks; good at one door only. */
export interface CatchUp {
  v: 1
  t: 'memcube/catch-up'
  swarm: CID
  key: Uint8Array
  /** Node key of whom it asks. */
  door: Uint8Array
  /** Its own node key. */
  peer: Uint8Array
  /** The newest events that it has. */
  have: CID[]
  time: number
  sig: Uint8Array
}

export type DoorRequest = JoinRequest | CatchUp

export type DoorAnswer =
  /** Parents first. `doors` and `hosts` are addresses of members. With `more`, ask again with what came. */
  | {
      t: 'events'
      charter: Uint8Array
      events: Uint8Array[]
      doors: string[]
      hosts: string[]
      more: boolean
    }
  /** An admin has to confirm; ask again later with the same request. */
  | { t: 'pending' }
  | { t: 'refused' }

const catchUpShape = {
  v: is.exactly(1),
  t: is.exactly('memcube/catch-up'),
  swarm: is.link,
  key: is.bytes(32),
  door: is.bytes(32),
  peer: is.bytes(32),
  have: is.list(is.link, SWARM_LIMITS.maxParents),
  time: is.integer(0),
  sig: is.bytes(64),
}

const blob =
  (maxBytes: number): is.Check =>
  (value) =>
    value instanceof Uint8Array && value.length <= maxBytes ? undefined : `at most ${maxBytes} bytes`

const addresses = is.list(is.text(SWARM_LIMITS.maxAddressBytes, 1), SWARM_LIMITS.maxAddresses)

const answers = {
  events: {
    t: is.exactly('events'),
    charter: blob(SWARM_LIMITS.maxRequestBytes),
    events: is.list(blob(SWARM_LIMITS.maxEventBytes), SWARM_LIMITS.maxEvents),
    doors: addresses,
    hosts: addresses,
    more: ((value) => (typeof value === 'boolean' ? undefined : 'true or false')) as is.Check,
  },
  pending: { t: is.exactly('pending') },
  refused: { t: is.exactly('refused') },
}

/** @param secret the member's signing seed */
export function signCatchUp(fields: Omit<CatchUp, 'v' | 't' | 'sig'>, secret: Uint8Array): CatchUp {
  const request = signFields({ v: 1 as const, t: 'memcube/catch-up' as const, ...fields }, secret)
  is.requireInput('request', request, catchUpShape)
  return request
}

/** Whether the key that it names signed it; whether that is a member's is for the roster. */
export function isCatchUpSigned(request: CatchUp): boolean {
  return isSignedBy(request, request.key)
}

/** Canonical bytes of a request that was signed, which is one of the right form. */
export function encodeDoorRequest(request: DoorRequest): Uint8Array {
  return encode(request)
}

/** Shape only: signatures, door and peer are for whoever answers. @throws {CubeError|SwarmError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT */
export function parseDoorRequest(bytes: Uint8Array): DoorRequest {
  requireAtMost(bytes, SWARM_LIMITS.maxRequestBytes, 'a request')
  const value = decode<{ t?: unknown }>(bytes)
  for (const t of ['memcube/join', 'memcube/catch-up']) refuseLater(value, t)
  is.requireShape('request', value, value?.t === 'memcube/join' ? joinFields : catchUpShape)
  return value as DoorRequest
}

/** @throws {CubeError|SwarmError} ERR_INVALID_INPUT, ERR_LIMIT */
export function encodeDoorAnswer(answer: DoorAnswer): Uint8Array {
  is.requireInput('answer', answer, answers[answer.t])
  const bytes = encode(answer)
  requireAtMost(bytes, SWARM_LIMITS.maxAnswerBytes, 'an answer')
  return bytes
}

/** @throws {CubeError|SwarmError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function parseDoorAnswer(bytes: Uint8Array): DoorAnswer {
  requireAtMost(bytes, SWARM_LIMITS.maxAnswerBytes, 'an answer')
  const value = decode<{ t?: unknown }>(bytes)
  const kind =
    is.isMap(value) && typeof value.t === 'string' && Object.hasOwn(answers, value.t) ? value.t : 'refused'
  is.requireShape('answer', value, answers[kind as keyof typeof answers])
  return value as DoorAnswer
}

function requireAtMost(bytes: Uint8Array, max: number, what: string): void {
  if (bytes.length > max)
    throw new SwarmError('ERR_LIMIT', `${bytes.length} bytes; ${what} has at most ${max}`)
}
