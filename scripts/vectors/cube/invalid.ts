// Records that are refused: by their shape, by their limits, by their signature.
import { base32 } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, DAG_PB, encode, RAW } from '../../../src/core/codec/index.ts'
import { formatTicket, signCommit, signHead, signWithdrawal } from '../../../src/core/cube/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import * as sample from './sample.ts'
import type { BytesCase, KeyCase, RecordKind, RefusedRecordCase, VectorFile } from './shape.ts'

const { alice, eve, hexOf, notes, other } = sample

type Fields = Record<string, unknown>
type Change = [name: string, why: string, change: Fields]

/** The same digest under another codec. */
const recoded = (codec: number, { multihash }: CID): CID => CID.createV1(codec, multihash)
const codecWhy = 'records, commits and trees are linked as dag-cbor'

/** A record with some fields replaced; `undefined` takes a field away. */
function changed(record: object, change: Fields): Uint8Array {
  return encode(
    Object.fromEntries(Object.entries({ ...record, ...change }).filter(([, value]) => value !== undefined)),
  )
}

function misshapen(kind: RecordKind, record: object, changes: Change[]): RefusedRecordCase[] {
  return changes.map(([name, why, change]) => ({
    name: `${kind}: ${name}`,
    kind,
    why,
    hex: hexOf(changed(record, change)),
  }))
}

const common: Change[] = [
  ['no version', 'the field v is missing', { v: undefined }],
  ['version 2', 'v is not 1', { v: 2 }],
  ['the kind of another record', 't is not the kind', { t: 'memcube/proposal' }],
  ['a field more', 'a record has the fields of its kind and no other', { note: 1 }],
  ['null for a time', 'absent is the only way to have no value', { created: null, time: null }],
]

const signedCommon: Change[] = [
  ...common.slice(0, 4),
  ['a cube as text', 'a link is a link', { cube: notes.cid.toString() }],
  [
    'a map that looks like a CID to some libraries',
    'a link is a link',
    { cube: { '/': 'x', bytes: 'x', version: 1, code: 113 } },
  ],
  ['an author of 31 bytes', 'a public key has 32 bytes', { author: alice.publicKey.slice(1) }],
  ['a signature of 63 bytes', 'a signature has 64 bytes', { sig: new Uint8Array(63) }],
  ['a cube that is linked as raw', codecWhy, { cube: recoded(RAW, notes.cid) }],
  ['a negative time', 'times are not negative', { time: -1 }],
  ['a time with a fraction', 'times are integers', { time: 0.5 }],
]

function genesisCases(): RefusedRecordCase[] {
  return misshapen('genesis', notes.genesis, [
    ...common.slice(0, 4),
    ['no name', 'the name is missing', { name: undefined }],
    ['an empty name', 'a name has 1 to 128 bytes', { name: '' }],
    ['a name of 129 bytes', 'a name has 1 to 128 bytes', { name: 'n'.repeat(129) }],
    ['no authors', 'a cube has 1 to 64 authors', { authors: [] }],
    [
      '65 authors',
      'a cube has 1 to 64 authors',
      { authors: Array.from({ length: 65 }, () => alice.publicKey) },
    ],
    ['another visibility', 'public or private', { visibility: 'secret' }],
    ['a nonce of 15 bytes', 'a nonce has 16 bytes', { nonce: new Uint8Array(15) }],
    ['a fork without its commit', 'forkOf has cube and commit', { forkOf: { cube: other.cid } }],
    [
      'a fork of a raw block',
      codecWhy,
      { forkOf: { cube: recoded(RAW, other.cid), commit: sample.commit.block.cid } },
    ],
    [
      'a fork at a raw block',
      codecWhy,
      { forkOf: { cube: other.cid, commit: recoded(RAW, sample.commit.block.cid) } },
    ],
  ])
}

