/** The people of the vectors: their keys are bytes that repeat. */
import { encode } from '../../../src/core/codec/index.ts'
import { keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import {
  invitationKey,
  kemKeyPair,
  signCharter,
  signEvent,
  signJoin,
  type Change,
  type Charter,
  type LoggedEvent,
  type MemberKeys,
  type Role,
} from '../../../src/core/swarm/index.ts'

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const filled = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte)
export const time = 1_800_000_000_000

export interface Person extends KeyPair {
  keys: MemberKeys
  kemSeed: Uint8Array
}

async function person(name: string, byte: number): Promise<Person> {
  const pair = keyPairFromSecret(filled(byte))
  const peer = keyPairFromSecret(filled(byte + 0x40)).publicKey
  const { seed, publicKey: kem } = await kemKeyPair(filled(byte + 0x80))
  return { ...pair, keys: { key: pair.publicKey, peer, kem, name }, kemSeed: seed }
}

export const alice = await person('alice', 1)
export const bob = await person('bob', 2)
export const carol = await person('carol', 3)
export const eve = await person('eve', 6)

const signed = signCharter(
  { name: 'field team', founder: alice.keys, created: time, nonce: filled(9, 16) },
  alice.secret,
)
export const charter: Charter = signed.charter
export const charterBytes = signed.bytes
export const swarm = signed.cid

export function eventOf(author: Person, change: Change, parents: readonly LoggedEvent[] = []): LoggedEvent {
  const fields = { swarm, parents: parents.map(({ cid }) => cid), author: author.publicKey, time, change }
  const { cid, event } = signEvent(fields, author.secret)
  return { cid, event }
}

/** @param secret of the invitation, one byte repeated */
export function addOf(who: Person, role: Role, secret: number): Change {
  const invitation = invitationKey({ swarm, secret: filled(secret) })
  const fields = { ...who.keys, swarm, invitation: invitation.publicKey, door: alice.keys.peer, time }
  return { kind: 'add', role, join: signJoin(fields, invitation.secret, who.secret), wraps: [] }
}

export const hexOf = ({ event }: LoggedEvent): string => hex(encode(event))
