/**
 * Join request: what somebody with an invitation asks of a member. Signed with the invitation's key, which proves
 * that they hold it, and with their own. It names both peers, so that it is good at one door and for one node only.
 * It becomes part of the event that adds them. Pure. Spec: protocols/swarm/spec.md, "Redeeming".
 */
import type { CID } from 'multiformats/cid'
import { encode } from '../codec/index.ts'
import { shape as is } from '../cube/index.ts'
import { sign, verifySignature } from '../identity/index.ts'
import { memberFields, type MemberKeys } from './charter.ts'
import { SwarmError } from './swarm-error.ts'

export interface JoinRequest extends MemberKeys {
  v: 1
  t: 'memcube/join'
  swarm: CID
  /** Public key of the invitation; its hash is the invitation's id. */
  invitation: Uint8Array
  /** Node key of the member at whose door it is handed in. */
  door: Uint8Array
  /** Milliseconds since the Unix epoch; a claim. */
  time: number
  /** By the invitation's key. */
  proof: Uint8Array
  /** By `key`, over everything but itself. */
  sig: Uint8Array
}

/** Fields of the request, which is also a part of the event that adds somebody. */
export const joinFields = {
  ...memberFields,
  v: is.exactly(1),
  t: is.exactly('memcube/join'),
  swarm: is.link,
  invitation: is.bytes(32),
  door: is.bytes(32),
  time: is.integer(0),
  proof: is.bytes(64),
  sig: is.bytes(64),
}

const PROOF_DOMAIN = 'memcube/join-proof/1'
const DOMAIN = 'memcube/join/1'

/** @param invitationSecret the seed that the invitation derives @param secret the joiner's signing seed @throws {CubeError} ERR_INVALID_INPUT */
export function signJoin(
  fields: Omit<JoinRequest, 'v' | 't' | 'proof' | 'sig'>,
  invitationSecret: Uint8Array,
  secret: Uint8Array,
): JoinRequest {
  const plain = { v: 1 as const, t: 'memcube/join' as const, ...fields }
  const proven = { ...plain, proof: sign(PROOF_DOMAIN, encode(plain), invitationSecret) }
  const join = { ...proven, sig: sign(DOMAIN, encode(proven), secret) }
  is.requireInput('join request', join, joinFields)
  return join
}

/** That both signatures hold. Whether the invitation is good is for whoever knows the log. @throws {SwarmError} ERR_UNVERIFIABLE */
export function verifyJoin(join: JoinRequest): void {
  const { sig, ...proven } = join
  const { proof, ...plain } = proven
  if (!verifySignature(PROOF_DOMAIN, encode(plain), proof, join.invitation))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the join request does not prove that its invitation is held')
  if (!verifySignature(DOMAIN, encode(proven), sig, join.key))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the signature of the join request does not hold')
}
