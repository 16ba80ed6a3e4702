/** Which events are kept of those that somebody sends: nobody fills a log who has no say in it. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import {
  admitEventsInSteps,
  resolve,
  signEvent,
  SWARM_LIMITS,
  type LoggedEvent,
} from '../../../src/core/swarm/index.ts'
import { person, remove, seedOf, setRole, swarmOf } from './people.ts'

/** All steps, and how many there were. */
function inSteps(...args: Parameters<typeof admitEventsInSteps>) {
  const steps = admitEventsInSteps(...args)
  for (let count = 0; ; count++) {
    const step = steps.next()
    if (step.done === true) return { admitted: step.value, count }
  }
}
const admitEvents = (...args: Parameters<typeof admitEventsInSteps>) => inSteps(...args).admitted

const team = swarmOf('alice')
const bytesOf = ({ event }: LoggedEvent): Uint8Array => encode(event)
const base = { charter: team.charter, swarm: team.id }
const knownOf = (events: readonly LoggedEvent[]): Map<string, LoggedEvent> =>
  new Map(events.map((one) => [one.cid.toString(), one]))
const admitted = (known: readonly LoggedEvent[], sent: readonly LoggedEvent[]): string[] =>
  admitEvents({ ...base, known: knownOf(known) }, sent.map(bytesOf)).map(({ event }) => event.cid.toString())
const ids = (events: readonly LoggedEvent[]): string[] => events.map(({ cid }) => cid.toString())

const bob = team.sign('alice', team.add('bob', 'reader'), [])
const carol = team.sign('alice', team.add('carol', 'admin'), [bob])

/** The nth way in which somebody says that they leave. */
function leave(name: string, nth: number, parents: readonly LoggedEvent[] = []): LoggedEvent {
  const { publicKey, secret } = person(name)
  const fields = { swarm: team.id, parents: parents.map(({ cid }) => cid), author: publicKey }
  return signEvent({ ...fields, time: nth, change: remove(name) }, secret)
}

describe('events that somebody sends', () => {
  it('are kept once, also those that come before what makes them plausible', () => {
    const byCarol = team.sign('carol', team.add('dave', 'writer'), [carol])
    expect(admitted([], [byCarol, carol, bob, bob]).sort()).toEqual(ids([bob, carol, byCarol]).sort())
    expect(admitted([bob, carol], [bob, carol])).toEqual([])
  })

  it('of people who have no say are passed over before their signatures are looked at', () => {
    const strange = [
      team.sign('mallory', team.add('eve', 'admin'), [bob]),
      team.sign('bob', setRole('bob', 'admin'), [bob]),
      leave('mallory', 1),
    ]
    expect(admitted([bob], strange)).toEqual([])
    const forged = { ...strange[0]!.event, sig: new Uint8Array(64) }
    expect(admitEvents({ ...base, known: knownOf([bob]) }, [encode(forged)])).toEqual([])
    const asAlice = { ...forged, author: person('alice').publicKey }
    expect(() => admitEvents({ ...base, known: knownOf([bob]) }, [encode(asAlice)])).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error,
    )
  })

  it('that say a hundred times that one member leaves are kept once', () => {
    const leaves = Array.from({ length: 100 }, (_, nth) => leave('bob', nth))
    expect(admitted([bob], leaves)).toEqual(ids(leaves.slice(0, 1)))
    expect(admitted([bob, leaves[0]!], leaves)).toEqual([])
  })

  it('that build on another leave bring it along, and all members say the same in the end', () => {
    const [hers, his] = [leave('bob', 1, [carol]), leave('bob', 2, [carol])]
    const after = team.sign('alice', team.add('dave', 'writer'), [his])
    const here = [bob, carol, hers]
    expect(admitted(here, [his, after])).toEqual(ids([after, his]))
    const there = [bob, carol, his, after]
    expect(admitted(there, [hers])).toEqual([])
    const name = ({ key }: { key: Uint8Array }): string => Buffer.from(key).toString('hex')
    const membersOf = (events: LoggedEvent[]): string[] => resolve(team.charter, events).members.map(name)
    expect(membersOf([...here, his, after])).toEqual(membersOf(there))
  })

  it('that wait for a leave have it once it comes', () => {
    const [hers, his] = [leave('bob', 1, [carol]), leave('bob', 2, [carol])]
    const after = team.sign('alice', team.add('dave', 'writer'), [his])
    expect(admitted([bob, carol, hers], [after])).toEqual(ids([after]))
    expect(admitted([bob, carol, hers, after], [his])).toEqual(ids([his]))
  })

  it('are looked at in steps, one for each signature, so that others have a turn', () => {
    const sent = [bob, carol, team.sign('carol', team.add('dave', 'writer'), [carol])]
    expect(inSteps({ ...base, known: new Map() }, sent.map(bytesOf)).count).toBe(3)
    // Those that nothing is computed for are read in larger steps.
    const strange = Array.from({ length: 64 }, (_, nth) => bytesOf(leave('mallory', nth + 1)))
    expect(inSteps({ ...base, known: new Map() }, strange).count).toBe(2)
  })

  it('are kept up to the limit, with those that are known', () => {
    // As many names of one event: what is counted is how many are known.
    const known = new Map(
      Array.from({ length: SWARM_LIMITS.maxEvents - 1 }, (_, nth): [string, LoggedEvent] => [`${nth}`, bob]),
    )
    const sent = [carol, team.sign('alice', team.add('dave', 'writer'), [bob])].map(bytesOf)
    expect(admitEvents({ ...base, known }, sent)).toHaveLength(1)
    known.set('one more', bob)
    expect(admitEvents({ ...base, known }, sent)).toHaveLength(0)
  })

  it('of another swarm are refused', () => {
    const foreign = swarmOf('bob').sign('bob', remove('bob'), [])
    expect(() => admitted([], [foreign])).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error,
    )
    expect(() => admitEvents({ ...base, known: new Map() }, [seedOf('x')])).toThrow(MemCubeError)
  })
})
