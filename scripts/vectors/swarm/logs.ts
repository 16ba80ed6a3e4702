/** Membership logs and what they say, and events that are refused. */
import { encode } from '../../../src/core/codec/index.ts'
import { tagKey } from '../../../src/core/cube/index.ts'
import { formatDid } from '../../../src/core/identity/index.ts'
import { resolve, type Change, type LoggedEvent } from '../../../src/core/swarm/index.ts'
import { addOf, alice, bob, carol, charter, eve, eventOf, filled, hex, hexOf, type Person } from './team.ts'

const withBob = eventOf(alice, addOf(bob, 'admin', 20))
const withCarol = eventOf(alice, addOf(carol, 'admin', 21), [withBob])
const remove = (who: Person): Change => ({ kind: 'remove', key: who.publicKey })
const role = (who: Person, to: 'reader' | 'admin'): Change => ({
  kind: 'role',
  key: who.publicKey,
  role: to,
  wraps: [],
})

export interface LogCase {
  name: string
  events: string[]
  members: { author: string; name: string; role: string }[]
  refused: string[]
  /** Events that wait for a parent. */
  waiting: string[]
  /** The epoch in force, 0 before the first. */
  epoch: number
  /** Ids of the invitations that are open. */
  open: string[]
}

export function logCase(name: string, ...events: LoggedEvent[]): LogCase {
  const { members, refused, waiting, epoch, invitations } = resolve(charter, events)
  return {
    name,
    events: events.map(hexOf),
    members: members.map((one) => ({ author: formatDid(one.key), name: one.name, role: one.role })),
    refused: refused.map(({ cid }) => cid.toString()).sort(),
    waiting: waiting.map(({ cid }) => cid.toString()).sort(),
    epoch: epoch.epoch,
    open: invitations.flatMap(({ state, id }) => (state === 'open' ? [id] : [])).sort(),
  }
}

const invite = (n: number): Change => ({
  kind: 'invite',
  invitation: filled(n),
  role: 'writer',
  expires: 0,
  auto: true,
})
const begin = (epoch: number): Change => ({
  kind: 'epoch',
  epoch,
  wraps: [{ key: alice.publicKey, enc: filled(epoch % 256), ct: new Uint8Array(80) }],
  previous: new Uint8Array(),
})

/** What the new member is given at once: the secrets of the epoch, which only they can open. */
function addWithWrap(): LoggedEvent {
  const wrap = { key: bob.publicKey, enc: filled(1), ct: new Uint8Array(80), epoch: 1 }
  return eventOf(alice, { ...addOf(bob, 'admin', 20), wraps: [wrap] } as Change)
}

export function logCases(): LogCase[] {
  const out = eventOf(alice, remove(bob), [withCarol])
  const down = eventOf(alice, role(bob, 'reader'), [withCarol])
  const team = [withBob, withCarol]
  return [
    logCase('no event: the founder'),
    logCase('two admins are added', ...team),
    logCase('the secrets of an epoch are given to who is added', addWithWrap()),
    logCase(
      'a removed admin’s event beside the removal',
      ...team,
      out,
      eventOf(bob, addOf(eve, 'writer', 22), [withCarol]),
    ),
    logCase(
      'a removed admin’s event after the removal',
      ...team,
      out,
      eventOf(bob, addOf(eve, 'writer', 22), [out]),
    ),
    logCase(
      'two admins remove each other',
      ...team,
      eventOf(bob, remove(carol), [withCarol]),
      eventOf(carol, remove(bob), [withCarol]),
    ),
    logCase('the founder leaves', ...team, eventOf(alice, remove(alice), [withCarol])),
    logCase('the last admin leaves', eventOf(alice, remove(alice))),
    logCase(
      'both admins leave beside each other',
      withBob,
      eventOf(alice, remove(alice), [withBob]),
      eventOf(bob, remove(bob), [withBob]),
    ),
    logCase(
      'an admin is demoted and promoted again',
      ...team,
      down,
      eventOf(alice, role(bob, 'admin'), [down]),
    ),
    logCase(
      'an invitation of an admin, and one of an admin who is removed later',
      ...team,
      eventOf(alice, invite(30), [withCarol]),
      ...removedInviter(),
    ),
    logCase('epochs one after another', ...epochs(1, 2)),
    logCase('an epoch with a number that is not the next', ...epochs(1, 2, 1_000_000)),
    logCase('an epoch after one that does not count', ...epochs(1, 3, 2)),
    logCase('a stranger signs', ...team, eventOf(eve, addOf(eve, 'admin', 23), [withCarol])),
    ...lackingParents(),
    ...repeatedInvitations(),
    ...withoutAdmins(),
  ]
}

/** "What counts", 1: an event waits while a parent of it is not there, was left out, or waits itself. */
function lackingParents(): LogCase[] {
  const team = [withBob, withCarol]
  const strange = eventOf(eve, addOf(eve, 'admin', 23), [withCarol])
  const childOfStrange = eventOf(alice, remove(bob), [strange])
  const absent = eventOf(alice, invite(32), [withCarol])
  const childOfAbsent = eventOf(bob, remove(carol), [absent, withCarol])
  return [
    logCase('a removal by the founder whose parent was left out waits', ...team, strange, childOfStrange),
    logCase(
      'what builds on an event that waits, waits',
      ...team,
      strange,
      childOfStrange,
      eventOf(alice, addOf(eve, 'reader', 24), [childOfStrange, withCarol]),
    ),
    logCase('an event waits for a parent that is not there', ...team, childOfAbsent),
    logCase('it counts when the parent is there', ...team, absent, childOfAbsent),
    logCase('what builds on an event that was refused does not wait', ...team, ...onRefused()),
  ]
}

