import { cidFor, DAG_CBOR, DAG_PB, encode, RAW } from '../../../src/core/codec/index.ts'
import {
  CHUNK,
  encodeMessage,
  parseClientMessage,
  parseServerMessage,
  type ClientMessage,
  type ServerMessage,
} from '../../../src/protocols/sync/messages.ts'
import { SYNC_LIMITS } from '../../../src/protocols/sync/limits.ts'
import { codeOf, hex, plain } from './plain.ts'

const cube = cidFor(DAG_CBOR, Buffer.from('cube'))
const commit = cidFor(DAG_CBOR, Buffer.from('commit'))
const raw = cidFor(RAW, Buffer.from('commit'))
const file = cidFor(DAG_PB, Buffer.from('commit'))
const refusal = { class: 'denied', code: 'ERR_NOT_FOUND', message: 'not here' } as const

const FROM_PULLER: ClientMessage[] = [
  { type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(7)) },
  { type: 'heads', limit: 64 },
  { type: 'heads', cubes: [cube], limit: 1 },
  { type: 'heads', topic: 'typescript', cursor: 'after-this', limit: 16 },
  { type: 'want', cube, commit, have: [], skip: [], nodesHeld: false },
  { type: 'want', cube, commit, have: [commit], skip: [cube], nodesHeld: true, depth: 1 },
  {
    type: 'want',
    cube,
    commit,
    have: [],
    skip: [],
    nodesHeld: false,
    filter: ['notes/', '\uff5e', '\u{1f600}'],
  },
  { type: 'accept', credit: 4194304 },
  { type: 'accept', credit: SYNC_LIMITS.minCreditBytes },
  { type: 'credit', bytes: 65536 },
  { type: 'refused', refusal },
  { type: 'watch', anew: true, cubes: [] },
  { type: 'watch', anew: false, cubes: [cube] },
  { type: 'compare', cubes: 40, ranges: [{ count: 40, sum: new Uint8Array(32).fill(3) }] },
  {
    type: 'compare',
    cubes: 40,
    ranges: [
      { to: '07', count: 0, sum: new Uint8Array(32) },
      { from: '07', to: '0705', count: 8, sum: new Uint8Array(32).fill(3) },
      { from: 'ff'.repeat(32), count: 1, sum: new Uint8Array(32).fill(255) },
    ],
  },
]

const sum = new Uint8Array(32).fill(3)
const id = '07'.repeat(32)

const FROM_SERVER: ServerMessage[] = [
  { type: 'found', items: [] },
  {
    type: 'found',
    items: [
      {
        genesis: Uint8Array.of(0xa0),
        head: Uint8Array.of(0xa0),
        hint: { topics: ['typescript'], memories: 3 },
      },
    ],
    cursor: 'next',
  },
  {
    type: 'found',
    items: [
      {
        genesis: Uint8Array.of(0xa0),
        head: Uint8Array.of(0xa0),
        hint: { about: 'notes', topics: [], licence: 'CC0-1.0', memories: 0 },
      },
    ],
  },
  {
    type: 'found',
    items: [
      {
        genesis: Uint8Array.of(0xa0),
        head: Uint8Array.of(0xa0),
        rosters: [Uint8Array.of(0xa0), Uint8Array.of(0xa1)],
        heads: [Uint8Array.of(0xa2)],
      },
    ],
  },
  { type: 'offer', blocks: 10323, bytes: 8271663 },
  { type: 'chunk', bytes: Uint8Array.of(1, 2, 3) },
  { type: 'end', blocks: 10323, bytes: 8271663 },
  { type: 'refused', refusal },
  { type: 'watching', cubes: 16384 },
  { type: 'compared', answers: [{}] },
  {
    type: 'compared',
    answers: [
      {
        parts: [
          { to: '07', count: 8, sum },
          { count: 9, sum },
        ],
      },
      { cubes: [{ id, state: sum }] },
      { cubes: [] },
      {},
    ],
  },
]

