/** What is forged, foreign, cut off or too large, each with its error. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { placeEvents } from '../../../src/core/swarm/event-graph.ts'
import {
  encodeDoorAnswer,
  encodeDoorRequest,
  fencePrologue,
  formatInvitation,
  hasExpired,
  invitationId,
  invitationKey,
  isCatchUpSigned,
  kemKeyPair,
  openPrevious,
  pageOfEvents,
  parseCharter,
  parseDoorAnswer,
  parseDoorRequest,
  parseEvent,
  parseInvitation,
  resolve,
  sealPrevious,
  signCatchUp,
  swarmNetwork,
  unwrapSecrets,
  verifyJoin,
  wrapSecrets,
  type Change,
  type DoorAnswer,
  type JoinRequest,
  type LoggedEvent,
} from '../../../src/core/swarm/index.ts'
import { person, remove, seedOf, swarmOf } from './people.ts'

const team = swarmOf('alice')
const other = swarmOf('bob')
const unverifiable = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error
const invalid = expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error

const flip = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[at]! ^= 1
  return copy
}

describe('a membership event', () => {
  const event = team.sign('alice', team.add('bob', 'writer'), [])
  const bytes = encode(event.event)

  it('comes back from its bytes', () => {
    expect(parseEvent(bytes, team.id)).toEqual({ cid: event.cid, event: event.event })
  })

  it('is refused with any byte changed', () => {
    for (let at = 0; at < bytes.length; at++)
      expect(() => parseEvent(flip(bytes, at), team.id), `${at}`).toThrow(MemCubeError)
  })

  it('is refused in another swarm, signed by another, too large or cut off', () => {
    expect(() => parseEvent(bytes, other.id)).toThrow(unverifiable)
    const forged = { ...event.event, author: person('mallory').publicKey }
    expect(() => parseEvent(encode(forged), team.id)).toThrow(unverifiable)
    expect(() => parseEvent(new Uint8Array(64 * 1024 + 1), team.id)).toThrow(/at most 65536/)
    expect(() => parseEvent(bytes.slice(0, -1), team.id)).toThrow(unverifiable)
    expect(() => parseEvent(encode({ ...event.event, more: 1 }), team.id)).toThrow(/no field "more"/)
  })

  it('is refused with a join request for another swarm', () => {
    const foreign = team.sign('alice', other.add('carol', 'writer'), [])
    expect(() => parseEvent(encode(foreign.event), team.id)).toThrow(/for another swarm/)
  })

  it('waits for ever in a circle, which no hash could close', () => {
    const one = team.sign('alice', remove('bob'), [])
    const two = team.sign('alice', remove('carol'), [one])
    const circle: LoggedEvent[] = [{ ...one, event: { ...one.event, parents: [two.cid] } }, two]
    expect(placeEvents(circle)).toMatchObject({ placed: [], missing: [] })
    expect(resolve(team.charter, circle).waiting).toHaveLength(2)
  })

  it('goes on in pages to whoever has some', () => {
    const chain = [event]
    for (const name of ['carol', 'dave'])
      chain.push(team.sign('alice', team.add(name, 'writer'), chain.slice(-1)))
    expect(pageOfEvents(chain, [])).toEqual({ page: chain.map((one) => encode(one.event)), more: false })
    expect(pageOfEvents(chain, [chain[1]!.cid]).page).toEqual([encode(chain[2]!.event)])
    expect(pageOfEvents(chain, [chain[2]!.cid]).page).toEqual([])
  })

  it('cannot pass for a charter', () => {
    expect(() => parseCharter(bytes)).toThrow(unverifiable)
    const forged = { ...team.charter, name: 'another' }
    expect(() => parseCharter(encode(forged))).toThrow(/signature of the charter/)
  })
})

describe('an invitation', () => {
  const door = '/ip4/192.0.2.7/tcp/4001/p2p/12D3KooWGRUdSTFx8tNTmAeDWwmm2UKcYQkyHXvwZ9nMvEhHHgYs'
  const invitation = {
    swarm: team.id,
    secret: seedOf('secret'),
    expires: 1_700_000_000_000,
    role: 'writer' as const,
    doors: [door],
  }
  const word = formatInvitation(invitation)

  it('comes back from its word, with blanks around it too', () => {
    expect(parseInvitation(` ${word}\n`)).toEqual(invitation)
    expect(word).toMatch(/^memcube-invite:1:[A-Za-z0-9_-]+$/)
  })

  it('is refused cut off anywhere, and with any character changed', () => {
    for (let end = 0; end < word.length; end++)
      expect(() => parseInvitation(word.slice(0, end))).toThrow(invalid)
    for (let at = 0; at < word.length; at++) {
      const altered = word.slice(0, at) + (word[at] === 'A' ? 'B' : 'A') + word.slice(at + 1)
      expect(() => parseInvitation(altered), altered).toThrow(invalid)
    }
  })

  it('is refused when it is none, and says so', () => {
    for (const text of ['', 'memcube:bafy', 'hello', `${word}A`])
      expect(() => parseInvitation(text)).toThrow(invalid)
    expect(() => parseInvitation('hello')).toThrow(/is not an invitation/)
    expect(() => parseInvitation(word.slice(0, -5))).toThrow(/cut off or altered/)
  })

  it('is not written for a door without a peer id', () => {
    expect(() => formatInvitation({ ...invitation, doors: ['/ip4/192.0.2.7/tcp/4001'] })).toThrow(invalid)
    expect(() => formatInvitation({ ...invitation, doors: [] })).toThrow(invalid)
  })

  it('is over when its time is, give or take the clocks', () => {
    expect([999, 1_000, 1_001].map((now) => hasExpired(1_000, now))).toEqual([false, false, true])
    expect(hasExpired(1_000, 1_500, 600)).toBe(false)
  })

  it('has another key in another swarm', () => {
    const keys = [team, other].map(
      ({ id }) => invitationKey({ swarm: id, secret: seedOf('secret') }).publicKey,
    )
    expect(keys[0]).not.toEqual(keys[1])
    expect(invitationId(keys[0]!)).toMatch(/^[a-z2-7]{16}$/)
  })

  it('is proven by who holds it only', () => {
    const { join } = team.add('bob', 'writer') as { join: JoinRequest }
    expect(() => verifyJoin(join)).not.toThrow()
    const moved = { ...join, door: person('eve').keys.peer }
    expect(() => verifyJoin(moved)).toThrow(/does not prove/)
    expect(() => verifyJoin({ ...join, invitation: person('eve').publicKey })).toThrow(/does not prove/)
    expect(() => verifyJoin({ ...join, sig: join.proof })).toThrow(/signature of the join request/)
  })

  it('used by two at two doors is told', () => {
    const add = (name: string) => team.add(name, 'reader')
    const mine = add('bob') as { join: JoinRequest }
    const events = [team.sign('alice', add('bob'), []), team.sign('alice', add('carol'), [])]
    expect(resolve(team.charter, events).usedTwice).toEqual([])
    const join = { ...mine.join, key: person('eve').publicKey }
    const twice: Change = { kind: 'add', role: 'reader', wraps: [], join }
    expect(resolve(team.charter, [...events, team.sign('alice', twice, [])]).usedTwice).toHaveLength(1)
  })
})

describe('a door', () => {
  const { join } = team.add('bob', 'writer') as { join: JoinRequest }
  const catchUp = signCatchUp(
    {
      swarm: team.id,
      key: person('bob').publicKey,
      door: seedOf('door'),
      peer: seedOf('peer'),
      have: [team.id],
      time: 1,
    },
    person('bob').secret,
  )

  it('hears what was said', () => {
    expect(parseDoorRequest(encodeDoorRequest(join))).toEqual(join)
    expect(parseDoorRequest(encodeDoorRequest(catchUp))).toEqual(catchUp)
    expect(isCatchUpSigned(catchUp)).toBe(true)
    expect(isCatchUpSigned({ ...catchUp, door: seedOf('another') })).toBe(false)
    const answers: DoorAnswer[] = [
      {
        t: 'events',
        charter: seedOf('charter'),
        events: [seedOf('event')],
        doors: ['/a'],
        hosts: [],
        more: true,
      },
      { t: 'pending' },
      { t: 'refused' },
    ]
    for (const answer of answers) expect(parseDoorAnswer(encodeDoorAnswer(answer))).toEqual(answer)
  })

  it('refuses what is too large, of no kind, or has more than it should', () => {
    expect(() => parseDoorRequest(new Uint8Array(4_097))).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }) as Error,
    )
    for (const value of [
      null,
      [],
      {},
      { t: 'x' },
      { ...join, more: 1 },
      { ...catchUp, have: Array.from({ length: 17 }, () => team.id) },
    ])
      expect(() => parseDoorRequest(encode(value))).toThrow(unverifiable)
    for (const value of [null, { t: 'toString' }, { t: 'refused', why: 'because' }])
      expect(() => parseDoorAnswer(encode(value))).toThrow(unverifiable)
  })
})

describe('the secrets of an epoch', () => {
  const secrets = { fence: seedOf('fence'), content: seedOf('content') }
  const context = { swarm: team.id, epoch: 3, member: person('bob').publicKey }

  it('reach the member that they are for, and a seed gets the fence only', async () => {
    const { publicKey } = await kemKeyPair(seedOf('bob kem'))
    const wrap = await wrapSecrets(secrets, context, publicKey, seedOf('random'))
    expect(wrap.ct).toHaveLength(80)
    expect(await unwrapSecrets(wrap, context, seedOf('bob kem'))).toEqual(secrets)
    const forSeed = await wrapSecrets({ fence: secrets.fence }, context, publicKey, seedOf('random 2'))
    expect(forSeed.ct).toHaveLength(48)
    expect(await unwrapSecrets(forSeed, context, seedOf('bob kem'))).toEqual({ fence: secrets.fence })
  })

  it('reach nobody else, in no other swarm and epoch, and not altered', async () => {
    const { publicKey } = await kemKeyPair(seedOf('bob kem'))
    const wrap = await wrapSecrets(secrets, context, publicKey, seedOf('random'))
    const wrong = [
      unwrapSecrets(wrap, context, seedOf('eve kem')),
      unwrapSecrets(wrap, { ...context, epoch: 4 }, seedOf('bob kem')),
      unwrapSecrets(wrap, { ...context, swarm: other.id }, seedOf('bob kem')),
      unwrapSecrets({ ...wrap, key: person('eve').publicKey }, context, seedOf('bob kem')),
      unwrapSecrets({ ...wrap, ct: flip(wrap.ct, 7) }, context, seedOf('bob kem')),
      unwrapSecrets({ ...wrap, enc: flip(wrap.enc, 7) }, context, seedOf('bob kem')),
    ]
    const results = await Promise.allSettled(wrong)
    for (const one of results)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'ERR_UNVERIFIABLE' } })
  })

  it('are sealed to no public key of small order', async () => {
    for (const kem of [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0))])
      await expect(wrapSecrets(secrets, context, kem, seedOf('random'))).rejects.toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
  })

  it('lead back to the content of the epoch before', () => {
    const sealed = sealPrevious(seedOf('older'), secrets.content, context, seedOf('nonce').slice(0, 24))
    expect(sealed).toHaveLength(72)
    expect(openPrevious(sealed, secrets.content, context)).toEqual(seedOf('older'))
    expect(() => openPrevious(sealed, secrets.content, { ...context, epoch: 4 })).toThrow(unverifiable)
    expect(() => openPrevious(sealed, seedOf('another'), context)).toThrow(unverifiable)
    expect(() => openPrevious(flip(sealed, 30), secrets.content, context)).toThrow(unverifiable)
  })

  it('make another fence in each epoch and swarm, and one name for all epochs', () => {
    const all = [1, 2].flatMap((epoch) =>
      [team, other].map(({ id }) => fencePrologue(secrets.fence, id, epoch)),
    )
    expect(new Set(all.map((one) => Buffer.from(one).toString('hex'))).size).toBe(4)
    expect(swarmNetwork(team.id)).toMatch(/^swarm-[a-z2-7]{24}$/)
  })
})