function memoryCases(): RefusedRecordCase[] {
  const { memory } = sample.memory
  // A memory has no key, so that its version 2 has the same form.
  const ofMemory = common.slice(0, 4).filter(([name]) => name !== 'version 2')
  const linked = (bytes: number): Fields => ({ body: { link: sample.payload, bytes } })
  return misshapen('memory', memory, [
    ...ofMemory,
    ['another type', 'plaintext, activation or parameter', { type: 'program' }],
    ['a text of more than 16 KiB', 'a longer body is linked', { body: 'a'.repeat(16_385) }],
    ['a body that is a link alone', 'the size is said with the link', { body: sample.payload }],
    ['a linked body without its size', 'the size is said with the link', { body: { link: sample.payload } }],
    ['a linked text of more than 256 KiB', 'a text memory has at most 256 KiB', linked(262_145)],
    [
      'a linked file of more than 4 GiB',
      'a payload has at most 4 GiB',
      { ...linked(4 * 1024 ** 3 + 1), type: 'parameter', media: 'application/octet-stream' },
    ],
    ['tags out of order', 'tags are sorted by their UTF-8 bytes', { tags: ['b', 'a'] }],
    ['tags in UTF-16 order', 'tags are sorted by their UTF-8 bytes', { tags: ['\u{1f600}', '\u{ffff}'] }],
    ['a tag twice', 'tags come once each', { tags: ['a', 'a'] }],
    ['a tag not in NFC', 'tags are in Unicode normal form C', { tags: ['e\u{301}'] }],
    ['an empty tag', 'a tag has 1 to 256 bytes', { tags: [''] }],
    ['no activity', 'provenance names its activity', { provenance: {} }],
    [
      'a field more in provenance',
      'provenance has the fields of its schema',
      { provenance: { activity: 'add', author: 'eve' } },
    ],
    ['validity as a list', 'valid is a map', { valid: [1, 2] }],
    ['a priority of 1,001', 'a priority is from -1,000 to 1,000', { governance: { priority: 1_001 } }],
    ['data as a list', 'data is a map', { data: [] }],
    [
      'a payload that is linked as dag-cbor',
      'a payload is linked as raw or dag-pb',
      { body: { link: sample.someBlock, bytes: 9 } },
    ],
    ...(['memory', 'cube'] as const).map((field): Change => {
      const derived = { memory: sample.someBlock, cube: other.cid, relation: 'wasDerivedFrom' }
      const wrong = { ...derived, [field]: recoded(RAW, derived[field]) }
      return [
        `a derivation whose ${field} is linked as raw`,
        codecWhy,
        { provenance: { activity: 'add', derived: [wrong] } },
      ]
    }),
  ])
}

function signedShapeCases(): RefusedRecordCase[] {
  const links = (count: number): CID[] =>
    Array.from({ length: count }, (_, i) => cidFor(DAG_CBOR, Uint8Array.of(i)))
  const manyRefs = Object.fromEntries(links(65).map((cid, i) => [`branch-${i}`, cid]))
  return [
    ...misshapen('commit', sample.commit.commit, [
      ...signedCommon,
      ['17 parents', 'at most 16 parents', { parents: links(17) }],
      ['a revision of 12 characters', 'rev is a TID', { rev: '3mbfk5pzq2c2' }],
      ['a revision above all TIDs', 'rev is a TID', { rev: 'zzzzzzzzzzzzz' }],
      ['a message of 4,097 bytes', 'at most 4,096 bytes', { message: 'm'.repeat(4_097) }],
      ['a negative count', 'counts are not negative', { count: -1 }],
      ['a tree that is linked as raw', codecWhy, { tree: recoded(RAW, sample.tree.root) }],
      ['a tree that is linked as dag-pb', codecWhy, { tree: recoded(DAG_PB, sample.tree.root) }],
      [
        'one of two parents linked as raw',
        codecWhy,
        { parents: [...links(1), recoded(RAW, sample.someBlock)] },
      ],
    ]),
    ...misshapen('head', sample.head.head, [
      ...signedCommon,
      ['sequence number 0', 'the first head has 1', { seq: 0 }],
      ['no refs', '1 to 64 refs', { refs: {} }],
      ['65 refs', '1 to 64 refs', { refs: manyRefs }],
      [
        'an empty branch name',
        'a branch name is 1 to 128 letters, digits and ._/-',
        { refs: { '': sample.commit.block.cid } },
      ],
      [
        'a branch name with a space',
        'a branch name is 1 to 128 letters, digits and ._/-',
        { refs: { 'a b': sample.commit.block.cid } },
      ],
      ...['.main', 'n'.repeat(129), 'e\u{301}'].map((name, i): Change => [
        [
          'a branch name that starts with a dot',
          'a branch name of 129 characters',
          'a branch name with a mark',
        ][i]!,
        'a branch name is 1 to 128 letters, digits and ._/-',
        { refs: { [name]: sample.commit.block.cid } },
      ]),
      ['a ref that is text', 'a ref is a link', { refs: { main: 'x' } }],
      [
        'main as the raw link to its commit',
        codecWhy,
        { refs: { main: recoded(RAW, sample.commit.block.cid) } },
      ],
      [
        'another branch as the dag-pb link to its commit',
        codecWhy,
        { refs: { main: sample.commit.block.cid, draft: recoded(DAG_PB, sample.commit.block.cid) } },
      ],
      [
        'more than 4 KiB',
        'a head has at most 4,096 bytes',
        { refs: Object.fromEntries(links(30).map((cid, i) => [`branch-${i}`.padEnd(128, 'n'), cid])) },
      ],
    ]),
    ...misshapen('withdrawal', sample.withdrawal.withdrawal, [
      ...signedCommon,
      ['sequence number 0', 'the first has 1', { seq: 0 }],
    ]),
  ]
}

