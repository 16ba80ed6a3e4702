/** What a membership log says when people act at the same time. */
import { describe, expect, it } from 'vitest'
import {
  invitationKey,
  resolve,
  type Change,
  type LoggedEvent,
  type Role,
  type Swarm,
  type Wrap,
} from '../../../src/core/swarm/index.ts'
import { person, remove, seedOf, setRole, swarmOf } from './people.ts'

const { charter, id, sign, add } = swarmOf('alice')
/** Names and roles, in order. */
const rosterOf = (events: readonly LoggedEvent[]): string[] =>
  resolve(charter, events)
    .members.map(({ name, role }) => `${name} ${role}`)
    .sort()

const bob = sign('alice', add('bob', 'admin'), [])
const carol = sign('alice', add('carol', 'admin'), [bob])
const dave = sign('bob', add('dave', 'writer'), [carol])
const team = [bob, carol, dave]

describe('a membership log', () => {
  it('begins with its founder', () => {
    expect(rosterOf([])).toEqual(['alice admin'])
    expect(resolve(charter, []).epoch).toMatchObject({ epoch: 0, stale: true })
  })

  it('has whom admins added', () => {
    expect(rosterOf(team)).toEqual(['alice admin', 'bob admin', 'carol admin', 'dave writer'])
    expect(resolve(charter, team).tips).toEqual([dave.cid])
  })

  it('ignores what a writer signs for others, and lets him leave', () => {
    const events = [...team, sign('dave', remove('bob'), [dave]), sign('dave', add('eve', 'admin'), [dave])]
    expect(rosterOf(events)).toEqual(rosterOf(team))
    expect(resolve(charter, events).refused).toHaveLength(2)
    expect(rosterOf([...team, sign('dave', remove('dave'), [dave])])).not.toContain('dave writer')
  })

  it('drops what a removed admin signed beside and after the removal', () => {
    const out = sign('alice', remove('bob'), [dave])
    const beside = sign('bob', add('eve', 'writer'), [dave])
    const after = sign('bob', add('mallory', 'admin'), [out, beside])
    const byMallory = sign('mallory', remove('alice'), [after])
    expect(rosterOf([...team, out, beside, after, byMallory])).toEqual([
      'alice admin',
      'carol admin',
      'dave writer',
    ])
  })

  it('keeps what a removed admin had done before', () => {
    expect(rosterOf([...team, sign('alice', remove('bob'), [dave])])).toContain('dave writer')
  })

  it('lets the more senior one stay when two remove each other', () => {
    const events = [...team, sign('carol', remove('bob'), [dave]), sign('bob', remove('carol'), [dave])]
    expect(rosterOf(events)).toEqual(['alice admin', 'bob admin', 'dave writer'])
  })

  it('does not let a removed admin make up somebody more senior', () => {
    const out = sign('bob', remove('carol'), [dave])
    const puppet = sign('carol', add('puppet', 'admin'), [carol])
    const revenge = sign('puppet', remove('bob'), [puppet])
    expect(rosterOf([...team, out, puppet, revenge])).toEqual(['alice admin', 'bob admin', 'dave writer'])
  })

  it('lets a removed admin come back only with another key', () => {
    const out = sign('alice', remove('bob'), [dave])
    expect(rosterOf([...team, out, sign('alice', add('bob', 'admin'), [out])])).not.toContain('bob admin')
  })

  it('keeps the last admin, whoever takes the role away', () => {
    const leaves = sign('alice', remove('alice'), [])
    expect(rosterOf([leaves])).toEqual(['alice admin'])
    const bothLeave = [bob, sign('alice', remove('alice'), [bob]), sign('bob', remove('bob'), [bob])]
    expect(rosterOf(bothLeave)).toEqual(['alice admin'])
    const inTurn = [bob, sign('alice', remove('alice'), [bob])]
    expect(rosterOf(inTurn)).toEqual(['bob admin'])
    expect(rosterOf([...inTurn, sign('bob', setRole('bob', 'reader'), [inTurn[1]!])])).toEqual(['bob admin'])
  })

  it('gives the lesser of two roles that were set at the same time', () => {
    const up = sign('alice', setRole('dave', 'admin'), [dave])
    const down = sign('carol', setRole('dave', 'reader'), [dave])
    expect(rosterOf([...team, up, down])).toContain('dave reader')
    expect(rosterOf([...team, up, down, sign('alice', setRole('dave', 'writer'), [up, down])])).toContain(
      'dave writer',
    )
  })

  it('drops what a demoted admin signed beside the demotion, and takes what comes after a promotion', () => {
    const down = sign('alice', setRole('bob', 'reader'), [dave])
    const beside = sign('bob', add('eve', 'writer'), [dave])
    const up = sign('alice', setRole('bob', 'admin'), [down])
    const later = sign('bob', add('frank', 'writer'), [up, beside])
    const roster = rosterOf([...team, down, beside, up, later])
    expect(roster).toContain('frank writer')
    expect(roster).not.toContain('eve writer')
  })

  it('waits for events that it lacks, and names them', () => {
    const { waiting, missing, members } = resolve(charter, [bob, dave])
    expect(members).toHaveLength(2)
    expect(waiting.map(({ cid }) => cid)).toEqual([dave.cid])
    expect(missing).toEqual([carol.cid.toString()])
  })

  it('is in no need of events by people whom nobody made an admin', () => {
    const strange = sign('mallory', add('eve', 'admin'), [])
    const { refused, log } = resolve(charter, [...team, strange])
    expect(refused.map(({ cid }) => cid)).toEqual([strange.cid])
    expect(log).toHaveLength(3)
    expect(person('mallory').publicKey).toHaveLength(32)
  })
})

