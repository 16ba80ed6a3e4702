// Records, signatures, keys, topics, revisions, tickets and decisions that every implementation agrees on.
import { createHash } from 'node:crypto'
import { cidFor, DAG_CBOR, DAG_PB, encode, encodeBlock } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  decideHead,
  formatTicket,
  headShard,
  infoMemory,
  nextTid,
  normaliseTopic,
  parseHead,
  signCommit,
  signHead,
  topicCid,
  type MemoryInput,
  type Ticket,
} from '../../../src/core/cube/index.ts'
import { formatDid } from '../../../src/core/identity/index.ts'
import * as sample from './sample.ts'
import type {
  DecisionCase,
  KeyCase,
  RecordCase,
  RecordKind,
  ShardCase,
  SignatureCase,
  TicketCase,
  TidCase,
  TopicCase,
  VectorFile,
} from './shape.ts'

const { alice, eve, hexOf, notes, other, time } = sample

export function validRecords(): VectorFile<RecordCase> {
  return {
    about:
      'Records. Each parses, encodes to the same bytes, and, where its genesis is given, its signature holds.',
    cases: [...genesisCases(), ...memoryCases(), ...signedCases()],
  }
}

export function toCase(name: string, kind: RecordKind, bytes: Uint8Array, genesis?: Uint8Array): RecordCase {
  const signed = genesis === undefined ? {} : { genesis: hexOf(genesis) }
  return { name, kind, ...signed, hex: hexOf(bytes), cid: cidFor(DAG_CBOR, bytes).toString() }
}

function genesisCases(): RecordCase[] {
  const { genesis } = notes
  const forkOf = { cube: notes.cid, commit: sample.commit.block.cid }
  const { v, name, created, nonce } = genesis
  const input = { v, name, created, nonce, visibility: 'public' as const, authors: [eve.publicKey] }
  return [
    toCase('a cube of one author', 'genesis', notes.bytes),
    toCase(
      'a private cube of two authors',
      'genesis',
      createGenesis({ ...input, visibility: 'private', authors: [alice.publicKey, eve.publicKey] }).bytes,
    ),
    toCase('a fork', 'genesis', createGenesis({ ...input, forkOf }).bytes),
    toCase(
      'a name that is not ASCII',
      'genesis',
      createGenesis({ ...input, name: 'notes de café \u{1f4d3}' }).bytes,
    ),
  ]
}

function memoryCases(): RecordCase[] {
  const memory = (name: string, input: Partial<MemoryInput>): RecordCase =>
    toCase(name, 'memory', createMemory({ ...sample.memoryInput, ...input }).block.bytes)
  return [
    memory('a text', {}),
    memory('an empty text without tags', { body: '', tags: [] }),
    memory('a text that starts with a byte order mark', { body: '\u{feff}text' }),
    memory('the longest text that is not linked', { body: 'a'.repeat(16_384) }),
    memory('a linked text', { body: { link: sample.payload, bytes: 200_000 } }),
    memory('bytes', { type: 'activation', media: 'application/octet-stream', body: Uint8Array.of(0, 1, 2) }),
    memory('a linked file', {
      type: 'parameter',
      media: 'application/vnd.safetensors',
      body: { link: cidFor(DAG_PB, Buffer.from('file')), bytes: 4 * 1024 ** 3 },
    }),
    memory('tags in the order of their bytes, not of UTF-16', {
      tags: ['\u{1f600}', '\u{ffff}', 'b', 'B', 'é'],
    }),
    memory('everything', {
      valid: { from: time - 1_000, until: time + 1_000 },
      provenance: {
        activity: 'summarise',
        agent: 'assistant',
        model: 'model-1',
        tool: 'tool-1',
        source: { uri: 'https://example.org/page', digest: `sha256:${'00'.repeat(32)}` },
        derived: [{ memory: sample.someBlock, cube: other.cid, relation: 'wasDerivedFrom' }],
      },
      governance: { licence: 'CC-BY-4.0', sensitivity: 'public', expires: time + 86_400_000, priority: -5 },
      data: { temperature: 0.5, order: 7, labels: ['a', null, true], ['__proto__']: { own: 'key' } },
    }),
    toCase(
      'the settings of a cube, under .memcube/info',
      'memory',
      infoMemory({ about: 'Notes', topics: ['typescript'], licence: 'CC0-1.0' }, time, 1).bytes,
    ),
  ]
}

