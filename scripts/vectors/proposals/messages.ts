import { cidFor, encode, RAW } from '../../../src/core/codec/index.ts'
import {
  encodeMessage,
  parseAskerMessage,
  parseKeeperMessage,
  type AskerMessage,
  type KeeperMessage,
} from '../../../src/protocols/proposals/messages.ts'
import { codeOf, hex, plain } from '../protocols/plain.ts'
import { approval, fork, proposal, upstream } from './sample.ts'

const refusal = { class: 'denied', code: 'ERR_DENIED', message: 'not here' } as const
const genesis = fork.bytes

export const FROM_ASKER: AskerMessage[] = [
  { type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(7)) },
  { type: 'offer', record: proposal, genesis },
  { type: 'offer', record: approval },
  { type: 'list', cubes: [], limit: 1 },
  { type: 'list', cubes: [upstream.cid, fork.cid], cursor: 'after-this', limit: 64 },
]

export const FROM_KEEPER: KeeperMessage[] = [
  { type: 'stored' },
  { type: 'records', items: [] },
  { type: 'records', items: [{ record: proposal, genesis }, { record: approval }], cursor: 'next' },
  { type: 'refused', refusal },
]

export function validMessages() {
  const cases = (from: string, messages: (AskerMessage | KeeperMessage)[]) =>
    messages.map((message, i) => ({
      name: `${from}: ${message.type} ${i}`,
      from,
      message: plain(message),
      hex: hex(encodeMessage(message)),
    }))
  return {
    about: 'Frames of a proposals stream, by who sends them. `type` is the field `t`.',
    cases: [...cases('asker', FROM_ASKER), ...cases('keeper', FROM_KEEPER)],
  }
}

type Bad = [string, Record<string, unknown>]

const BAD_FROM_ASKER: Bad[] = [
  ['an agreement that is a bare digest', { t: 'open', agreement: new Uint8Array(32).fill(7) }],
  ['an offer of nothing', { t: 'offer' }],
  ['an offer of no bytes', { t: 'offer', record: new Uint8Array() }],
  ['a record of 4,097 bytes', { t: 'offer', record: new Uint8Array(4097) }],
  ['a genesis of 4,097 bytes', { t: 'offer', record: proposal, genesis: new Uint8Array(4097) }],
  ['a genesis that is null', { t: 'offer', record: proposal, genesis: null }],
  ['65 cubes', { t: 'list', limit: 1, cubes: Array.from({ length: 65 }, () => upstream.cid) }],
  ['a cube that is a text', { t: 'list', limit: 1, cubes: ['x'] }],
  ['a cube that is linked as raw', { t: 'list', limit: 1, cubes: [cidFor(RAW, upstream.bytes)] }],
  ['a limit of 0', { t: 'list', limit: 0, cubes: [] }],
  ['a limit of 65', { t: 'list', limit: 65, cubes: [] }],
  ['a cursor of 257 bytes', { t: 'list', limit: 1, cubes: [], cursor: 'x'.repeat(257) }],
  ['a message of the keeper', { t: 'stored' }],
  ['no kind', { limit: 1 }],
]

const BAD_FROM_KEEPER: Bad[] = [
  ['no items', { t: 'records' }],
  ['65 items', { t: 'records', items: Array.from({ length: 65 }, () => ({ record: approval })) }],
  ['an item without a record', { t: 'records', items: [{ genesis }] }],
  ['a refusal of no class', { t: 'refused', class: 'other', code: 'ERR_LIMIT', message: 'x' }],
  ['a message of the asker', { t: 'offer', record: approval }],
]

export function invalidMessages() {
  const cases = (from: string, bad: Bad[], parse: (bytes: Uint8Array) => unknown) =>
    bad.map(([name, fields]) => {
      const bytes = encode(fields)
      return { name, from, hex: hex(bytes), code: codeOf(() => parse(bytes)) }
    })
  return {
    about: 'Frames that must be refused, by who sends them.',
    cases: [
      ...cases('asker', BAD_FROM_ASKER, parseAskerMessage),
      ...cases('keeper', BAD_FROM_KEEPER, parseKeeperMessage),
    ],
  }
}
