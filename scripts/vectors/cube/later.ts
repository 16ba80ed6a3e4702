// Version 2 of records, and records that are of a later version still: read, opaque or refused. Each case says which rule of
// "Versions" in spec.md it is for.
import { cidFor, DAG_CBOR, encode } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  isOpaque,
  readMemory,
  signCommit,
  signHead,
  signWithdrawal,
  tagKey,
} from '../../../src/core/cube/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import * as sample from './sample.ts'
import type {
  OpaqueCase,
  RecordCase,
  RecordKind,
  RefusedRecordCase,
  SignatureCase,
  VectorFile,
} from './shape.ts'
import { signatureOf } from './valid.ts'

const { alice, eve, hexOf, time } = sample
type Fields = Record<string, unknown>

const genesis = createGenesis({
  v: 2,
  name: 'field-notes',
  authors: [alice.publicKey],
  visibility: 'public',
  created: time,
  nonce: Uint8Array.from({ length: 16 }, (_, i) => i),
})
const commitFields = { ...sample.commitFields, v: 2 as const, cube: genesis.cid }
const commit = signCommit(commitFields, alice.secret)
const headFields = {
  ...sample.headFields,
  v: 2 as const,
  cube: genesis.cid,
  refs: { main: commit.block.cid },
}
const head = signHead(headFields, alice.secret)
const withdrawal = signWithdrawal({ ...sample.withdrawalFields, v: 2, cube: genesis.cid }, alice.secret)
const memory = createMemory({ ...sample.memoryInput, v: 2 })

/** In a cube of version 1, whose blocks go on to be read. */
const inOldCube = {
  commit: signCommit(
    { ...sample.commitFields, v: 2, parents: [sample.commit.block.cid], rev: '3mbfk5pzq2c2b' },
    alice.secret,
  ),
  head: signHead({ ...sample.headFields, v: 2, seq: 2 }, alice.secret),
}

const wire = (record: { v: number; author?: Uint8Array; authors?: Uint8Array[] }): Fields => ({
  ...record,
  ...(record.author !== undefined && { author: tagKey(record.author) }),
  ...(record.authors !== undefined && { authors: record.authors.map(tagKey) }),
})

/** A record of version 2 with fields more, or others, signed by alice over all of them. */
function signedWith(kind: RecordKind, record: Fields, change: Fields, v = 2): Uint8Array {
  const { sig: _, ...fields } = { ...wire(record as { v: number }), ...change }
  const kept = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return encode({ ...kept, sig: sign(`memcube/${kind}/${v}`, encode(kept), alice.secret) })
}

const genesisWith = (change: Fields): Uint8Array => encode({ ...wire(genesis.genesis), ...change })
const memoryWith = (change: Fields): Uint8Array => encode({ ...memory.memory, ...change })
const commitWith = (change: Fields, v = 2): Uint8Array =>
  signedWith('commit', commit.commit as unknown as Fields, change, v)
const headWith = (change: Fields, v = 2): Uint8Array =>
  signedWith('head', head.head as unknown as Fields, change, v)

/** Unknown fields that sort before, between and after the known ones. */
const more = { a: 1, colour: 'blue', zeitgeist: { nested: [sample.payload, new Uint8Array(3)] } }

const toCase = (
  name: string,
  rule: string,
  kind: RecordKind,
  bytes: Uint8Array,
  of?: Uint8Array,
): RecordCase => ({
  name,
  rule,
  kind,
  ...(of !== undefined && { genesis: hexOf(of) }),
  hex: hexOf(bytes),
  cid: cidFor(DAG_CBOR, bytes).toString(),
})

const KEYS = 'keys say their algorithm'
const MORE = 'fields that are not known stay, and are signed and hashed with the others'
const OLD = 'records of both versions stand in one cube'

export function validLaterRecords(): VectorFile<RecordCase> {
  return {
    about:
      'Records of version 2. Each parses, encodes to the same bytes again, and, where its genesis is given, its signature holds. `rule` says what it is for.',
    cases: [
      toCase('a cube', KEYS, 'genesis', genesis.bytes),
      toCase('a commit', KEYS, 'commit', commit.block.bytes, genesis.bytes),
      toCase('a head', KEYS, 'head', head.bytes, genesis.bytes),
      toCase('a withdrawal', KEYS, 'withdrawal', withdrawal.bytes, genesis.bytes),
      toCase('a memory', KEYS, 'memory', memory.block.bytes),
      toCase(
        'a commit after one of version 1',
        OLD,
        'commit',
        inOldCube.commit.block.bytes,
        sample.notes.bytes,
      ),
      toCase('a head after one of version 1', OLD, 'head', inOldCube.head.bytes, sample.notes.bytes),
      toCase('a cube with fields more', MORE, 'genesis', genesisWith(more)),
      toCase('a commit with fields more', MORE, 'commit', commitWith(more), genesis.bytes),
      toCase('a head with fields more', MORE, 'head', headWith(more), genesis.bytes),
      toCase('a memory with fields more', MORE, 'memory', memoryWith(more)),
      toCase(
        'a memory with fields more in its provenance, governance and body',
        MORE,
        'memory',
        memoryWith({
          provenance: { ...memory.memory.provenance, mood: 'good' },
          governance: { reviewed: true },
          body: { link: sample.payload, bytes: 7, shape: 'round' },
        }),
      ),
      toCase('a field more that holds null', MORE, 'memory', memoryWith({ colour: null })),
      toCase(
        'a commit with a field called authors',
        MORE,
        'commit',
        commitWith({ authors: [alice.publicKey] }),
        genesis.bytes,
      ),
    ],
  }
}

