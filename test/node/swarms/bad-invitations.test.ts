// Every way in which an invitation can be no good: the sentence, the hint and the exit code of each, and nothing half-joined.
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import { formatInvitation, parseInvitation } from '../../../src/core/swarm/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { memcube } from '../../helpers/daemon.ts'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, foldersOf, invited, online, team, told, type Person } from './people.ts'

const attempts = 100
const refused = { code: 'ERR_DENIED', exit: 3 }
const notWhole = { code: 'ERR_INVALID_INPUT', exit: 1 }

const join = (node: MemCubeNode, invite: string, waitMs = 0): Promise<unknown> =>
  call(node, 'swarm-join', { invite, waitMs })

async function teamAndEve(): Promise<{ alice: Person; eve: Person }> {
  const { alice } = await team()
  return { alice, eve: await temporaryNode('eve', online) }
}

describe('an invitation', { timeout: 90_000 }, () => {
  test(`that was used is refused ${attempts} times in a row, and shown as used once`, async () => {
    const { alice, eve } = await teamAndEve()
    const { invite, id } = await invited(alice)
    const carol = await temporaryNode('carol', online)
    expect(await join(carol, invite)).toMatchObject({ state: 'joined' })
    const answers = new Set<string>()
    for (let time = 0; time < attempts; time++) {
      answers.add(JSON.stringify(await told(join(eve, invite))))
      // A door takes thirty connections a second from one address.
      await wait(20)
    }
    expect([...answers].map((one) => JSON.parse(one) as unknown)).toEqual([
      {
        ...refused,
        message: 'the invitation was refused: it was used or revoked, or it is for another swarm',
        hint: 'ask for a new invitation; each lets one person in, once. If the date here is wrong, set the clock first',
      },
    ])
    expect(await foldersOf(eve)).toEqual([])
    const { members } = await call(alice, 'swarm-members', { swarm: 'team' })
    expect(members).toHaveLength(3)
    expect(await call(alice, 'swarm-invites', { swarm: 'team' })).toMatchObject({
      invites: expect.arrayContaining([expect.objectContaining({ id, state: 'used' })]) as unknown,
      usedTwice: [],
    })
    // Who is in already is told so.
    expect(await told(join(carol, invite))).toMatchObject({ code: 'ERR_CONFLICT', exit: 4 })
  })

  test('that expired, was revoked, or leads to a swarm that is not there is refused, and says what to do', async () => {
    const { alice, eve } = await teamAndEve()
    const revoked = await invited(alice)
    await call(alice, 'swarm-revoke', { swarm: 'team', id: revoked.id })
    const late = await invited(alice, { ttlMs: 1_000 })
    // Of another swarm of the same people, held out at the door of this one; and of one that never was.
    await call(alice, 'swarm-create', { name: 'other' })
    const { invite: elsewhere } = await call(alice, 'swarm-invite', { swarm: 'other' })
    const { doors } = parseInvitation(revoked.invite)
    const foreign = formatInvitation({ ...parseInvitation(elsewhere), doors })
    const madeUp = formatInvitation({
      ...parseInvitation(revoked.invite),
      secret: randomBytes(32),
      swarm: encodeBlock({ never: 'was' }).cid,
    })
    const guessed = formatInvitation({ ...parseInvitation(revoked.invite), secret: randomBytes(32) })
    const anew = { ...refused, hint: expect.stringContaining('ask for a new invitation') as string }
    for (const invite of [revoked.invite, foreign, madeUp, guessed])
      expect(await told(join(eve, invite))).toEqual({
        ...anew,
        message: expect.stringMatching(
          /refused: it was used or revoked, or it is for another swarm/,
        ) as string,
      })
    await wait(1_000)
    expect(await told(join(eve, late.invite))).toEqual({
      ...anew,
      message: expect.stringMatching(/refused: it was good until .+ by the clock of who sent it/) as string,
    })
    expect(await foldersOf(eve)).toEqual([])
  })

  test('that is cut off or has one character changed is not whole, wherever', async () => {
    const { alice, eve } = await teamAndEve()
    const { invite } = await invited(alice)
    const changed = (at: number): string =>
      invite.slice(0, at) + (invite[at] === 'A' ? 'B' : 'A') + invite.slice(at + 1)
    const altered = Array.from({ length: invite.length - 17 }, (_, at) => changed(at + 17))
    for (const word of [...altered, ...[1, 9, 40, 200].map((less) => invite.slice(0, -less))])
      expect(await told(join(eve, word)), word).toEqual({
        ...notWhole,
        message: 'swarm-join: invite: the invitation is not whole: it was cut off or altered',
        hint: expect.stringContaining('copy the whole word') as string,
      })
    expect(await told(join(eve, 'hello'))).toMatchObject({
      ...notWhole,
      hint: expect.stringContaining('memcube-invite:1:') as string,
    })
    expect(await foldersOf(eve)).toEqual([])
    expect(await join(eve, ` ${invite}\n`)).toMatchObject({ state: 'joined' })
  })

  test('while nobody is online waits until its deadline, names whom it waits for, and is still good', async () => {
    const alice = await temporaryNode('alice', online)
    await call(alice, 'swarm-create', { name: 'team' })
    const { invite } = await invited(alice)
    const [door = ''] = parseInvitation(invite).doors
    await alice.close()
    const bob = await temporaryNode('bob', online)
    const phases: string[] = []
    const waiting = bob.call(
      'swarm-join',
      { invite, waitMs: 3_000 },
      { progress: ({ phase }) => void phases.push(phase) },
    )
    const peer = /[^/]+$/.exec(door)?.[0] ?? ''
    expect(await told(waiting)).toEqual({
      code: 'ERR_UNREACHABLE',
      exit: 1,
      message: `no member answered within 3 s; waited for ${peer} at ${door}`,
      hint: expect.stringContaining('still good') as string,
    })
    expect(phases).toContain(`waiting for ${peer}`)
    expect(await foldersOf(bob)).toEqual([])
    // Somebody else who answers at that address is no member.
    await reopen(alice.home, online)
    const gone = door.replace(/[^/]+$/, bob.peerId)
    const misled = formatInvitation({ ...parseInvitation(invite), doors: [gone] })
    expect(await told(join(bob, misled))).toMatchObject({ code: 'ERR_UNREACHABLE', exit: 1 })
    expect(await foldersOf(bob)).toEqual([])
    expect(await join(bob, invite)).toMatchObject({ state: 'joined' })
  })

  test('that waits for somebody holds up nothing else of the home, and ends when it is told to; its keys stay for another try', async () => {
    const alice = await temporaryNode('alice', online)
    await call(alice, 'swarm-create', { name: 'team' })
    const { invite } = await invited(alice)
    await alice.close()
    const bob = await temporaryNode('bob', online)
    const ending = new AbortController()
    const seen: string[] = []
    const waiting = bob.call('swarm-join', { invite, waitMs: 3_600_000 }, { signal: ending.signal }).then(
      () => seen.push('joined'),
      (error: { code?: string }) => seen.push(error.code ?? 'no code'),
    )
    expect(await call(bob, 'swarm-create', { name: 'own' })).toMatchObject({ epoch: 1 })
    expect(seen).toEqual([])
    ending.abort()
    await waiting
    expect(seen).toEqual(['ERR_ABORTED'])
    // A member may have them by then, and the invitation would be used up.
    expect((await foldersOf(bob)).filter((name) => name.startsWith('waiting-'))).toHaveLength(1)
    expect(await foldersOf(bob)).toHaveLength(2)
  })

  test('ends the command line with the exit code, and with message and hint as JSON', async () => {
    const { alice, eve } = await teamAndEve()
    const { invite, id } = await invited(alice)
    await call(alice, 'swarm-revoke', { swarm: 'team', id })
    await eve.close()
    const { code, json } = await memcube(eve.home, ['swarm', 'join', invite, '--wait', '0s'])
    expect({ code, json }).toMatchObject({
      code: 3,
      json: {
        error: {
          code: 'ERR_DENIED',
          message: expect.stringContaining('was refused') as string,
          hint: expect.stringContaining('new invitation') as string,
        },
      },
    })
    const cut = await memcube(eve.home, ['swarm', 'join', invite.slice(0, -3)])
    expect({ code: cut.code, json: cut.json }).toMatchObject({
      code: 2,
      json: {
        error: {
          code: 'ERR_USAGE',
          message: 'invite: the invitation is not whole: it was cut off or altered',
        },
      },
    })
    expect(await foldersOf(eve)).toEqual([])
  })
})
