/** Swarms for tests: keys from names, so that every run has the same ones. */
import type { CID } from 'multiformats/cid'
import { sha256 } from '../../../src/core/codec/index.ts'
import { keyPairFromSecret, type KeyPair } from '../../../src/core/identity/index.ts'
import {
  invitationKey,
  parseCharter,
  signCharter,
  signEvent,
  signJoin,
  type Change,
  type Charter,
  type JoinRequest,
  type LoggedEvent,
  type MemberKeys,
  type Role,
} from '../../../src/core/swarm/index.ts'

/** 32 bytes that a name stands for. */
export const seedOf = (name: string): Uint8Array => sha256(Buffer.from(`test ${name}`))

export interface Person extends KeyPair {
  keys: MemberKeys
}

const people = new Map<string, Person>()

/** The X25519 key is only shaped like one: what is wrapped to it is the matter of other tests. */
export function person(name: string): Person {
  let one = people.get(name)
  if (one === undefined) {
    const pair = keyPairFromSecret(seedOf(name))
    const peer = keyPairFromSecret(seedOf(`${name} node`)).publicKey
    one = { ...pair, keys: { key: pair.publicKey, peer, kem: seedOf(`${name} kem`), name } }
    people.set(name, one)
  }
  return one
}

export interface TestSwarm {
  charter: Charter
  id: CID
  /** Signs an event after `parents`. */
  sign(author: string, change: Change, parents: readonly LoggedEvent[]): LoggedEvent
  /** The change that adds somebody, by an invitation of their own. */
  add(name: string, role: Role, door?: string): Change
}

export function swarmOf(founder: string): TestSwarm {
  const { keys, secret } = person(founder)
  const { bytes, cid } = signCharter(
    { name: 'team', founder: keys, created: 1_700_000_000_000, nonce: seedOf(founder).slice(0, 16) },
    secret,
  )
  const sign: TestSwarm['sign'] = (author, change, parents) => {
    const { publicKey, secret: by } = person(author)
    return signEvent(
      {
        swarm: cid,
        parents: parents.map((one) => one.cid),
        author: publicKey,
        time: 1_700_000_000_000,
        change,
      },
      by,
    )
  }
  const joins = new Map<string, JoinRequest>()
  const joinOf = (name: string, door: string): JoinRequest => {
    const known = joins.get(`${name} ${door}`)
    if (known !== undefined) return known
    const invitation = invitationKey({ swarm: cid, secret: seedOf(`invitation of ${name}`) })
    const fields = { swarm: cid, invitation: invitation.publicKey, door: person(door).keys.peer, time: 0 }
    const join = signJoin({ ...person(name).keys, ...fields }, invitation.secret, person(name).secret)
    joins.set(`${name} ${door}`, join)
    return join
  }
  const add: TestSwarm['add'] = (name, role, door = founder) => ({
    kind: 'add',
    role,
    join: joinOf(name, door),
    wraps: [],
  })
  return { charter: parseCharter(bytes), id: cid, sign, add }
}

/** The change that takes somebody out, or gives a role. */
export const remove = (name: string): Change => ({ kind: 'remove', key: person(name).publicKey })
export const setRole = (name: string, role: Role): Change => ({
  kind: 'role',
  key: person(name).publicKey,
  role,
  wraps: [],
})
