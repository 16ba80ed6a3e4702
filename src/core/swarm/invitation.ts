/**
 * Invitation: a word that lets one person in, once. It has addresses and a secret of its own, never a key of the
 * swarm. From the secret comes an Ed25519 key; the log has its public half, so that every admin's door can check who
 * holds the word, and nobody can learn it from the log. Pure. Spec: protocols/swarm/spec.md, "Invitation".
 */
import { base32 } from 'multiformats/bases/base32'
import { base64url } from 'multiformats/bases/base64'
import type { CID } from 'multiformats/cid'
import { decode, encode, sha256 } from '../codec/index.ts'
import { shape as is } from '../cube/index.ts'
import { keyPairFromSecret, type KeyPair } from '../identity/index.ts'
import { deriveKey } from './derive.ts'
import { laterVersion, SWARM_VERSION } from './later-version.ts'
import { SWARM_LIMITS } from './limits.ts'
import { ROLES, type Role } from './membership-event.ts'
import { SwarmError } from './swarm-error.ts'

export interface Invitation {
  swarm: CID
  /** 32 random bytes. */
  secret: Uint8Array
  /** Milliseconds since the Unix epoch. */
  expires: number
  role: Role
  /** Multiaddrs of members' doors, each with its /p2p/ id. */
  doors: string[]
}

const KIND = 'memcube-invite:'
const PREFIX = `${KIND}${SWARM_VERSION}:`

const door: is.Check = (value) =>
  is.text(SWARM_LIMITS.maxAddressBytes, 1)(value) ??
  (/^(\/[\x21-\x2e\x30-\x7e]+)+\/p2p\/[1-9A-HJ-NP-Za-km-z]{30,64}$/.test(value as string)
    ? undefined
    : 'an address that ends in /p2p/ and a peer id')

const shape = {
  swarm: is.link,
  secret: is.bytes(32),
  expires: is.integer(0),
  role: is.oneOf(...ROLES),
  doors: is.list(door, SWARM_LIMITS.maxAddresses, 1),
  check: is.bytes(4),
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function formatInvitation(invitation: Invitation): string {
  const value = { ...invitation, check: checkOf(invitation) }
  is.requireInput('invitation', value, shape)
  return PREFIX + base64url.baseEncode(encode(value))
}

/** @throws {SwarmError} ERR_INVALID_INPUT for a word that is cut off, altered or no invitation at all; ERR_INCOMPATIBLE for one of a later version */
export function parseInvitation(text: string): Invitation {
  const word = text.trim()
  refuseLaterWord(word)
  if (!word.startsWith(PREFIX)) throw notOne(word, undefined)
  try {
    if (word.length > SWARM_LIMITS.maxInvitationChars) throw new SwarmError('ERR_LIMIT', 'it is too long')
    const encoded = word.slice(PREFIX.length)
    // The library takes a padded one too, which is another word for the same.
    if (encoded.endsWith('=')) throw new SwarmError('ERR_INVALID_INPUT', 'it is padded')
    const value = decode(base64url.baseDecode(encoded))
    is.requireShape('invitation', value, shape)
    const { check, ...invitation } = value as Invitation & { check: Uint8Array }
    if (Buffer.compare(check, checkOf(invitation)) !== 0)
      throw new SwarmError('ERR_INVALID_INPUT', 'its check does not fit')
    return invitation
  } catch (cause) {
    throw new SwarmError('ERR_INVALID_INPUT', 'the invitation is not whole: it was cut off or altered', {
      cause,
      hint: 'copy the whole word that `memcube swarm invite` printed, from memcube-invite: to its end',
    })
  }
}

function refuseLaterWord(word: string): void {
  const [, digits] = word.startsWith(KIND) ? (/^([1-9][0-9]{0,8}):/.exec(word.slice(KIND.length)) ?? []) : []
  if (digits !== undefined && Number(digits) > SWARM_VERSION)
    throw laterVersion('the invitation', Number(digits))
}

function notOne(word: string, cause: unknown): SwarmError {
  return new SwarmError('ERR_INVALID_INPUT', `"${word.slice(0, 24)}" is not an invitation`, {
    cause,
    hint: 'an invitation begins with memcube-invite:1: and is printed by `memcube swarm invite`',
  })
}

/** Finds typing errors, not forgers. */
function checkOf({ swarm, secret, expires, role, doors }: Invitation): Uint8Array {
  return sha256(encode(['memcube/invite-check/1', swarm, secret, expires, role, doors])).slice(0, 4)
}

/** The key pair that redeems an invitation; its public half is in the log. */
export function invitationKey({ swarm, secret }: Pick<Invitation, 'swarm' | 'secret'>): KeyPair {
  return keyPairFromSecret(deriveKey(secret, 'memcube/swarm/invitation/1', [swarm]))
}

/** The name of an invitation in lists and commands: 16 characters, from the hash of its public key. */
export function invitationId(publicKey: Uint8Array): string {
  return base32.encode(sha256(publicKey)).slice(1, 17)
}

/** Whether an invitation is over. @param skewMs how much the clocks of two people may differ */
export function hasExpired(expires: number, nowMs: number, skewMs = 0): boolean {
  return nowMs > expires + skewMs
}
