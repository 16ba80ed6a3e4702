/** What a membership log says when people act at the same time. */
import { describe, expect, it } from 'vitest'
import { resolve, type LoggedEvent } from '../../../src/core/swarm/index.ts'
import { person, remove, setRole, swarmOf } from './people.ts'

const { charter, sign, add } = swarmOf('alice')
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
