import { encode } from '../../../src/core/codec/index.ts'
import {
  agree,
  type Hello,
  type Refusal,
  type RefusalClass,
  type Side,
} from '../../../src/protocols/index.ts'
import { encodeHello, parseHandshake } from '../../../src/protocols/handshake/messages.ts'
import { encodeRefusal } from '../../../src/protocols/refusal.ts'
import { codeOf, hex, plain } from './plain.ts'

const HELLO: Hello = {
  network: 'main',
  versions: { announce: ['2.0.0'], proposals: ['2.0.0'], sync: ['2.0.0'] },
  schemas: [{ id: 'memcube/cube', min: 1, max: 2, writes: 2 }],
  types: ['plaintext', 'activation', 'parameter'],
  codecs: [0x71, 0x70, 0x55],
  keys: [0xed],
  hashes: [0x12],
  spaces: [{ id: 'static-minilm-256', dim: 256 }],
  features: [],
  limits: { blockBytes: 1048576, frameBytes: 1048576, creditBytes: 4194304 },
  agent: 'memcube/0.1.0',
  nonce: new Uint8Array(16).fill(1),
}

const hello = (changes: Partial<Hello> = {}): Hello => ({ ...HELLO, ...changes })

const HELLOS: [string, Hello][] = [
  ['what a node says', hello()],
  [
    'the least that can be said',
    hello({
      versions: {},
      schemas: [],
      types: [],
      codecs: [],
      keys: [],
      hashes: [],
      spaces: [],
      limits: { blockBytes: 0, frameBytes: 0, creditBytes: 0 },
      agent: 'x',
    }),
  ],
  [
    'several versions and schemas',
    hello({
      versions: { sync: ['2.0.0', '2.2.0'], later: ['3.0.1'] },
      schemas: [...HELLO.schemas, { id: 'example/notes', min: 2, max: 7, writes: 5 }],
    }),
  ],
  ['the largest multicodec number', hello({ codecs: [0x71, 0xffff_ffff] })],
]

export function validHellos() {
  return {
    about: 'Hellos and their bytes. A hello with fields that are not known is read without them.',
    cases: [
      ...HELLOS.map(([name, value]) => ({ name, hello: plain(value), hex: hex(encodeHello(value)) })),
      {
        name: 'a field that is not known',
        hello: plain(hello()),
        hex: hex(encode({ t: 'hello', ...hello(), later: 1 })),
      },
      {
        name: 'a field that is not known, and that the other side has to know',
        hello: plain(hello({ crit: ['later'] })),
        hex: hex(encode({ t: 'hello', ...hello({ crit: ['later'] }), later: 1 })),
      },
    ],
  }
}

const other = (changes: Partial<Hello> = {}): Hello =>
  hello({ nonce: new Uint8Array(16).fill(2), ...changes })
const schema = (min: number, max: number, writes = max) => [{ id: 'memcube/cube', min, max, writes }]

const PAIRS: [string, Hello, Hello][] = [
  ['the same version on both sides', hello(), other()],
  [
    'the highest common version, by number',
    hello({ versions: { sync: ['2.2.0', '2.10.0', '3.0.0'] } }),
    other({ versions: { sync: ['2.10.0', '2.2.0'] } }),
  ],
  [
    'the smaller of each limit',
    hello({ limits: { blockBytes: 1048576, frameBytes: 524288, creditBytes: 8388608 } }),
    other({ limits: { blockBytes: 2097152, frameBytes: 1048576, creditBytes: 2097152 } }),
  ],
  [
    'spaces and features that both have',
    hello({
      features: ['a', 'b'],
      spaces: [
        { id: 's', dim: 256 },
        { id: 't', dim: 256 },
      ],
    }),
    other({
      features: ['b', 'c'],
      spaces: [
        { id: 's', dim: 384 },
        { id: 't', dim: 256 },
      ],
    }),
  ],
  [
    'full: both read what the other writes',
    hello({ schemas: schema(1, 3, 2) }),
    other({ schemas: schema(2, 5).map((one) => ({ ...one, writes: 3 })) }),
  ],
  [
    'read-only: the first reads what the second writes',
    hello({ schemas: schema(1, 2) }),
    other({ schemas: schema(1, 1) }),
  ],
  [
    'read-only: the second reads what the first writes',
    hello({ schemas: schema(1, 1) }),
    other({ schemas: schema(1, 2) }),
  ],
  [
    'store-only: neither reads what the other writes',
    hello({ schemas: schema(1, 1) }),
    other({ schemas: schema(2, 3) }),
  ],
  [
    'store-only: ranges that meet, and writing that does not',
    hello({ schemas: schema(1, 3, 1) }),
    other({ schemas: schema(2, 5, 5) }),
  ],
  ['store-only: no kind of key in common', hello(), other({ keys: [0xe7] })],
  ['store-only: no memory type in common', hello({ types: ['plaintext'] }), other({ types: ['parameter'] })],
  ['none: one side without the cube schema', hello({ schemas: [] }), other()],
  ['none: neither side has the cube schema', hello({ schemas: [] }), other({ schemas: [] })],
  [
    'another schema that both have, and one that only one has',
    hello({ schemas: [...HELLO.schemas, { id: 'example/a', min: 1, max: 1, writes: 1 }] }),
    other({
      schemas: [
        { id: 'example/b', min: 1, max: 1, writes: 1 },
        { id: 'example/a', min: 1, max: 4, writes: 4 },
        ...HELLO.schemas,
      ],
    }),
  ],
  ['what one relies on and the other knows', hello({ crit: ['later'] }), other({ features: ['later'] })],
  [
    'refused: what one relies on and the other does not know',
    hello(),
    other({ crit: ['later', 'more'], features: ['later'] }),
  ],
  ['refused: another network', hello(), other({ network: 'lab' })],
  ['refused: no version of sync in common', hello(), other({ versions: { sync: ['3.0.0'] } })],
  ['refused: no dag-cbor', hello(), other({ codecs: [0x55] })],
  ['refused: no hash in common', hello(), other({ hashes: [0x1e] })],
  [
    'refused: blocks too small',
    hello(),
    other({ limits: { blockBytes: 65536, frameBytes: 1048576, creditBytes: 4194304 } }),
  ],
  [
    'refused: frames too small for a chunk',
    hello(),
    other({ limits: { blockBytes: 1048576, frameBytes: 65536, creditBytes: 4194304 } }),
  ],
  [
    'refused: too little credit',
    hello(),
    other({ limits: { blockBytes: 1048576, frameBytes: 1048576, creditBytes: 1048576 } }),
  ],
]

