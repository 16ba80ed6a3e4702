/** Charter: what a swarm is. Its CID is the swarm id. Pure. Spec: protocols/swarm/spec.md, "Charter". */
import { decode, encodeBlock, type Block } from '../codec/index.ts'
import { shape as is } from '../cube/index.ts'
import { refuseLater } from './later-version.ts'
import { SWARM_LIMITS } from './limits.ts'
import { isSignedBy, signFields } from './signing.ts'
import { SwarmError } from './swarm-error.ts'

/** The keys of a member: who signs, which node speaks, to whom secrets are wrapped. 32 bytes each. */
export interface MemberKeys {
  /** Ed25519: signs events, cubes and requests in this swarm. Names the member. */
  key: Uint8Array
  /** Ed25519: the libp2p node key in this swarm. */
  peer: Uint8Array
  /** X25519: what epoch secrets are wrapped to. */
  kem: Uint8Array
  /** What the member calls themselves; a claim. */
  name: string
}

export interface Charter {
  v: 1
  t: 'memcube/charter'
  name: string
  founder: MemberKeys
  /** Milliseconds since the Unix epoch. */
  created: number
  /** 16 random bytes. */
  nonce: Uint8Array
  sig: Uint8Array
}

const memberName: is.Check = (value) =>
  is.text(SWARM_LIMITS.maxNameBytes, 1)(value) ??
  (/\p{Cc}/u.test(value as string) ? 'a name without control characters' : undefined)

/** Fields of a member's keys, in the charter and in join requests. */
export const memberFields = { key: is.bytes(32), peer: is.bytes(32), kem: is.bytes(32), name: memberName }

const shape = {
  v: is.exactly(1),
  t: is.exactly('memcube/charter'),
  name: memberName,
  founder: is.record(memberFields),
  created: is.integer(0),
  nonce: is.bytes(16),
  sig: is.bytes(64),
}

/** @param secret the founder's signing seed @throws {CubeError} ERR_INVALID_INPUT */
export function signCharter(
  fields: Omit<Charter, 'v' | 't' | 'sig'>,
  secret: Uint8Array,
): Block & { charter: Charter } {
  const charter = signFields({ v: 1 as const, t: 'memcube/charter' as const, ...fields }, secret)
  is.requireInput('charter', charter, shape)
  return { ...encodeBlock(charter), charter }
}

/** A charter whose founder signed it. @throws {CubeError|SwarmError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT */
export function parseCharter(bytes: Uint8Array): Charter {
  if (bytes.length > SWARM_LIMITS.maxRequestBytes)
    throw new SwarmError('ERR_LIMIT', 'the charter is too large')
  const value = decode(bytes)
  refuseLater(value, 'memcube/charter')
  is.requireShape('charter', value, shape)
  const charter = value as Charter
  if (!isSignedBy(charter, charter.founder.key))
    throw new SwarmError('ERR_UNVERIFIABLE', 'the signature of the charter does not hold')
  return charter
}
