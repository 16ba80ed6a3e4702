/**
 * Random membership logs of a few people who add, demote and remove each other: what they say has to be one thing. Charters, events
 * and invitations are bent beside that, and signed again, or their check is made anew.
 */
import { base64url } from 'multiformats/bases/base64'
import { cidFor, DAG_CBOR, decode, encode, sha256 } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { sign } from '../../../src/core/identity/index.ts'
import {
  invitationId,
  invitationKey,
  parseCharter,
  parseEvent,
  parseInvitation,
  type Change,
  type LoggedEvent,
} from '../../../src/core/swarm/index.ts'
import { invitationCases } from '../../../scripts/vectors/swarm/keys.ts'
import { logCase, logCases } from '../../../scripts/vectors/swarm/logs.ts'
import {
  addOf,
  alice,
  bob,
  carol,
  charterBytes,
  eve,
  eventOf,
  filled,
  hex,
  swarm,
  type Person,
} from '../../../scripts/vectors/swarm/team.ts'
import { bentText } from './expressions.ts'
import { bytesOf, type Judged } from './inputs.ts'
import { bent } from './kinds.ts'
import { mutate, type Random } from './random.ts'

const people: readonly Person[] = [alice, bob, carol, eve]

function changeOf(random: Random, by: Person): Change {
  const who = random.chance(15) ? by : random.pick(people)
  return random.pick<() => Change>([
    () => addOf(who, random.pick(['admin', 'admin', 'admin', 'writer', 'reader']), 20 + random.int(4)),
    () => ({ kind: 'role', key: who.publicKey, role: random.pick(['admin', 'reader', 'writer']), wraps: [] }),
    () => ({ kind: 'remove', key: who.publicKey }),
    () => ({
      kind: 'invite',
      invitation: filled(40 + random.int(3)),
      role: 'writer',
      expires: 0,
      auto: true,
    }),
    () => ({ kind: 'revoke', invitation: filled(40 + random.int(3)) }),
    () => ({
      kind: 'epoch',
      epoch: 1 + random.int(3),
      wraps: [{ key: alice.publicKey, enc: filled(1), ct: new Uint8Array(80) }],
      previous: new Uint8Array(),
    }),
  ])()
}

/** Most begin with a team of admins, so that who may do what is in doubt. */
function logOf(random: Random, length: number): LoggedEvent[] {
  const events: LoggedEvent[] = []
  const draft = (by: Person, change: Change): void => {
    const count = Math.min(events.length, random.int(4))
    const recent = random.chance(70) ? events.slice(-4) : events
    const parents = Array.from({ length: count }, () => random.pick(recent))
    // The same person may have signed the same thing twice: that is one event.
    const each = new Map(parents.map((one) => [one.cid.toString(), one]))
    events.push(eventOf(by, change, [...each.values()]))
  }
  for (const [at, who] of [bob, carol].entries())
    if (random.chance(85)) draft(alice, addOf(who, 'admin', 20 + at))
  while (events.length < length) {
    const by = random.pick(people)
    draft(by, changeOf(random, by))
  }
  // One that lacks a parent makes others wait.
  return random.chance(25) ? events.filter((_, at) => at !== random.int(events.length)) : events
}

export function logs(random: Random, count: number): Judged {
  const valid = Array.from({ length: count }, (_, i) => {
    const events = [
      ...new Map(logOf(random, 3 + random.int(10)).map((one) => [one.cid.toString(), one])).values(),
    ]
    return logCase(`${i}`, ...events)
  })
  return { valid, invalid: [], shared: { charter: hex(charterBytes), swarm: swarm.toString() } }
}

type Fields = Record<string, unknown>

/** Something in it bent, none to two times. */
function bentFields(random: Random, bytes: Uint8Array): Fields {
  let fields = decode<Fields>(bytes)
  for (let times = random.int(3); times > 0; times--) fields = bent(random, fields) as Fields
  return random.chance(10) ? { ...fields, v: random.pick([0, 2, 2 ** 53 - 1]) } : fields
}