export function validLaterSignatures(): VectorFile<SignatureCase> {
  return {
    about:
      'How a signature of version 2 is made: the domain has its version, and keys in the payload their algorithm.',
    cases: [
      signatureOf('commit', wire(commit.commit) as { sig: Uint8Array }, 2),
      signatureOf('head', wire(head.head) as { sig: Uint8Array }, 2),
      signatureOf('withdrawal', wire(withdrawal.withdrawal) as { sig: Uint8Array }, 2),
    ],
  }
}

export function opaqueMemories(): VectorFile<OpaqueCase> {
  const opaque = (name: string, rule: string, bytes: Uint8Array): OpaqueCase => {
    const read = readMemory(bytes)
    if (!isOpaque(read)) throw new Error(`${name} can be read`)
    const { version, unknown, payload } = read
    return {
      name,
      rule,
      hex: hexOf(bytes),
      cid: cidFor(DAG_CBOR, bytes).toString(),
      version,
      unknown: [...unknown],
      payload: payload === undefined ? null : { cid: payload.link.toString(), bytes: payload.bytes },
    }
  }
  const LATER = 'a memory of a later version is opaque, whatever else is in it'
  const CRIT = 'a memory with a name in crit that is not known is opaque'
  const BODY = 'the payload of an opaque memory is where that of others is'
  const body = { link: sample.payload, bytes: 7, shape: 'round' }
  return {
    about:
      'Memories that are kept, hashed, served and counted, and not read: with their version, the names in crit that are not known, and their payload.',
    cases: [
      opaque('version 3', LATER, encode({ v: 3, t: 'memcube/memory' })),
      opaque(
        'version 9 with other fields',
        LATER,
        encode({ v: 9, t: 'memcube/memory', media: 7, parts: [1, 2] }),
      ),
      opaque('the highest version', LATER, encode({ v: Number.MAX_SAFE_INTEGER, t: 'memcube/memory' })),
      opaque('version 3 with a crit that means something else there', LATER, memoryWith({ v: 3, crit: 'x' })),
      opaque('one name', CRIT, memoryWith({ colour: 'blue', crit: ['colour'] })),
      opaque('two names', CRIT, memoryWith({ ...more, crit: ['a', 'zeitgeist'] })),
      opaque(
        'a base field of another form beside it',
        CRIT,
        memoryWith({ colour: 1, crit: ['colour'], tags: 'x' }),
      ),
      opaque('with a payload', BODY, encode({ v: 9, t: 'memcube/memory', body })),
      opaque('with a payload, by crit', BODY, memoryWith({ body, colour: 'blue', crit: ['colour'] })),
      opaque(
        'a body of another form is no payload',
        BODY,
        encode({ v: 9, t: 'memcube/memory', body: { ...body, bytes: -1 } }),
      ),
      opaque(
        'a body that links to a record is no payload',
        BODY,
        encode({ v: 9, t: 'memcube/memory', body: { link: sample.someBlock, bytes: 7 } }),
      ),
    ],
  }
}