export function invalidRecords(): VectorFile<RefusedRecordCase> {
  return {
    about: 'Canonical bytes that are not the record they are taken for.',
    cases: [...genesisCases(), ...memoryCases(), ...signedShapeCases()],
  }
}

/** The record with this field changed after it was signed, once for each field. */
function turned(kind: RecordKind, record: { sig: Uint8Array }): RefusedRecordCase[] {
  const changes: Fields = {
    cube: other.cid,
    tree: sample.someBlock,
    parents: [sample.someBlock],
    rev: '3mbfk5pzq2c2c',
    time: sample.time + 1,
    message: 'add typescript/emittes',
    count: 2,
    seq: 3,
    refs: { main: sample.someBlock },
    expires: sample.headFields.expires + 1,
    sig: record.sig.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
  }
  return Object.keys(record)
    .filter((field) => field in changes)
    .map((field) => ({
      name: `${kind}: ${field} changed after signing`,
      kind,
      genesis: hexOf(notes.bytes),
      why: field === 'cube' ? 'signed for another cube' : 'the signature does not hold',
      hex: hexOf(changed(record, { [field]: changes[field] })),
    }))
}

function replayed(
  name: string,
  kind: RecordKind,
  why: string,
  bytes: Uint8Array,
  genesis = notes.bytes,
): RefusedRecordCase {
  return { name, kind, genesis: hexOf(genesis), why, hex: hexOf(bytes) }
}

/** The fields of one kind with a signature that was made for another. */
function inDomain(domain: string, record: { sig: Uint8Array }): Uint8Array {
  const { sig: _sig, ...fields } = record
  return changed(fields, { sig: sign(domain, encode(fields), alice.secret) })
}