function signedCases(): RecordCase[] {
  const next = {
    ...sample.commitFields,
    parents: [sample.commit.block.cid],
    rev: '3mbfk5pzq2c2b',
    time: time + 1,
    count: 2,
  }
  const { block: second } = signCommit(next, alice.secret)
  const refs = { main: second.cid, 'draft/one': sample.commit.block.cid }
  return [
    toCase('the first commit', 'commit', sample.commit.block.bytes, notes.bytes),
    toCase('a commit with a parent', 'commit', second.bytes, notes.bytes),
    toCase('a head', 'head', sample.head.bytes, notes.bytes),
    toCase(
      'a head with two branches',
      'head',
      signHead({ ...sample.headFields, seq: 2, refs }, alice.secret).bytes,
      notes.bytes,
    ),
    toCase(
      'a head with a branch name of 128 characters',
      'head',
      signHead({ ...sample.headFields, refs: { ...refs, ['n'.repeat(128)]: second.cid } }, alice.secret)
        .bytes,
      notes.bytes,
    ),
    toCase(
      'a head with branches that are not ASCII',
      'head',
      signHead(
        { ...sample.headFields, seq: 2, refs: { ...refs, 'entwürfe/Ⅳ-½.𝒜_東': second.cid } },
        alice.secret,
      ).bytes,
      notes.bytes,
    ),
    toCase('a withdrawal', 'withdrawal', sample.withdrawal.bytes, notes.bytes),
  ]
}

/** @param record as it is encoded */
export function signatureOf(kind: RecordKind, record: { sig: Uint8Array }, v = 1): SignatureCase {
  const { sig, ...fields } = record
  const payload = encode(fields)
  const digest = createHash('sha256').update(payload).digest()
  return {
    kind,
    domain: `memcube/${kind}/${v}`,
    secret: hexOf(alice.secret),
    publicKey: hexOf(alice.publicKey),
    did: formatDid(alice.publicKey),
    payload: hexOf(payload),
    payloadSha256: hexOf(digest),
    message: hexOf(Buffer.concat([Buffer.from(`memcube/${kind}/${v}\0`), digest])),
    signature: hexOf(sig),
  }
}

export function validSignatures(): VectorFile<SignatureCase> {
  const signature = signatureOf
  return {
    about: 'How a signature is made: message = domain, zero byte, sha256(payload).',
    cases: [
      signature('commit', sample.commit.commit),
      signature('head', sample.head.head),
      signature('withdrawal', sample.withdrawal.withdrawal),
    ],
  }
}

const keyCase = (name: string, key: string | Uint8Array): KeyCase => ({
  name,
  keyHex: Buffer.from(key).toString('hex'),
})

export function validKeys(): VectorFile<KeyCase> {
  return {
    about: 'Keys of memories, as the hex of their UTF-8.',
    cases: [
      keyCase('a word', 'a'),
      keyCase('a path', 'postgres/vacuum'),
      keyCase('spaces and marks', 'notes/a b, c: "d" ~ ?'),
      keyCase('not ASCII', 'café/\u{1f600}'),
      keyCase('dots within a part', 'a..b/.c/d.'),
      keyCase('three dots', '...'),
      keyCase('1,024 bytes', 'é'.repeat(512)),
      keyCase('a reserved key', '.memcube/info'),
    ],
  }
}

/** What is cut off both ends, and a character within that stays. */
const whiteSpace = [
  '\u{feff}typescript\u{feff}',
  '\t\n\v\f\r\u{2028}\u{2029}\u{a0}\u{1680}\u{3000}typescript\u{2003}',
  'type\u{a0}script',
  'ΟΔΟΣ',
]

export function validTopics(): VectorFile<TopicCase> {
  const given = [
    'typescript',
    ' TypeScript ',
    'Cafe\u{301}',
    'machine learning',
    'ÅNGSTRÖM',
    'a'.repeat(64),
    ...whiteSpace,
  ]
  return {
    about:
      'Topics as given, as compared, and the CID under which cubes of the topic are provided on the DHT.',
    cases: given.map((text) => ({
      given: text,
      topic: normaliseTopic(text),
      cid: topicCid(text).toString(),
    })),
  }
}