export function invalidLaterRecords(): VectorFile<RefusedRecordCase> {
  const refused = (
    kind: RecordKind,
    name: string,
    why: string,
    bytes: Uint8Array,
    code: RefusedRecordCase['code'] = 'ERR_UNVERIFIABLE',
  ): RefusedRecordCase => ({ name: `${kind}: ${name}`, kind, why, code, hex: hexOf(bytes) })
  const LATER = 'only a memory may be of a version that is not known'
  const CRIT = 'only a memory may have fields that have to be understood and are not'
  const FORM =
    'crit is a list of one name or more, sorted by bytes, each once, of fields that are there and that version 2 does not define'
  const KEY = 'a key is ed 01 and 32 bytes: no other algorithm is known'
  const forms: [string, Fields][] = [
    ['an empty crit', { crit: [] }],
    ['a crit out of order', { ...more, crit: ['colour', 'a'] }],
    ['a name in crit twice', { ...more, crit: ['a', 'a'] }],
    ['a name in crit without its field', { crit: ['colour'] }],
    ['a field of version 2 in crit', { crit: ['created'], created: time, time }],
    ['crit in crit', { crit: ['crit'] }],
    ['a crit that is a text', { colour: 1, crit: 'colour' }],
    ['an empty name in crit', { '': 1, crit: [''] }],
  ]
  return {
    about:
      'Records of version 2 and of later versions that are refused, by `why`. With ERR_INCOMPATIBLE nothing is wrong with them: a later program may read them.',
    cases: [
      ...(['genesis', 'commit', 'head'] as const).flatMap((kind) => {
        const make = { genesis: genesisWith, commit: commitWith, head: headWith }[kind]
        return [
          refused(kind, 'version 3', LATER, make({ v: 3 }, 3), 'ERR_INCOMPATIBLE'),
          refused(
            kind,
            'a field that has to be understood',
            CRIT,
            make({ colour: 1, crit: ['colour'] }),
            'ERR_INCOMPATIBLE',
          ),
          refused(kind, 'version 0', 'there is no version 0', make({ v: 0 })),
          refused(kind, 'version 2.5', 'a version is an integer', make({ v: 2.5 })),
          refused(kind, 'version 1 with tagged keys', 'keys of version 1 are 32 bytes', make({ v: 1 }, 1)),
          refused(kind, 'an empty crit', FORM, make({ crit: [] })),
          refused(kind, 'crit in crit', FORM, make({ crit: ['crit'] })),
        ]
      }),
      refused('commit', 'the author without its algorithm', KEY, commitWith({ author: alice.publicKey })),
      refused(
        'commit',
        'an author of another algorithm',
        KEY,
        commitWith({ author: Uint8Array.of(0xe7, 1, ...alice.publicKey) }),
      ),
      refused(
        'commit',
        'an author of 31 bytes',
        KEY,
        commitWith({ author: tagKey(alice.publicKey).slice(0, -1) }),
      ),
      refused(
        'genesis',
        'one of two authors without its algorithm',
        KEY,
        genesisWith({ authors: [tagKey(alice.publicKey), eve.publicKey] }),
      ),
      refused(
        'commit',
        'a tree that is linked as raw',
        'links are judged as in version 1',
        commitWith({ tree: sample.payload }),
      ),
      ...forms.map(([name, change]) => refused('memory', name, FORM, memoryWith(change))),
      refused(
        'memory',
        'an unknown field in version 1',
        'version 1 has its fields and no other',
        encode({ ...sample.memory.memory, colour: 'blue' }),
      ),
      refused(
        'memory',
        'crit in version 1',
        'version 1 has its fields and no other',
        encode({ ...sample.memory.memory, colour: 'blue', crit: ['colour'] }),
      ),
      refused(
        'memory',
        'a known field of another form',
        'fields of version 2 are judged as in version 1',
        memoryWith({ tags: ['b', 'a'] }),
      ),
      refused(
        'memory',
        'null for a known field',
        'absent is the only way to have no value',
        memoryWith({ valid: null }),
      ),
      refused(
        'memory',
        'version 9 of another kind',
        'only a memory may be opaque',
        encode({ v: 9, t: 'memcube/note' }),
      ),
      refused(
        'memory',
        '65,537 bytes of a later version',
        'a record has at most 65,536 bytes in every version',
        tooLong(),
        'ERR_LIMIT',
      ),
    ],
  }
}

function tooLong(): Uint8Array {
  const fixed = encode({ v: 9, t: 'memcube/memory', x: 'a'.repeat(65_000) }).length - 65_000
  return encode({ v: 9, t: 'memcube/memory', x: 'a'.repeat(65_537 - fixed) })
}

export function invalidLaterSignatures(): VectorFile<RefusedRecordCase> {
  const of = (name: string, kind: RecordKind, why: string, bytes: Uint8Array): RefusedRecordCase => ({
    name,
    kind,
    genesis: hexOf(genesis.bytes),
    why,
    hex: hexOf(bytes),
  })
  const changed = (record: { v: number }): Uint8Array => encode({ ...wire(record), colour: 'blue' })
  const OF_VERSION = 'the domain has the version of the record'
  const ALL = 'all fields but sig are signed'
  return {
    about: 'Records of version 2 whose shape is right and whose signature does not hold for this cube.',
    cases: [
      of('a commit signed in the domain of version 1', 'commit', OF_VERSION, commitWith({}, 1)),
      of('a head signed in the domain of version 1', 'head', OF_VERSION, headWith({}, 1)),
      of('a commit with a field more after signing', 'commit', ALL, changed(commit.commit)),
      of('a head with a field more after signing', 'head', ALL, changed(head.head)),
      of('a commit signed over the key without its algorithm', 'commit', ALL, untagged()),
    ],
  }
}

function untagged(): Uint8Array {
  const { sig: _, ...fields } = commit.commit
  return encode({ ...wire(fields), sig: sign('memcube/commit/2', encode(fields), alice.secret) })
}
