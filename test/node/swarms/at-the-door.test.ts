// What somebody with a program of his own gets at a door: one answer, the same bytes, whatever the reason.
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encode, encodeBlock } from '../../../src/core/codec/index.ts'
import { formatPeerId, keyPairFromSecret } from '../../../src/core/identity/index.ts'
import {
  encodeDoorAnswer,
  encodeDoorRequest,
  parseDoorAnswer,
  parseInvitation,
  type DoorAnswer,
  type DoorRequest,
} from '../../../src/core/swarm/index.ts'
import { call, eventually, invited, member, team } from './people.ts'
import { catchUpRequest, doorIn, freshKeys, joinRequest, keysOf, knockRaw, type StolenKeys } from './raw.ts'

const bareRefusal = Buffer.from(encodeDoorAnswer({ t: 'refused' })).toString('hex')
const answerIn = (hex: string | undefined): DoorAnswer => parseDoorAnswer(Buffer.from(hex ?? '', 'hex'))
const day = 24 * 3_600_000

describe('a door', { timeout: 90_000 }, () => {
  test('gives strangers the same bytes for every reason there is', async () => {
    const { alice, bob } = await team()
    const { invite } = await invited(alice)
    const address = doorIn(invite)
    const { swarm } = parseInvitation(invite)
    const used = await invited(alice)
    await member('carol', alice)
    const revoked = await invited(alice)
    await call(alice, 'swarm-revoke', { swarm: 'team', id: revoked.id })
    const late = await invited(alice, { ttlMs: 1_000 })
    const taken = await invited(alice, { auto: false })
    const [someone, first] = [freshKeys(), freshKeys()]
    const knock = (request: DoorRequest, { nodeKey }: StolenKeys = someone): Promise<string | undefined> =>
      knockRaw(address, nodeKey, encodeDoorRequest(request))
    // Others come in, or wait, with two of them.
    const said = async (invitation: string): Promise<string> =>
      answerIn(await knock(await joinRequest(invitation, first), first)).t
    expect(await said(used.invite)).toBe('events')
    expect(await said(taken.invite)).toBe('pending')
    await new Promise((resolve) => setTimeout(resolve, 1_000))

    const good = await joinRequest(invite, someone)
    const elsewhere = encodeBlock({ another: 'swarm' }).cid
    const ofBob = await keysOf(bob.home)
    const raw: Record<string, Uint8Array> = {
      'one byte': Uint8Array.of(0),
      'random bytes': randomBytes(300),
      'a text': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      'cut off': encodeDoorRequest(good).slice(0, -5),
      'with something after it': Buffer.concat([encodeDoorRequest(good), Uint8Array.of(0)]),
      'a field too many': encode({ ...good, extra: 1 }),
      'another kind': encode({ ...good, t: 'memcube/charter' }),
      'a list': encode([1, 2, 3]),
      nothing: encode(null),
      'more than fits': randomBytes(4_097),
      'much more': randomBytes(60_000),
      'a forged proof': encode({ ...good, proof: randomBytes(64) }),
      'a forged signature': encode({ ...good, sig: randomBytes(64) }),
      'a changed name': encode({ ...good, name: 'mallory' }),
      'another door': encodeDoorRequest(await joinRequest(invite, someone, { door: randomBytes(32) })),
      'another node': encodeDoorRequest(await joinRequest(invite, someone, { peer: randomBytes(32) })),
      'another swarm': encodeDoorRequest(await joinRequest(invite, someone, { swarm: elsewhere })),
      'a key that nothing can be sealed to': encodeDoorRequest(
        await joinRequest(invite, someone, { kem: new Uint8Array(32) }),
      ),
      used: encodeDoorRequest(await joinRequest(used.invite, someone)),
      revoked: encodeDoorRequest(await joinRequest(revoked.invite, someone)),
      expired: encodeDoorRequest(await joinRequest(late.invite, someone)),
      'held by somebody else': encodeDoorRequest(await joinRequest(taken.invite, someone)),
      'never made': encodeDoorRequest(await joinRequest(invite, someone, { invitation: randomBytes(32) })),
      'a catch-up of nobody': encodeDoorRequest(catchUpRequest(swarm, address, someone)),
      'a catch-up of nobody for another swarm': encodeDoorRequest(
        catchUpRequest(elsewhere, address, someone),
      ),
      "a member's key without its node": encodeDoorRequest(
        catchUpRequest(swarm, address, { ...ofBob, nodeKey: someone.nodeKey }),
      ),
    }
    for (const [reason, request] of Object.entries(raw))
      expect(await knockRaw(address, someone.nodeKey, request), reason).toBe(bareRefusal)
    // Somebody in the place of a member's node, without its signing key or long ago.
    const asBob = (request: DoorRequest): Promise<string | undefined> => knock(request, ofBob)
    const honest = catchUpRequest(swarm, address, ofBob)
    expect(await asBob({ ...honest, sig: randomBytes(64) })).toBe(bareRefusal)
    expect(await asBob({ ...honest, time: honest.time - 1 })).toBe(bareRefusal)
    expect(await asBob(catchUpRequest(swarm, address, ofBob, { time: Date.now() - 3 * day }))).toBe(
      bareRefusal,
    )
    expect(await asBob(catchUpRequest(swarm, address, ofBob, { door: randomBytes(32) }))).toBe(bareRefusal)
    // The door that refused all that opens for who may.
    expect(answerIn(await asBob(honest)).t).toBe('events')
    expect(answerIn(await knock(good)).t).toBe('events')
  })

  test('tells a removed member nothing, with every key that it ever had', async () => {
    const { alice, bob } = await team()
    const { invite } = await invited(alice)
    const { swarm } = parseInvitation(invite)
    const carol = await member('carol', alice)
    const stolen = await keysOf(bob.home)
    const knock = (address: string, request: DoorRequest): Promise<string | undefined> =>
      knockRaw(address, stolen.nodeKey, encodeDoorRequest(request))
    const ask = (address: string): Promise<string | undefined> =>
      knock(address, catchUpRequest(swarm, address, stolen))
    const doors: string[] = []
    await eventually(async () => {
      const answer = answerIn(await ask(doorIn(invite)))
      doors.splice(0, doors.length, ...(answer.t === 'events' ? answer.doors : []))
      expect(doors).toHaveLength(3)
    })
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'bob' })
    await eventually(async () =>
      expect(await call(carol, 'swarm-list', {})).toMatchObject({ swarms: [{ epoch: 2 }] }),
    )
    const own = formatPeerId(keyPairFromSecret(stolen.nodeKey).publicKey)
    for (const door of doors.filter((address) => !address.endsWith(own)))
      expect(await ask(door)).toBe(bareRefusal)
    // Nor do its old keys come in with an invitation that is open.
    expect(await knock(doorIn(invite), await joinRequest(invite, stolen))).toBe(bareRefusal)
    expect(await call(alice, 'swarm-members', { swarm: 'team' })).toMatchObject({
      members: expect.not.arrayContaining([expect.objectContaining({ name: 'eve' })]) as unknown,
    })
  })
})
