/** Channels and gossip between members. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { formatPeerId } from '../../../src/core/identity/index.ts'
import { createBox } from '../../../src/core/sealed/index.ts'
import {
  channelKey,
  createSealer,
  encodeChannelHello,
  swarmNetwork,
  type ChannelSide,
} from '../../../src/core/swarm/index.ts'
import { alice, bob, filled, hex, swarm } from './team.ts'

const contents = [filled(0x51), filled(0x52)]
const names = {
  swarm,
  protocol: `/memcube/${swarmNetwork(swarm)}/sync/2.0.0`,
  opener: formatPeerId(alice.keys.peer),
  answerer: formatPeerId(bob.keys.peer),
}
/** Bob is an epoch ahead. */
const hellos: Record<ChannelSide, Uint8Array> = {
  opener: encodeChannelHello({ epoch: 1, salt: filled(0x71) }),
  answerer: encodeChannelHello({ epoch: 2, salt: filled(0x72) }),
}
const keys: Record<ChannelSide, Uint8Array> = {
  opener: channelKey(contents[0]!, names, hellos, 'opener'),
  answerer: channelKey(contents[1]!, names, hellos, 'answerer'),
}
const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))
const said: Record<ChannelSide, Uint8Array[]> = {
  opener: [utf8('which heads are there?'), new Uint8Array(), filled(0xab, 300)],
  answerer: [utf8('these')],
}

function sealed(side: ChannelSide): Uint8Array[] {
  const sealer = createSealer(keys[side])
  return [...said[side].flatMap((frame) => sealer.seal(frame)), sealer.end()]
}

export function channelCases(): Record<string, unknown>[] {
  return (['opener', 'answerer'] as const).map((side, at) => ({
    name: `what the ${side} says`,
    swarm: swarm.toString(),
    content: hex(contents[at]!),
    epoch: at + 1,
    protocol: names.protocol,
    opener: names.opener,
    answerer: names.answerer,
    hellos: { opener: hex(hellos.opener), answerer: hex(hellos.answerer) },
    side,
    key: hex(keys[side]),
    frames: said[side].map(hex),
    sealed: sealed(side).map(hex),
  }))
}

/** Sealed by somebody who has the key and does not keep to the rules. */
function piece(count: number, kind: number, text: Uint8Array): Uint8Array {
  const nonce = Uint8Array.from([...new Uint8Array(22), count, kind])
  return Uint8Array.from([kind, ...xchacha20poly1305(keys.opener, nonce).encrypt(text)])
}

export function invalidChannels(): Record<string, unknown>[] {
  const [first, second, third, end] = sealed('opener') as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const others: [string, Partial<typeof names>, Partial<typeof hellos>, Uint8Array?][] = [
    [
      'of another channel: another salt of the answerer',
      {},
      { answerer: encodeChannelHello({ epoch: 2, salt: filled(0x73) }) },
    ],
    [
      'of another channel: another salt of the opener',
      {},
      { opener: encodeChannelHello({ epoch: 1, salt: filled(0x73) }) },
    ],
    ['of another protocol', { protocol: names.protocol.replace('sync', 'proposals') }, {}],
    ['between the same peers the other way', { opener: names.answerer, answerer: names.opener }, {}],
    ['of an older epoch', {}, { opener: encodeChannelHello({ epoch: 0, salt: filled(0x71) }) }, filled(0x50)],
    ['of another secret', {}, {}, filled(0x50)],
  ]
  const altered = first.map((byte, at) => (at === 5 ? byte ^ 1 : byte))
  const asEnd = Uint8Array.from([2, ...second.subarray(1)])
  const rows: [string, Uint8Array[]][] = [
    ['altered', [altered, second]],
    ['repeated', [first, first]],
    ['swapped', [second, first]],
    ['left out', [first, third]],
    ['of the other direction', sealed('answerer')],
    ...others.map(([name, other, hello, content = contents[0]!]): [string, Uint8Array[]] => {
      const key = channelKey(content, { ...names, ...other }, { ...hellos, ...hello }, 'opener')
      return [name, createSealer(key).seal(said.opener[0]!)]
    }),
    ['of another kind', [Uint8Array.from([1, ...first.subarray(1)])]],
    ['a frame that is said to be the end', [first, asEnd]],
    ['after the end', [first, second, third, end, piece(4, 0, utf8('more'))]],
    ['an end with text', [piece(0, 2, utf8('x'))]],
    ['a short piece that goes on', [piece(0, 1, utf8('x'))]],
    ['of a kind that there is not', [piece(0, 3, utf8('x'))]],
    ['without a tag', [Uint8Array.of(0, 1, 2)]],
    ['empty', [new Uint8Array()]],
  ]
  return rows.map(([name, frames]) => ({ name, sealed: frames.map(hex), code: 'ERR_UNVERIFIABLE' }))
}

const topic = `/memcube/${swarmNetwork(swarm)}/heads/2/7`

export function gossipCases(): Record<string, unknown>[] {
  const box = createBox({ swarm, contentOf: (epoch) => contents[epoch - 1] }, swarm)
  return contents.map((content, at) => ({
    name: `a message of epoch ${at + 1}`,
    swarm: swarm.toString(),
    content: hex(content),
    epoch: at + 1,
    topic,
    text: hex(utf8('a signed head')),
    sealed: hex(box.seal(at + 1, ['gossip', topic], utf8('a signed head'))),
  }))
}
