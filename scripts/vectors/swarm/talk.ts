/** What members say to each other about their swarm. */
import { encode } from '../../../src/core/codec/index.ts'
import {
  encodeTeamMessage,
  parseTeamMessage,
  type TeamMessage,
} from '../../../src/protocols/swarm/messages.ts'
import { codeOf } from '../protocols/plain.ts'
import { addOf, alice, bob, carol, eventOf, filled, hex, hexOf, swarm } from './team.ts'

const at = (port: number): string =>
  `/ip4/192.0.2.7/tcp/${port}/p2p/12D3KooWGRUdSTFx8tNTmAeDWwmm2UKcYQkyHXvwZ9nMvEhHHgYs`
const first = eventOf(alice, addOf(bob, 'writer', 20))
const second = eventOf(alice, addOf(carol, 'reader', 21), [first])
const bytesOf = (event: typeof first): Uint8Array => Uint8Array.from(Buffer.from(hexOf(event), 'hex'))

const nothing: TeamMessage = {
  session: filled(7, 16),
  have: [],
  events: [],
  more: false,
  places: [],
  cubes: [],
  twin: false,
}

const said: [string, TeamMessage][] = [
  ['of somebody who has nothing', nothing],
  ['the newest event', { ...nothing, have: [second.cid] }],
  [
    'events that the other one lacks, and there are more',
    { ...nothing, events: [bytesOf(first)], more: true },
  ],
  [
    'places and cubes',
    {
      ...nothing,
      have: [second.cid],
      events: [bytesOf(first), bytesOf(second)],
      places: [
        { peer: alice.keys.peer, doors: [at(4001)], hosts: [at(4002), at(4003)] },
        { peer: bob.keys.peer, doors: [], hosts: [] },
      ],
      cubes: [swarm],
    },
  ],
  ['of two machines', { ...nothing, twin: true }],
]

export function talkCases(): Record<string, unknown>[] {
  return said.map(([name, message]) => ({ name, bytes: hex(encodeTeamMessage(message)) }))
}

const plain = { v: 1, t: 'memcube/team', ...nothing }
const many = <T>(length: number, one: T): T[] => Array.from({ length }, () => one)
const place = { peer: bob.keys.peer, doors: [], hosts: [] }
const without = (field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(plain).filter(([name]) => name !== field))

const refused: [string, unknown][] = [
  ['no map', [plain]],
  ...Object.keys(plain).map((field): [string, unknown] => [`no ${field}`, without(field)]),
  ['version 2', { ...plain, v: 2 }],
  ['version 2 with other fields', { v: 2, t: plain.t }],
  ['version 0', { ...plain, v: 0 }],
  ['another kind', { ...plain, t: 'memcube/catch-up' }],
  ['an unknown field', { ...plain, name: 'alice' }],
  ['an unknown field of a place', { ...plain, places: [{ ...place, name: 'bob' }] }],
  ['a session of 15 bytes', { ...plain, session: filled(7, 15) }],
  ['a newest event that is text', { ...plain, have: [swarm.toString()] }],
  ['an event without bytes', { ...plain, events: [new Uint8Array()] }],
  ['more that is no yes or no', { ...plain, more: 1 }],
  ['a place of 31 bytes of key', { ...plain, places: [{ ...place, peer: filled(1, 31) }] }],
  ['9 doors', { ...plain, places: [{ ...place, doors: many(9, at(1)) }] }],
  ['an address of 257 bytes', { ...plain, places: [{ ...place, hosts: ['x'.repeat(257)] }] }],
  ['an empty address', { ...plain, places: [{ ...place, hosts: [''] }] }],
]

export function invalidTalkCases(): Record<string, unknown>[] {
  return refused.map(([name, value]) => {
    const bytes = encode(value)
    return { name, bytes: hex(bytes), code: codeOf(() => parseTeamMessage(bytes)) }
  })
}
