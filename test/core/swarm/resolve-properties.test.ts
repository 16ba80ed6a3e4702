/** Any history of any people, delivered in any order, gives one roster. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolve, ROLES, type Change, type LoggedEvent, type Swarm } from '../../../src/core/swarm/index.ts'
import { referenceRoster } from '../../reference/reference-roster.ts'
import { remove, setRole, swarmOf } from './people.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave', 'eve']
const { charter, sign, add } = swarmOf('alice')

interface Plan {
  author: number
  target: number
  kind: number
  role: number
  /** Which earlier events are its parents, counted back. */
  after: number[]
}

const index = fc.nat(NAMES.length - 1)
const plans = (maxLength: number) =>
  fc.array(
    fc.record({
      author: fc.oneof({ arbitrary: fc.nat(2), weight: 3 }, { arbitrary: index, weight: 1 }),
      target: index,
      kind: fc.nat(9),
      role: fc.nat(5),
      after: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength },
  )

const roleAt = (at: number) => ROLES[Math.min(at, ROLES.length - 1)]!

function changeOf({ target, kind, role }: Plan): Change {
  if (kind < 4) return add(NAMES[target]!, roleAt(role))
  return kind < 7 ? setRole(NAMES[target]!, roleAt(role)) : remove(NAMES[target]!)
}

/** Begins with a team, so that there are admins to quarrel. */
function historyOf(all: readonly Plan[]): LoggedEvent[] {
  const events: LoggedEvent[] = []
  for (const name of ['bob', 'carol']) events.push(sign('alice', add(name, 'admin'), events.slice(-1)))
  for (const plan of all) {
    const parents = new Set(
      plan.after.map((back) => events[events.length - 1 - back]).filter((one) => one !== undefined),
    )
    events.push(sign(NAMES[plan.author]!, changeOf(plan), [...parents]))
  }
  // Two that say the same are one.
  return [...new Map(events.map((one) => [one.cid.toString(), one])).values()]
}

/** Whatever the answer says, as text. */
const answerOf = (events: readonly LoggedEvent[]): string => {
  const { members, removed, epoch, invitations, tips, counting, log } = resolve(charter, events)
  const ids = (list: readonly LoggedEvent[]) => list.map(({ cid }) => cid.toString())
  return JSON.stringify([
    members,
    removed,
    epoch.event,
    invitations,
    tips.map(String),
    ids(counting),
    ids(log),
  ])
}

const rosterOf = ({ members }: Swarm): string[] =>
  members.map(({ key, role }) => `${Buffer.from(key).toString('hex')} ${role}`).sort()

const options = { numRuns: 80, seed: 20_261_121 }

describe('for any history of a swarm', () => {
  it('the order of delivery changes nothing, and what came twice neither', () => {
    fc.assert(
      fc.property(plans(12), fc.infiniteStream(fc.nat()), (all, random) => {
        const events = historyOf(all)
        const expected = answerOf(events)
        const shuffled = events
          .map((event) => ({ event, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ event }) => event)
        expect(answerOf([...shuffled, ...shuffled.slice(0, 3)])).toBe(expected)
        expect(answerOf([...events].reverse())).toBe(expected)
      }),
      options,
    )
  })

  it('the roster is that of the slow, obvious way', () => {
    fc.assert(
      fc.property(plans(7), (all) => {
        const events = historyOf(all)
        expect(rosterOf(resolve(charter, events))).toEqual(referenceRoster(charter, events))
      }),
      options,
    )
  })

  it('the roster of a part of it, where parents are lacking, is that of the slow, obvious way', () => {
    fc.assert(
      fc.property(plans(7), fc.infiniteStream(fc.nat(3)), (all, keep) => {
        const part = historyOf(all).filter(() => keep.next().value !== 0)
        expect(rosterOf(resolve(charter, part))).toEqual(referenceRoster(charter, part))
      }),
      options,
    )
  })

  it('somebody is an admin', () => {
    fc.assert(
      fc.property(plans(12), (all) => {
        expect(resolve(charter, historyOf(all)).members.some(({ role }) => role === 'admin')).toBe(true)
      }),
      options,
    )
  })

  it('whoever a removal that counts names is out, and nothing that he signed beside or after it counts', () => {
    let removals = 0
    fc.assert(
      fc.property(plans(12), (all) => {
        const events = historyOf(all)
        const { members, counting } = resolve(charter, events)
        const byId = new Map(events.map((one) => [one.cid.toString(), one]))
        const behind = (one: LoggedEvent): Set<string> =>
          new Set(one.event.parents.flatMap((cid) => [cid.toString(), ...behind(byId.get(cid.toString())!)]))
        for (const removal of counting) {
          const { change } = removal.event
          if (change.kind !== 'remove') continue
          removals++
          const before = behind(removal)
          const isTarget = (key: Uint8Array): boolean => Buffer.compare(key, change.key) === 0
          expect(members.some(({ key }) => isTarget(key))).toBe(false)
          for (const one of counting) {
            const isOfTarget =
              isTarget(one.event.author) && one !== removal && !before.has(one.cid.toString())
            // That he leaves is said with more than one voice at most.
            const leaves = one.event.change.kind === 'remove' && isTarget(one.event.change.key)
            expect(isOfTarget && !leaves).toBe(false)
          }
        }
      }),
      options,
    )
    expect(removals).toBeGreaterThan(40)
  })

  it('a part of it is no more than a part: nothing throws, and what lacks parents waits', () => {
    fc.assert(
      fc.property(plans(12), fc.infiniteStream(fc.boolean()), (all, keep) => {
        const events = historyOf(all)
        const part = events.filter(() => keep.next().value as boolean)
        const { counting, refused, waiting } = resolve(charter, part)
        expect(counting.length + refused.length + waiting.length).toBe(part.length)
      }),
      options,
    )
  })
})