export function validMessages() {
  const cases = (from: string, messages: (ClientMessage | ServerMessage)[]) =>
    messages.map((message, i) => ({
      name: `${from}: ${message.type} ${i}`,
      from,
      message: plain(message),
      hex: hex(encodeMessage(message)),
    }))
  return {
    about:
      'Frames of a sync stream, by who sends them. `type` is the field `t`; a chunk is its bytes after one zero byte.',
    cases: [...cases('puller', FROM_PULLER), ...cases('server', FROM_SERVER)],
  }
}

const want = { t: 'want', cube, commit, have: [], skip: [], nodesHeld: false }

const range = { count: 1, sum: new Uint8Array(32) }
const comparing = (one: Record<string, unknown>) => ({ t: 'compare', cubes: 1, ranges: [one] })
const compared = (...answers: unknown[]) => ({ t: 'compared', answers })

const BAD_FROM_PULLER: [string, Record<string, unknown>][] = [
  ['an agreement that is a bare digest', { t: 'open', agreement: new Uint8Array(32).fill(7) }],
  [
    'an agreement shorter than it says',
    { t: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(31)) },
  ],
  ['no limit', { t: 'heads' }],
  ['a limit of 0', { t: 'heads', limit: 0 }],
  ['a limit of 65', { t: 'heads', limit: 65 }],
  ['cubes and a topic', { t: 'heads', limit: 1, cubes: [cube], topic: 'x' }],
  ['257 cubes', { t: 'heads', limit: 1, cubes: Array.from({ length: 257 }, () => cube) }],
  ['a want without have', Object.fromEntries(Object.entries(want).filter(([name]) => name !== 'have'))],
  ['17 commits', { ...want, have: Array.from({ length: 17 }, () => commit) }],
  ['1,025 subtrees', { ...want, skip: Array.from({ length: 1025 }, () => cube) }],
  ['a cube that is linked as raw', { t: 'heads', limit: 1, cubes: [cube, raw] }],
  ['a wanted cube that is linked as dag-pb', { ...want, cube: file }],
  ['a wanted commit that is linked as raw', { ...want, commit: raw }],
  ['a held commit that is linked as raw', { ...want, have: [raw] }],
  ['a subtree that is linked as dag-pb', { ...want, skip: [file] }],
  ['a depth of 0', { ...want, depth: 0 }],
  ['a filter of no prefix', { ...want, filter: [] }],
  ['a filter of 17 prefixes', { ...want, filter: Array.from('abcdefghijklmnopq') }],
  ['a filter with a prefix of no bytes', { ...want, filter: [''] }],
  ['a filter with a prefix of 1,025 bytes', { ...want, filter: ['x'.repeat(1025)] }],
  ['a filter out of order', { ...want, filter: ['notes/', 'a/'] }],
  ['a filter in the order of UTF-16', { ...want, filter: ['\u{1f600}', '\uff5e'] }],
  ['a filter with a prefix twice', { ...want, filter: ['notes/', 'notes/'] }],
  ['a filter with a prefix within another', { ...want, filter: ['notes/', 'notes/a'] }],
  ['a filter that is text', { ...want, filter: 'notes/' }],
  ['a credit below twice the largest block', { t: 'accept', credit: SYNC_LIMITS.minCreditBytes - 1 }],
  ['a credit that is negative', { t: 'credit', bytes: -1 }],
  ['a refusal of no class', { t: 'refused', class: 'other', code: 'ERR_LIMIT', message: 'x' }],
  ['a message of the server', { t: 'offer', blocks: 1, bytes: 1 }],
  ['no kind', { limit: 1 }],
  ['a watch of 257 cubes', { t: 'watch', anew: true, cubes: Array.from({ length: 257 }, () => cube) }],
  ['a watch of a raw link', { t: 'watch', anew: true, cubes: [raw] }],
  ['a watch that does not say whether anew', { t: 'watch', cubes: [cube] }],
  ['a comparison of no ranges', { t: 'compare', cubes: 1, ranges: [] }],
  ['a comparison of 65 ranges', { t: 'compare', cubes: 1, ranges: Array.from({ length: 65 }, () => range) }],
  ['a comparison of 16,385 cubes', { t: 'compare', cubes: 16_385, ranges: [range] }],
  ['a comparison with a sum of 31 bytes', comparing({ count: 1, sum: new Uint8Array(31) })],
  ['a comparison with a bound of no bytes', comparing({ ...range, from: new Uint8Array() })],
  ['a comparison with a bound of 33 bytes', comparing({ ...range, to: new Uint8Array(33) })],
  ['a comparison with a count that is negative', comparing({ ...range, count: -1 })],
]

