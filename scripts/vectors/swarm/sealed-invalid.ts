/** What a member refuses of a mirror: headers, entries and statements. */
import { cidFor, encode, RAW, type Block } from '../../../src/core/codec/index.ts'
import {
  encodeGenesis,
  encodeMemory,
  parseGenesis,
  parseMemory,
  signHead,
  signWithdrawal,
  type Genesis,
} from '../../../src/core/cube/index.ts'
import { createBox, createMirror, sealBlock } from '../../../src/core/sealed/index.ts'
import { about, genesis, keys } from './sealed.ts'
import { alice, bob, filled, hex, time } from './team.ts'

const code = 'ERR_UNVERIFIABLE'
const init = { genesis: genesis.bytes, author: alice.publicKey, epoch: 1 }
const mirror = createMirror(keys, init)
const later = createMirror(keys, { ...init, epoch: 2 })
const rawOf = (bytes: Uint8Array): Block => ({ cid: cidFor(RAW, bytes), bytes })
const [short, other, long] = [rawOf(filled(1, 40)), rawOf(filled(2, 40)), rawOf(filled(3, 17_000))]

export function invalidMirrors(): Record<string, unknown>[] {
  const of = (name: string, from: Uint8Array, header: Uint8Array, refused = code) => ({
    name,
    kind: 'mirror',
    genesis: hex(from),
    header: hex(header),
    code: refused,
  })
  const byBob = createMirror(keys, { ...init, author: bob.publicKey }).genesis.bytes
  const unknown = parseMemory(mirror.header.bytes)
  const body = Uint8Array.from(unknown.body as Uint8Array)
  body[3] = 3
  return [
    of('the header of one that began in another epoch', mirror.genesis.bytes, later.header.bytes),
    of('a genesis that was never made so', encodeAs(byBob, { created: 1 }), mirror.header.bytes),
    of('a cube of two authors', encodeAs(byBob, { authors: two }), mirror.header.bytes),
    of('a header with a tag', mirror.genesis.bytes, dressed(mirror.header.bytes)),
    of(
      'an epoch that is not known',
      mirror.genesis.bytes,
      encodeMemory({ ...unknown, body }).bytes,
      'ERR_DENIED',
    ),
    ...invalidBlocks(),
    ...invalidStatements(),
  ]
}

const two = [alice.publicKey, bob.publicKey]

function invalidBlocks(): Record<string, unknown>[] {
  const of = (name: string, { cid }: Block, entry: Uint8Array, pieces: Uint8Array[] = []) => ({
    name,
    kind: 'block',
    cid: cid.toString(),
    entry: hex(entry),
    pieces: pieces.map(hex),
    code,
  })
  const sealed = (block: Block): Uint8Array[] => sealBlock(mirror, 1, block).blocks.map(({ bytes }) => bytes)
  const [entry] = sealed(short) as [Uint8Array]
  const [piece, linked] = sealed(long) as [Uint8Array, Uint8Array]
  return [
    of('the entry of another block', short, sealed(other)[0]!),
    of('other bytes under the name of a block', short, sealed({ cid: short.cid, bytes: other.bytes })[0]!),
    of('an entry of another cube', short, sealAbout(['block', mirror.blind(`block/${short.cid}`), 0])),
    of('a statement’s box', short, sealedAs('statement', `block/${short.cid}`, short.bytes)),
    of('an entry with a tag', short, dressed(entry)),
    of('an entry with a piece that it does not name', short, entry, [piece]),
    of('no piece', long, linked),
    of('a piece twice', long, linked, [piece, piece]),
  ]
}

function invalidStatements(): Record<string, unknown>[] {
  const of = (name: string, text: unknown) => ({
    name,
    kind: 'statement',
    entry: hex(sealedAs('statement', 'statement', encode(text))),
    pieces: [],
    code,
  })
  const fields = {
    v: 1 as const,
    cube: genesis.cid,
    seq: 1,
    refs: { main: genesis.cid },
    time,
    expires: time,
  }
  const head = (by = alice, cube = genesis.cid, secret = by.secret): Uint8Array =>
    signHead({ ...fields, cube, author: by.publicKey }, secret).bytes
  const withdrawal = signWithdrawal(
    { v: 1, cube: genesis.cid, seq: 1, author: bob.publicKey, time },
    bob.secret,
  ).bytes
  return [
    of('a head by another author', [head(bob), []]),
    of('a withdrawal by another author', [withdrawal, []]),
    of('a head of another cube', [head(alice, mirror.genesis.cid), []]),
    of('a head signed by another', [head(alice, genesis.cid, bob.secret), []]),
    of('no head', [genesis.bytes, []]),
    of('no list of rosters', [head()]),
    of('a roster that is no bytes', [head(), ['roster']]),
    { ...of('a roster of 16,385 bytes', []), ...tooLong([head(), [filled(0, 16_385)]]) },
    of('257 rosters', [head(), Array.from({ length: 257 }, () => filled(0, 1))]),
  ]
}

/** The genesis with other fields. */
function encodeAs(of: Uint8Array, fields: Partial<Genesis>): Uint8Array {
  return encodeGenesis({ ...parseGenesis(of), ...fields }).bytes
}

function dressed(record: Uint8Array): Uint8Array {
  return encodeMemory({ ...parseMemory(record), tags: ['a'] }).bytes
}

/** In a box that opens, as a member would who minds no rule. */
function sealedAs(kind: string, name: string, text: Uint8Array): Uint8Array {
  const body = mirror.box.seal(1, [kind, mirror.blind(name), 0], text)
  return encodeMemory({ ...parseMemory(mirror.header.bytes), body }).bytes
}

/** The same, for a box that is linked. */
function tooLong(text: unknown): { entry: string; pieces: string[] } {
  const piece = mirror.box.seal(1, ['statement', mirror.blind('statement'), 0], encode(text))
  const body = { link: cidFor(RAW, piece), bytes: piece.length }
  const { bytes } = encodeMemory({ ...parseMemory(mirror.header.bytes), body })
  return { entry: hex(bytes), pieces: [hex(piece)] }
}

function sealAbout(place: (string | number)[]): Uint8Array {
  const body = createBox(keys, about).seal(1, place, short.bytes)
  return encodeMemory({ ...parseMemory(mirror.header.bytes), body }).bytes
}
