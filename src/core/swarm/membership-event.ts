/**
 * Membership events: the log of a swarm as a graph of signed blocks. Here is what one event is; what all of them
 * together say is `resolve.ts`. Pure. Spec: protocols/swarm/spec.md, "Membership log".
 */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, type Block, cidFor, DAG_CBOR } from '../codec/index.ts'
import { shape as is } from '../cube/index.ts'
import { joinFields, verifyJoin, type JoinRequest } from './join-request.ts'
import { refuseLater } from './later-version.ts'
import { SWARM_LIMITS } from './limits.ts'
import { isSignedBy, signFields } from './signing.ts'
import { SwarmError } from './swarm-error.ts'

/** From the least to the most that a member may. A seed is given the fence and not the content. */
export const ROLES = Object.freeze(['seed', 'reader', 'writer', 'admin'] as const)
export type Role = (typeof ROLES)[number]

/** Secrets of an epoch, sealed to one member with HPKE. */
export interface Wrap {
  key: Uint8Array
  enc: Uint8Array
  /** 80 bytes for a member (fence and content), 48 for a seed (fence). */
  ct: Uint8Array
}

interface EpochWrap extends Wrap {
  epoch: number
}

export type Change =
  /** `wraps`: the epoch secrets that the new member needs now. */
  | { kind: 'add'; role: Role; join: JoinRequest; wraps: EpochWrap[] }
  | { kind: 'role'; key: Uint8Array; role: Role; wraps: EpochWrap[] }
  /** Of oneself: leaving. For ever: who comes back does so with another key. */
  | { kind: 'remove'; key: Uint8Array }
  /** `previous`: the content secret before, sealed under the new one, so that who joins later can read what is older. */
  | { kind: 'epoch'; epoch: number; wraps: Wrap[]; previous: Uint8Array }
  | { kind: 'invite'; invitation: Uint8Array; role: Role; expires: number; auto: boolean }
  | { kind: 'revoke'; invitation: Uint8Array }

export interface MembershipEvent {
  v: 1
  t: 'memcube/membership'
  swarm: CID
  /** The newest events that the author knew, by the bytes of their CIDs. None only where the author knew none. */
  parents: CID[]
  author: Uint8Array
  /** Milliseconds since the Unix epoch; a claim that nothing depends on. */
  time: number
  change: Change
  sig: Uint8Array
}

/** An event whose signatures hold, under its id. */
export interface LoggedEvent {
  cid: CID
  event: MembershipEvent
}

const role = is.oneOf(...ROLES)
const ciphertext: is.Check = (value) =>
  value instanceof Uint8Array && (value.length === 48 || value.length === 80) ? undefined : '48 or 80 bytes'
const wrapFields = { key: is.bytes(32), enc: is.bytes(32), ct: ciphertext }
const epoch = is.integer(1, 1_000_000)
const wraps = is.list(is.record({ ...wrapFields, epoch }), 1)
const previous: is.Check = (value) =>
  value instanceof Uint8Array && (value.length === 0 || value.length === 72)
    ? undefined
    : 'nothing or 72 bytes'

const changes: Record<string, is.Check> = {
  add: is.record({ kind: is.exactly('add'), role, join: is.record(joinFields), wraps }),
  role: is.record({ kind: is.exactly('role'), key: is.bytes(32), role, wraps }),
  remove: is.record({ kind: is.exactly('remove'), key: is.bytes(32) }),
  epoch: is.record({
    kind: is.exactly('epoch'),
    epoch,
    wraps: is.list(is.record(wrapFields), SWARM_LIMITS.maxMembers, 1),
    previous,
  }),
  invite: is.record({
    kind: is.exactly('invite'),
    invitation: is.bytes(32),
    role,
    expires: is.integer(0),
    auto: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  }),
  revoke: is.record({ kind: is.exactly('revoke'), invitation: is.bytes(32) }),
}

const change: is.Check = (value) => {
  if (!is.isMap(value)) return 'a map'
  const { kind } = value
  const check = typeof kind === 'string' && Object.hasOwn(changes, kind) ? changes[kind] : undefined
  return check === undefined ? `a kind of ${Object.keys(changes).join(', ')}` : check(value)
}

const shape = {
  v: is.exactly(1),
  t: is.exactly('memcube/membership'),
  swarm: is.link,
  parents: is.list(is.link, SWARM_LIMITS.maxParents),
  author: is.bytes(32),
  time: is.integer(0),
  change,
  sig: is.bytes(64),
}

/** @param secret the author's signing seed @throws {CubeError|SwarmError} ERR_INVALID_INPUT, ERR_LIMIT */
export function signEvent(
  fields: Omit<MembershipEvent, 'v' | 't' | 'sig'>,
  secret: Uint8Array,
): LoggedEvent & { block: Block } {
  const parents = [...fields.parents].sort((a, b) => Buffer.compare(a.bytes, b.bytes))
  const event = signFields({ v: 1 as const, t: 'memcube/membership' as const, ...fields, parents }, secret)
  is.requireInput('membership event', event, shape)
  const block = encodeBlock(event)
  requireSmall(block.bytes)
  return { cid: block.cid, event, block }
}

/**
 * An event of this swarm, whose signatures hold. Whether its author may do this, `resolve` says.
 * @throws {CubeError|SwarmError} ERR_UNVERIFIABLE: a foreign swarm, a wrong shape, a forged signature; ERR_INCOMPATIBLE, ERR_LIMIT
 */
export function parseEvent(bytes: Uint8Array, swarm: CID): LoggedEvent {
  const read = readEvent(bytes, swarm)
  verifyEvent(read.event)
  return read
}

/** Shape only, for who has to know whether it is worth to verify. @throws {CubeError|SwarmError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT */
export function readEvent(bytes: Uint8Array, swarm: CID): LoggedEvent {
  requireSmall(bytes)
  const value = decode(bytes)
  refuseLater(value, 'memcube/membership')
  is.requireShape('membership event', value, shape)
  const event = value as MembershipEvent
  if (!event.swarm.equals(swarm))
    throw new SwarmError('ERR_UNVERIFIABLE', `the event is one of ${event.swarm}, not of ${swarm}`)
  if (!event.parents.every((one, at, all) => at === 0 || Buffer.compare(all[at - 1]!.bytes, one.bytes) < 0))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the parents of the event are not in order, each once')
  return { cid: cidFor(DAG_CBOR, bytes), event }
}

/** @throws {SwarmError} ERR_UNVERIFIABLE for signatures that do not hold */
export function verifyEvent(event: MembershipEvent): void {
  if (!isSignedBy(event, event.author))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the signature of the event does not hold')
  if (event.change.kind !== 'add') return
  if (!event.change.join.swarm.equals(event.swarm))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the join request in the event is for another swarm')
  verifyJoin(event.change.join)
}

function requireSmall(bytes: Uint8Array): void {
  if (bytes.length <= SWARM_LIMITS.maxEventBytes) return
  throw new SwarmError(
    'ERR_LIMIT',
    `${bytes.length} bytes; a membership event has at most ${SWARM_LIMITS.maxEventBytes}`,
  )
}