const ALICE = '12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'
const BOB = '12D3KooWJWoaqZhDaoEFshF7Rh1bpY9ohihFhzcW6d69Lr2NASuq'

/** What a side relies on is there. */
function sideOf(peerId: string, value: Hello): Side {
  const relied = Object.fromEntries((value.crit ?? []).map((name) => [name, 1]))
  return { peerId, hello: value, bytes: encode({ ...relied, t: 'hello', ...value }) }
}

export function validAgreements() {
  return {
    about:
      'Two peer ids with the bytes of their hellos, and what both sides must compute, whichever of them asked.',
    cases: PAIRS.map(([name, a, b]) => ({
      name,
      sides: [sideOf(ALICE, a), sideOf(BOB, b)].map(({ peerId, bytes }) => ({ peerId, hello: hex(bytes) })),
      verdict: plain(agree(sideOf(ALICE, a), sideOf(BOB, b))),
    })),
  }
}

const REFUSALS = (
  ['incompatible', 'unverifiable', 'transient', 'denied', 'limit'] satisfies RefusalClass[]
).map((kind) => ({
  class: kind,
  code: 'ERR_LIMIT',
  ...(kind === 'limit' ? { field: 'credit' } : {}),
  message: `an example of ${kind}`,
}))

export function validRefusals() {
  return {
    about: 'Refusals and their bytes. Control characters in a sentence are shown as a space.',
    cases: [
      ...REFUSALS.map((refusal) => ({ name: refusal.class, refusal, hex: hex(encodeRefusal(refusal)) })),
      {
        name: 'control characters',
        refusal: { class: 'denied', code: 'ERR_DENIED', message: 'a b c' },
        hex: hex(encode({ t: 'refused', class: 'denied', code: 'ERR_DENIED', message: 'a\u001b\nb\u202ec' })),
      },
      ...OF_THE_SENDER.map(([name, code]) => {
        const refusal: Refusal = { class: 'transient', code, message: 'an example' }
        return { name, refusal, hex: hex(encodeRefusal(refusal)) }
      }),
    ],
  }
}

/** They are read as any other, and told by their class. */
const OF_THE_SENDER: [string, string][] = [
  ['a code that tells of the sender alone', 'ERR_CORRUPT'],
  ['a code of a later version', 'ERR_LATER'],
]

const BAD: [string, Record<string, unknown>][] = [
  ['no kind', { t: undefined }],
  ['another kind', { t: 'bye' }],
  ['an empty network', { network: '' }],
  ['a network with a control character', { network: 'a\u0007' }],
  ['a version with a number of six digits', { versions: { sync: ['100000.0.0'] } }],
  ['a version with a leading zero', { versions: { sync: ['2.00.0'] } }],
  ['a version that is none', { versions: { sync: ['1.0'] } }],
  [
    '17 protocols',
    { versions: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, ['2.0.0']])) },
  ],
  ['a range upside down', { schemas: schema(3, 2, 2) }],
  ['a schema that is written and not read', { schemas: schema(1, 2, 3) }],
  ['a schema without what is written', { schemas: [{ id: 'memcube/cube', min: 1, max: 1 }] }],
  ['a schema twice', { schemas: [...schema(1, 1), ...schema(2, 2)] }],
  ['a codec that is text', { codecs: ['dag-cbor'] }],
  ['a codec above 4,294,967,295', { codecs: [2 ** 32] }],
  ['no keys', { keys: undefined }],
  ['no hashes', { hashes: undefined }],
  ['crit that is empty', { crit: [] }],
  ['crit that is not sorted', { crit: ['b', 'a'], a: 1, b: 1 }],
  ['crit with a name twice', { crit: ['a', 'a'], a: 1 }],
  ['crit with a field that is not there', { crit: ['a'] }],
  ['crit with a field of the base', { crit: ['agent'] }],
  ['a limit that is negative', { limits: { blockBytes: -1, frameBytes: 1, creditBytes: 1 } }],
  ['a nonce of 15 bytes', { nonce: new Uint8Array(15) }],
  ['an agent of 129 bytes', { agent: 'x'.repeat(129) }],
]

export function invalidHellos() {
  const cases = BAD.map(([name, change]) => {
    const fields = Object.entries({ t: 'hello', ...HELLO, ...change }).filter(
      ([, value]) => value !== undefined,
    )
    return { name, bytes: encode(Object.fromEntries(fields)) }
  })
  cases.push(
    { name: 'no map', bytes: encode(['hello']) },
    { name: 'keys out of order', bytes: Buffer.from('a26174616861616161', 'hex') },
    { name: 'nothing', bytes: new Uint8Array() },
  )
  return {
    about: 'What must be refused where a hello is expected.',
    cases: cases.map(({ name, bytes }) => ({
      name,
      hex: hex(bytes),
      code: codeOf(() => parseHandshake(bytes)),
    })),
  }
}
