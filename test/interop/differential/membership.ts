/** Random membership logs of a few people who add, demote and remove each other: what they say has to be one thing. */
import { type Change, type LoggedEvent } from '../../../src/core/swarm/index.ts'
import { logCase } from '../../../scripts/vectors/swarm/logs.ts'
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
import type { Judged } from './inputs.ts'
import type { Random } from './random.ts'

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