/** Only shaped like a wrap: 80 bytes for fence and content, 48 for the fence alone. */
const wrapFor = (name: string, bytes = 80): Wrap => ({
  key: person(name).publicKey,
  enc: seedOf(`enc ${name}`),
  ct: new Uint8Array(bytes),
})
const epoch = (number: number, ...wraps: Wrap[]): Change => ({
  kind: 'epoch',
  epoch: number,
  wraps,
  previous: new Uint8Array(),
})
const everybody = ['alice', 'bob', 'carol', 'dave'].map((name) => wrapFor(name))
const first = sign('alice', epoch(1, ...everybody), [dave])
const epochOf = (...events: LoggedEvent[]): Swarm['epoch'] => resolve(charter, [...team, ...events]).epoch

describe('the epoch of a swarm', () => {
  it('is fresh while nobody else knows its secrets', () => {
    expect(epochOf(first)).toMatchObject({ epoch: 1, event: first.cid, stale: false })
  })

  it('is stale after a removal, until the next one', () => {
    const out = sign('alice', remove('dave'), [first])
    expect(epochOf(first, out).stale).toBe(true)
    const next = sign('alice', epoch(2, ...everybody.slice(0, 3)), [out])
    expect(epochOf(first, out, next)).toMatchObject({ epoch: 2, stale: false })
    const withDave = sign('alice', epoch(2, ...everybody), [out])
    expect(epochOf(first, out, withDave)).toMatchObject({ epoch: 2, stale: true })
  })

  it('is stale after a removal beside it, also of somebody whom it was not given to', () => {
    const out = sign('alice', remove('dave'), [dave])
    const withoutDave = sign('bob', epoch(1, ...everybody.slice(0, 3)), [dave])
    expect(epochOf(out, withoutDave).stale).toBe(true)
    const after = sign('bob', epoch(1, ...everybody.slice(0, 3)), [out])
    expect(epochOf(out, after).stale).toBe(false)
  })

  it('is stale when two began at the same time: the one with the lowest CID is in force', () => {
    const other = sign('bob', epoch(1, ...everybody), [dave])
    const lowest = [first, other].sort((a, b) => Buffer.compare(a.cid.bytes, b.cid.bytes))[0]!
    expect(epochOf(first, other)).toMatchObject({ epoch: 1, event: lowest.cid, stale: true })
  })

  it('is stale when a seed has its content, and not when it has the fence', () => {
    const eve = sign('alice', add('eve', 'seed'), [dave])
    const begun = (bytes: number): boolean => {
      const one = sign('alice', epoch(1, ...everybody, wrapFor('eve', bytes)), [eve])
      return epochOf(eve, one).stale
    }
    expect([begun(48), begun(80)]).toEqual([false, true])
  })

  it('has the number after the highest behind it, or does not begin', () => {
    const third = sign('alice', epoch(3, ...everybody), [first])
    expect(epochOf(first, third)).toMatchObject({ epoch: 1, event: first.cid })
    const again = sign('alice', epoch(1, ...everybody), [first])
    expect(epochOf(first, again)).toMatchObject({ epoch: 1, event: first.cid, stale: false })
  })

  it('has the wraps that came later with its number', () => {
    const role: Change = {
      ...(setRole('dave', 'reader') as Extract<Change, { kind: 'role' }>),
      wraps: [{ ...wrapFor('dave'), epoch: 1 }],
    }
    const without = sign('alice', epoch(1, ...everybody.slice(0, 3)), [dave])
    const given = sign('alice', role, [without])
    const key = Buffer.from(person('dave').publicKey).toString('hex')
    expect(epochOf(without).wraps.has(key)).toBe(false)
    expect(epochOf(without, given).wraps.has(key)).toBe(true)
  })
})

describe('an invitation in the log', () => {
  const invited = (by: string, name: string, role: Role, parents: LoggedEvent[]): LoggedEvent => {
    const { publicKey } = invitationKey({ swarm: id, secret: seedOf(`invitation of ${name}`) })
    return sign(by, { kind: 'invite', invitation: publicKey, role, expires: 1, auto: true }, parents)
  }
  const stateOf = (...events: LoggedEvent[]): (string | undefined)[] =>
    resolve(charter, [...team, ...events]).invitations.map(({ state }) => state)
  const invitation = invited('bob', 'eve', 'reader', [dave])

  it('is open until it is used or taken back', () => {
    expect(stateOf(invitation)).toEqual(['open'])
    expect(stateOf(invitation, sign('alice', add('eve', 'reader'), [invitation]))).toEqual(['used'])
    const { change } = invitation.event as { change: { invitation: Uint8Array } }
    const back = sign('alice', { kind: 'revoke', invitation: change.invitation }, [invitation])
    expect(stateOf(invitation, back)).toEqual(['revoked'])
  })

  it('is taken back with the rights of who made it', () => {
    expect(stateOf(invitation, sign('alice', remove('bob'), [invitation]))).toEqual(['revoked'])
    expect(stateOf(invitation, sign('alice', setRole('bob', 'writer'), [invitation]))).toEqual(['revoked'])
  })
})