const BAD_FROM_SERVER: [string, Record<string, unknown>][] = [
  ['no items', { t: 'found' }],
  [
    '65 items',
    {
      t: 'found',
      items: Array.from({ length: 65 }, () => ({ genesis: Uint8Array.of(1), head: Uint8Array.of(1) })),
    },
  ],
  [
    'a head of 4,097 bytes',
    { t: 'found', items: [{ genesis: Uint8Array.of(1), head: new Uint8Array(4097) }] },
  ],
  [
    'a hint without a count',
    { t: 'found', items: [{ genesis: Uint8Array.of(1), head: Uint8Array.of(1), hint: { topics: [] } }] },
  ],
  ['a genesis of no bytes', { t: 'found', items: [{ genesis: new Uint8Array(), head: Uint8Array.of(1) }] }],
  [
    'a statement of another author of no bytes',
    { t: 'found', items: [{ genesis: Uint8Array.of(1), head: Uint8Array.of(1), heads: [new Uint8Array()] }] },
  ],
  ['a code of 65 bytes', { t: 'refused', class: 'limit', code: `ERR_${'X'.repeat(61)}`, message: 'x' }],
  ['a code of small letters', { t: 'refused', class: 'limit', code: 'ERR_limit', message: 'x' }],
  ['an offer that is negative', { t: 'offer', blocks: -1, bytes: 1 }],
  ['a message of the puller', { t: 'accept', credit: 4194304 }],
  ['watching more than 16,384 cubes', { t: 'watching', cubes: 16_385 }],
  ['compared: parts and cubes', compared({ parts: [range, range], cubes: [] })],
  ['compared: 17 parts', compared({ parts: Array.from({ length: 17 }, () => range) })],
  ['compared: 17 cubes', compared({ cubes: Array.from({ length: 17 }, () => ({ id: sum, state: sum })) })],
  ['compared: a cube of 31 bytes', compared({ cubes: [{ id: new Uint8Array(31), state: sum }] })],
  ['compared: a state of 33 bytes', compared({ cubes: [{ id: sum, state: new Uint8Array(33) }] })],
  ['compared: 65 answers', compared(...Array.from({ length: 65 }, () => ({})))],
]

export function invalidMessages() {
  const cases = (
    from: string,
    bad: [string, Record<string, unknown>][],
    parse: (bytes: Uint8Array) => unknown,
  ) =>
    bad.map(([name, fields]) => {
      const bytes = encode(fields)
      return { name, from, hex: hex(bytes), code: codeOf(() => parse(bytes)) }
    })
  const none = Uint8Array.of(CHUNK)
  const chunks = [
    {
      name: 'a chunk of no bytes',
      from: 'server',
      hex: hex(none),
      code: codeOf(() => parseServerMessage(none)),
    },
    {
      name: 'a chunk of the puller',
      from: 'puller',
      hex: '00010203',
      code: codeOf(() => parseClientMessage(Uint8Array.of(0, 1, 2, 3))),
    },
  ]
  return {
    about: 'Frames that must be refused, by who sends them.',
    cases: [
      ...cases('puller', BAD_FROM_PULLER, parseClientMessage),
      ...cases('server', BAD_FROM_SERVER, parseServerMessage),
      ...chunks,
    ],
  }
}