export function validShards(): VectorFile<ShardCase> {
  const cubes = [notes.cid, other.cid, ...Array.from({ length: 6 }, (_, i) => encodeBlock(i).cid)]
  return {
    about: 'The gossip shard of a cube: first byte of sha256 of the 36 bytes of its CID, modulo 64.',
    cases: cubes.map((cube) => ({ cube: cube.toString(), shard: headShard(cube) })),
  }
}

export function validTids(): VectorFile<TidCase> {
  const tid = (name: string, previous: string | null, nowMs: number, clockId: number): TidCase => ({
    name,
    previous,
    nowMs,
    clockId,
    tid: nextTid(previous ?? undefined, nowMs, clockId),
  })
  const first = tid('the first revision', null, time, 7)
  return {
    about:
      'Revisions: the next after `previous` at `nowMs` milliseconds since the Unix epoch by writer `clockId`.',
    cases: [
      first,
      tid('the epoch', null, 0, 0),
      tid('a later time', first.tid, time + 1, 7),
      tid('the same millisecond: one microsecond later', first.tid, time, 7),
      tid('a clock that went back: one microsecond later', first.tid, time - 60_000, 7),
      tid('another writer', first.tid, time, 1_023),
    ],
  }
}

export function validTickets(): VectorFile<TicketCase> {
  const ticket = (name: string, fields: Ticket): TicketCase => ({
    name,
    ticket: formatTicket(fields),
    cube: fields.cube.toString(),
    cubeName: fields.name ?? null,
    addresses: fields.addresses,
    head: fields.head === undefined ? null : hexOf(fields.head),
  })
  const address = '/ip4/127.0.0.1/tcp/4001/p2p/12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'
  return {
    about: 'Tickets and what they say.',
    cases: [
      ticket('a cube alone', { cube: notes.cid, addresses: [] }),
      ticket('with name and address', { cube: notes.cid, name: 'field-notes', addresses: [address] }),
      ticket('with addresses that not every reader knows', {
        cube: notes.cid,
        addresses: [
          '/dns4/node.example.org/udp/4001/quic-v1',
          '/ip6zone/eth0/ip6/fe80::1/tcp/1/ws',
          'nowhere',
        ],
      }),
      ticket('with bytes that are no head', { cube: notes.cid, addresses: [], head: Uint8Array.of(1, 2, 3) }),
      ticket('with 16 addresses, one of them of 1,024 bytes', {
        cube: notes.cid,
        addresses: [`/dns4/${'n'.repeat(1_018)}`, ...Array.from({ length: 15 }, () => address)],
      }),
      ticket('with a name of no bytes', { cube: notes.cid, name: '', addresses: [] }),
      ticket('with a head', { cube: notes.cid, addresses: [address], head: sample.head.bytes }),
    ],
  }
}

export function validDecisions(): VectorFile<DecisionCase> {
  const at = (seq: number, main = sample.commit.block.cid, later = 0): Uint8Array =>
    signHead(
      {
        ...sample.headFields,
        seq,
        refs: { main },
        time: time + later,
        expires: sample.headFields.expires + later,
      },
      alice.secret,
    ).bytes
  const decision = (
    name: string,
    known: { seq: number; head: Uint8Array } | undefined,
    head: Uint8Array,
  ): DecisionCase => ({
    name,
    known: known === undefined ? null : { seq: known.seq, head: hexOf(known.head) },
    head: hexOf(head),
    decision: decideHead(known, parseHead(head)).type,
  })
  const five = { seq: 5, head: at(5) }
  return {
    about:
      'What to do with a verified head, given the highest one ever accepted from its author for its cube.',
    cases: [
      decision('the first head of a cube', undefined, at(5)),
      decision('the next one', five, at(6)),
      decision('the same bytes', five, at(5)),
      decision('signed again with the same refs', five, at(5, undefined, 1_000)),
      decision('the same number with other refs', five, at(5, sample.someBlock)),
      decision('a lower number', five, at(4)),
      decision('a lower number, though newer', five, at(4, undefined, 1_000)),
      decision('a jump of one million', five, at(1_000_005)),
      decision('a jump of more than one million', five, at(1_000_006)),
      decision('the number of a withdrawal', { seq: 2, head: sample.withdrawal.bytes }, at(2)),
      decision('the number after a withdrawal', { seq: 2, head: sample.withdrawal.bytes }, at(3)),
    ],
  }
}