/** Bob, who was put out, signs once more; what the founder builds on that counts. */
function onRefused(): LoggedEvent[] {
  const out = eventOf(alice, remove(bob), [withCarol])
  const unheard = eventOf(bob, invite(33), [out])
  return [out, unheard, eventOf(alice, invite(34), [unheard])]
}

/** "Invitation": of several with one public key the first by depth, then CID, says what it is. */
function repeatedInvitations(): LogCase[] {
  const team = [withBob, withCarol]
  const first = eventOf(bob, invite(35), [withCarol])
  const again = eventOf(alice, { ...invite(35), role: 'admin' } as Change, [first])
  const out = eventOf(alice, remove(bob), [again])
  return [
    logCase('an invitation is made twice: the first says who made it', ...team, first, again, out),
    logCase('the first does not count: the second says who made it', ...team, ...firstRefused()),
    logCase(
      'an invitation that was taken back does not open by being made again',
      ...team,
      first,
      eventOf(alice, { kind: 'revoke', invitation: filled(35) }, [first]),
      eventOf(alice, invite(35), [eventOf(alice, { kind: 'revoke', invitation: filled(35) }, [first])]),
    ),
  ]
}

/** Bob is out when he invites; the founder invites with the same key after him. */
function firstRefused(): LoggedEvent[] {
  const out = eventOf(alice, remove(bob), [withCarol])
  const unheard = eventOf(bob, invite(36), [out])
  return [out, unheard, eventOf(alice, invite(36), [unheard])]
}

/** "What counts", 7: takings from whoever a setting that counts made an admin, behind the taking or not; done until one stays. */
function withoutAdmins(): LogCase[] {
  const leave = (who: Person, after: LoggedEvent): LoggedEvent => eventOf(who, remove(who), [after])
  const aliceOut = leave(alice, withCarol)
  const bobOut = leave(bob, aliceOut)
  const carolOut = leave(carol, bobOut)
  return [
    logCase(
      'three admins leave one after another: the last stays',
      withBob,
      withCarol,
      aliceOut,
      bobOut,
      carolOut,
    ),
    logCase(
      'a reader leaves last, after the founder and the admin left beside each other: the founder stays',
      ...readerLast(),
    ),
    logCase(
      'an admin who was made a reader leaves last: nothing takes the rights of who stays, nor did before',
      ...demotedLast(),
    ),
  ]
}

function readerLast(): LoggedEvent[] {
  const withEve = eventOf(alice, addOf(eve, 'reader', 25), [withBob])
  const out = [alice, bob].map((who) => eventOf(who, remove(who), [withEve]))
  return [withBob, withEve, ...out, eventOf(eve, remove(eve), out)]
}

function demotedLast(): LoggedEvent[] {
  const down = eventOf(alice, role(bob, 'reader'), [withBob])
  const out = eventOf(alice, remove(alice), [down])
  return [withBob, down, out, eventOf(bob, remove(bob), [out])]
}

/** Bob invites, and is put out. */
function removedInviter(): LoggedEvent[] {
  const invited = eventOf(bob, invite(31), [withCarol])
  return [invited, eventOf(alice, remove(bob), [invited])]
}

/** Of the founder, each after the one before. */
function epochs(...numbers: readonly number[]): LoggedEvent[] {
  const events: LoggedEvent[] = []
  for (const number of numbers) events.push(eventOf(alice, begin(number), events.slice(-1)))
  return events
}

export function invalidEvents(): { name: string; event: string; code: string }[] {
  const { event } = withBob
  const bytes = encode(event)
  const altered = Uint8Array.from(bytes)
  altered[altered.length - 1]! ^= 1
  const code = 'ERR_UNVERIFIABLE'
  const unsorted = eventOf(alice, remove(bob), [withBob, withCarol]).event
  return [
    { name: 'a byte of it changed', event: hex(altered), code },
    { name: 'signed by another', event: hex(encode({ ...event, author: eve.publicKey })), code },
    { name: 'for another swarm', event: hex(encode({ ...event, swarm: withBob.cid })), code },
    { name: 'a field more', event: hex(encode({ ...event, more: 1 })), code },
    { name: 'crit', event: hex(encode({ ...event, more: 1, crit: ['more'] })), code },
    {
      name: 'a key with its algorithm',
      event: hex(encode({ ...event, author: tagKey(event.author) })),
      code,
    },
    { name: 'version 0', event: hex(encode({ ...event, v: 0 })), code },
    { name: 'version 2', event: hex(encode({ ...event, v: 2 })), code: 'ERR_INCOMPATIBLE' },
    {
      name: 'version 2 with other fields',
      event: hex(encode({ v: 2, t: event.t })),
      code: 'ERR_INCOMPATIBLE',
    },
    {
      name: 'parents out of order',
      event: hex(encode({ ...unsorted, parents: unsorted.parents.toReversed() })),
      code,
    },
  ]
}

export function invalidCharters(): { name: string; charter: string; code: string }[] {
  const code = 'ERR_UNVERIFIABLE'
  const of = (name: string, change: object, why = code): { name: string; charter: string; code: string } => ({
    name,
    charter: hex(encode({ ...charter, ...change })),
    code: why,
  })
  return [
    of('signed by another', { founder: { ...charter.founder, key: eve.publicKey } }),
    of('a field more', { more: 1 }),
    of('a field more of the founder', { founder: { ...charter.founder, more: 1 } }),
    of('crit', { more: 1, crit: ['more'] }),
    of('version 0', { v: 0 }),
    of('version 2', { v: 2 }, 'ERR_INCOMPATIBLE'),
    {
      name: 'version 2 with other fields',
      charter: hex(encode({ v: 2, t: charter.t })),
      code: 'ERR_INCOMPATIBLE',
    },
  ]
}
