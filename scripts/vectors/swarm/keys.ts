/** Invitations, wraps, the fence, and what is said at a door. */
import { encode } from '../../../src/core/codec/index.ts'
import {
  encodeDoorAnswer,
  encodeDoorRequest,
  fencePrologue,
  mirrorPrologue,
  formatInvitation,
  invitationId,
  invitationKey,
  sealPrevious,
  signCatchUp,
  swarmNetwork,
  wrapSecrets,
  type DoorAnswer,
} from '../../../src/core/swarm/index.ts'
import { addOf, alice, bob, charterBytes, eventOf, filled, hex, hexOf, swarm, time } from './team.ts'

const door = '/ip4/192.0.2.7/tcp/4001/p2p/12D3KooWGRUdSTFx8tNTmAeDWwmm2UKcYQkyHXvwZ9nMvEhHHgYs'
const invitation = { swarm, secret: filled(20), expires: time, role: 'writer' as const, doors: [door] }
const word = formatInvitation(invitation)

export function invitationCases(): Record<string, unknown>[] {
  const { publicKey } = invitationKey(invitation)
  const { secret, ...rest } = invitation
  const fields = { ...rest, swarm: swarm.toString(), secret: hex(secret) }
  return [{ name: 'one door', word, ...fields, publicKey: hex(publicKey), id: invitationId(publicKey) }]
}

export function invalidInvitations(): Record<string, unknown>[] {
  const altered = word.slice(0, 60) + (word[60] === 'A' ? 'B' : 'A') + word.slice(61)
  return [
    { name: 'cut off', word: word.slice(0, -6), code: 'ERR_INVALID_INPUT' },
    { name: 'a character changed', word: altered, code: 'ERR_INVALID_INPUT' },
    { name: 'padded', word: `${word}=`, code: 'ERR_INVALID_INPUT' },
    {
      name: 'a line break in it',
      word: `${word.slice(0, 60)}\n${word.slice(60)}`,
      code: 'ERR_INVALID_INPUT',
    },
    { name: 'of version 2', word: word.replace(':1:', ':2:'), code: 'ERR_INCOMPATIBLE' },
    { name: 'of version 0', word: word.replace(':1:', ':0:'), code: 'ERR_INVALID_INPUT' },
    { name: 'another word', word: 'memcube:bafy', code: 'ERR_INVALID_INPUT' },
    { name: 'empty', word: '', code: 'ERR_INVALID_INPUT' },
  ]
}

const content = filled(0x51)
const fence = filled(0x50)

export async function wrapCases(): Promise<Record<string, unknown>[]> {
  const context = { swarm, epoch: 3, member: bob.publicKey }
  const full = await wrapSecrets({ fence, content }, context, bob.keys.kem, filled(0x60))
  const seed = await wrapSecrets({ fence }, context, bob.keys.kem, filled(0x61))
  const common = {
    swarm: swarm.toString(),
    epoch: 3,
    key: hex(bob.publicKey),
    kemSeed: hex(bob.kemSeed),
    kem: hex(bob.keys.kem),
  }
  return [
    {
      name: 'for a member',
      ...common,
      random: hex(filled(0x60)),
      enc: hex(full.enc),
      ct: hex(full.ct),
      text: hex(Buffer.concat([fence, content])),
    },
    {
      name: 'for a seed',
      ...common,
      random: hex(filled(0x61)),
      enc: hex(seed.enc),
      ct: hex(seed.ct),
      text: hex(fence),
    },
  ]
}

export function previousCases(): Record<string, unknown>[] {
  const newer = filled(0x52)
  const sealed = sealPrevious(content, newer, { swarm, epoch: 4 }, filled(0x62, 24))
  const common = { swarm: swarm.toString(), epoch: 4, newer: hex(newer), older: hex(content) }
  return [{ name: 'the content of epoch 3 in epoch 4', ...common, sealed: hex(sealed) }]
}

export function fenceCases(): Record<string, unknown>[] {
  return [1, 2, 1_000_000].map((epoch) => ({
    name: `epoch ${epoch}`,
    swarm: swarm.toString(),
    network: swarmNetwork(swarm),
    fence: hex(fence),
    epoch,
    prologue: hex(fencePrologue(fence, swarm, epoch)),
    mirrorPrologue: hex(mirrorPrologue(fence, swarm, epoch)),
  }))
}

const asks = { swarm, key: bob.publicKey, door: alice.keys.peer, peer: bob.keys.peer, have: [], time }

export function doorCases(): Record<string, unknown>[] {
  const add = addOf(bob, 'writer', 20)
  const join = add.kind === 'add' ? add.join : undefined
  const events = [Buffer.from(hexOf(eventOf(alice, add)), 'hex')].map((one) => Uint8Array.from(one))
  const answers: DoorAnswer[] = [
    { t: 'events', charter: charterBytes, events, doors: [door], hosts: [], more: false },
    { t: 'pending' },
    { t: 'refused' },
  ]
  return [
    { name: 'redeeming', way: 'request', bytes: hex(encodeDoorRequest(join!)) },
    { name: 'catching up', way: 'request', bytes: hex(encodeDoorRequest(signCatchUp(asks, bob.secret))) },
    ...answers.map((answer) => ({ name: answer.t, way: 'answer', bytes: hex(encodeDoorAnswer(answer)) })),
  ]
}

export function invalidDoorCases(): Record<string, unknown>[] {
  return [
    { name: 'no kind', way: 'request', bytes: hex(encode({})), code: 'ERR_UNVERIFIABLE' },
    { name: 'more than 4,096 bytes', way: 'request', bytes: hex(new Uint8Array(4_097)), code: 'ERR_LIMIT' },
    ...['memcube/join', 'memcube/catch-up'].map((t) => ({
      name: `version 2 of ${t}`,
      way: 'request',
      bytes: hex(encode({ v: 2, t })),
      code: 'ERR_INCOMPATIBLE',
    })),
    {
      name: 'catching up with a field more',
      way: 'request',
      bytes: hex(encode({ ...signCatchUp(asks, bob.secret), more: 1 })),
      code: 'ERR_UNVERIFIABLE',
    },
    {
      name: 'a refusal with a reason',
      way: 'answer',
      bytes: hex(encode({ t: 'refused', why: 'x' })),
      code: 'ERR_UNVERIFIABLE',
    },
    { name: 'an unknown kind', way: 'answer', bytes: hex(encode({ t: 'maybe' })), code: 'ERR_UNVERIFIABLE' },
  ]
}