/** A record of this swarm, bent and mostly signed again by who is named in it; now and then its bytes alone are changed. */
function bentRecord(random: Random, bytes: Uint8Array, by: (fields: Fields) => Person): Uint8Array {
  if (random.chance(15)) return mutate(random, bytes)
  const fields = bentFields(random, bytes)
  if (random.chance(15)) return encode(fields)
  const { sig: _sig, ...signed } = fields
  const { t, v } = fields
  const domain = typeof t === 'string' && typeof v === 'number' ? `${t}/${v}` : 'none'
  return encode({ ...signed, sig: sign(domain, encode(signed), by(fields).secret) })
}

/** @param given what a case says in any case @param read what it says where it is taken; it throws for what is refused */
function judge(found: Judged, given: object, read: () => object): void {
  try {
    found.valid.push({ ...given, ...read() })
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    found.invalid.push({ ...given, code: error.code })
  }
}

export function charters(random: Random, count: number): Judged {
  const found: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const bytes = bentRecord(random, charterBytes, () => alice)
    judge(found, { name: `${i}`, charter: hex(bytes) }, () => {
      parseCharter(bytes)
      return { swarm: cidFor(DAG_CBOR, bytes).toString() }
    })
  }
  return found
}

export function membershipEvents(random: Random, count: number): Judged {
  const known = logCases().flatMap((one) => (one as { events: string[] }).events.map(bytesOf))
  const signer = ({ author }: Fields): Person =>
    people.find(({ publicKey }) => author instanceof Uint8Array && Buffer.compare(publicKey, author) === 0) ??
    alice
  const shared = { charter: hex(charterBytes), swarm: swarm.toString() }
  const found: Judged = { valid: [], invalid: [], shared }
  for (let i = 0; i < count; i++) {
    const bytes = bentRecord(random, random.pick(known), signer)
    judge(found, { name: `${i}`, event: hex(bytes) }, () => {
      const { cid, event } = parseEvent(bytes, swarm)
      return { id: cid.toString(), parents: event.parents.map(String) }
    })
  }
  return found
}

const INVITE = 'memcube-invite:1:'

/** The check of a word is made anew, so that what is in it decides. */
function invite(fields: Fields): string {
  const { swarm: of, secret, expires, role, doors } = fields
  const said = [
    'memcube/invite-check/1',
    of ?? null,
    secret ?? null,
    expires ?? null,
    role ?? null,
    doors ?? null,
  ]
  return INVITE + base64url.baseEncode(encode({ ...fields, check: sha256(encode(said)).slice(0, 4) }))
}

function bentWord(random: Random, word: string): string {
  if (random.chance(30)) return bentText(random, word)
  if (random.chance(15)) return `${word}${random.pick(['=', '==', '\n', '\r\n', '-', '_', '+', '/'])}`
  if (random.chance(10))
    return word.replace(':1:', `:${random.pick(['0', '2', '01', '1', '999999999', '9999999999', ''])}:`)
  const { check: _check, ...fields } = decode<Fields>(base64url.baseDecode(word.slice(INVITE.length)))
  return invite(bentFields(random, encode(fields)))
}

export function invitations(random: Random, count: number): Judged {
  const [{ word } = { word: '' }] = invitationCases() as { word: string }[]
  const found: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    // What stands around it belongs to the text that it came in.
    const bentOne = bentWord(random, word).trim().toWellFormed()
    judge(found, { name: `${i}`, word: bentOne }, () => {
      const { swarm: of, secret, ...rest } = parseInvitation(bentOne)
      const { publicKey } = invitationKey({ swarm: of, secret })
      return {
        ...rest,
        swarm: of.toString(),
        secret: hex(secret),
        publicKey: hex(publicKey),
        id: invitationId(publicKey),
      }
    })
  }
  return found
}