export function invalidSignatures(): VectorFile<RefusedRecordCase> {
  const { commit } = sample.commit
  const { head } = sample.head
  const { withdrawal } = sample.withdrawal
  const byEve = { author: eve.publicKey }
  const lies = { author: alice.publicKey }
  return {
    about: 'Records whose shape is right and whose signature does not hold for this cube.',
    cases: [
      ...turned('commit', commit),
      ...turned('head', head),
      ...turned('withdrawal', withdrawal),
      replayed(
        'a commit of another cube',
        'commit',
        'signed for another cube',
        sample.commit.block.bytes,
        other.bytes,
      ),
      replayed('a head of another cube', 'head', 'signed for another cube', sample.head.bytes, other.bytes),
      replayed(
        'a withdrawal of another cube',
        'withdrawal',
        'signed for another cube',
        sample.withdrawal.bytes,
        other.bytes,
      ),
      replayed(
        'a commit by somebody else',
        'commit',
        'not an author of the cube',
        signCommit({ ...sample.commitFields, ...byEve }, eve.secret).block.bytes,
      ),
      replayed(
        'a head by somebody else',
        'head',
        'not an author of the cube',
        signHead({ ...sample.headFields, ...byEve }, eve.secret).bytes,
      ),
      replayed(
        'a withdrawal by somebody else',
        'withdrawal',
        'not an author of the cube',
        signWithdrawal({ ...sample.withdrawalFields, ...byEve }, eve.secret).bytes,
      ),
      replayed(
        "a head in the author's name, signed by somebody else",
        'head',
        'the signature does not hold',
        signHead({ ...sample.headFields, ...lies }, eve.secret).bytes,
      ),
      replayed(
        'a head with the signature of a withdrawal of the same cube, author and time',
        'head',
        'signed as another kind',
        changed(head, { sig: withdrawal.sig }),
      ),
      replayed(
        'a head signed in the domain of commits',
        'head',
        'signed as another kind',
        inDomain('memcube/commit/1', head),
      ),
      replayed(
        'a commit signed in the domain of heads',
        'commit',
        'signed as another kind',
        inDomain('memcube/head/1', commit),
      ),
      replayed(
        'a withdrawal signed in the domain of heads',
        'withdrawal',
        'signed as another kind',
        inDomain('memcube/head/1', withdrawal),
      ),
      replayed(
        'a head signed in the domain of version 2',
        'head',
        'signed as another version',
        inDomain('memcube/head/2', head),
      ),
      replayed(
        'a head with S raised by the order of the group',
        'head',
        'S is not below the order',
        changed(head, { sig: raised(head.sig) }),
      ),
    ],
  }
}

/** The signature with the group order added to S: the same point, other bytes. */
function raised(sig: Uint8Array): Uint8Array {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${Buffer.from(sig.subarray(32)).reverse().toString('hex')}`) + order
  return Buffer.concat([sig.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()])
}

const keyCase = (name: string, key: string | Uint8Array): KeyCase => ({
  name,
  keyHex: Buffer.from(key).toString('hex'),
})

export function invalidKeys(): VectorFile<KeyCase> {
  return {
    about: 'Texts that are not keys of memories, as the hex of their UTF-8.',
    cases: [
      keyCase('nothing', ''),
      keyCase('a leading slash', '/a'),
      keyCase('a trailing slash', 'a/'),
      keyCase('an empty part', 'a//b'),
      keyCase('a part that is a dot', 'a/./b'),
      keyCase('a part that is two dots', '../a'),
      keyCase('two dots alone', '..'),
      keyCase('a control character', 'a\u{7}'),
      keyCase('a line feed', 'a\nb'),
      keyCase('a zero byte', 'a\0'),
      keyCase('a control character of Latin-1', 'a\u{85}'),
      keyCase('not in normal form C', 'cafe\u{301}'),
      keyCase('1,025 bytes', 'a'.repeat(1_025)),
    ],
  }
}

export function invalidTickets(): VectorFile<BytesCase> {
  const of = (fields: object): string => `memcube:${base32.encode(encode({ cube: notes.cid, ...fields }))}`
  const cases: [string, string][] = [
    ['nothing', ''],
    ['the prefix alone', 'memcube:'],
    ['a cube id in place of a ticket', `memcube:${notes.cid.toString()}`],
    ['no addresses', `memcube:${base32.encode(encode({ cube: notes.cid }))}`],
    ['a field more', of({ addresses: [], note: 1 })],
    ['17 addresses', of({ addresses: Array.from({ length: 17 }, () => '/ip4/127.0.0.1') })],
    ['an empty address', of({ addresses: [''] })],
    ['an address of 1,025 bytes', of({ addresses: ['a'.repeat(1_025)] })],
    ['an address that is bytes', of({ addresses: [new Uint8Array(8)] })],
    ['a name of 129 bytes', of({ addresses: [], name: 'n'.repeat(129) })],
    ['a head of 4,097 bytes', of({ addresses: [], head: new Uint8Array(4_097) })],
    ['a cube that is linked as raw', of({ addresses: [], cube: sample.payload })],
    ['cut short', formatTicket({ cube: notes.cid, addresses: [] }).slice(0, -3)],
    ['not base32', 'memcube:b0189'],
    ['upper case', 'MEMCUBE:BUJRW'],
  ]
  return {
    about: 'Texts, as the hex of their UTF-8, that are not tickets.',
    cases: cases.map(([name, text]) => ({ name, hex: hexOf(Buffer.from(text)) })),
  }
}
