// Entries, checkpoints and requests for a cosignature, one case for each rule of their form.
import {
  auditOrigin,
  formatNote,
  formatCosignRequest,
  leafHash,
  noEntry,
  parseCosignRequest,
  parseEntry,
  parseNote,
  signCheckpoint,
  verifyCheckpoint,
} from '../../../src/core/audit/index.ts'
import { formatCheckpoint } from '../../../src/core/audit/checkpoint.ts'
import { signNote } from '../../../src/core/audit/note.ts'
import { encode, parseCid } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const eve = keyPairFromSecret(new Uint8Array(32).fill(3))
const link = parseCid('bafyreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu')
const raw = parseCid('bafkreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu')
const time = 1_800_000_000_000

const plain = { v: 1, t: 'memcube/audit', seq: 0, prev: noEntry, time, kind: 'write' }

const taken: [name: string, fields: object][] = [
  ['no field beside those of all', {}],
  ['a kind that is not in the table', { kind: 'a-later-kind' }],
  ['a kind of 32 characters', { kind: 'k'.repeat(32) }],
  ['a kind that ends in a hyphen', { kind: 'k-' }],
  ['a field that the table does not give the kind', { tier: 'team' }],
  ['the longest texts', texts(0)],
  [
    'the greatest numbers',
    { seq: Number.MAX_SAFE_INTEGER, time: Number.MAX_SAFE_INTEGER, head: 0, count: 0 },
  ],
]

const refused: [name: string, fields: object][] = [
  ['a field more', { colour: 'blue' }],
  ['crit', { colour: 'blue', crit: ['colour'] }],
  ['version 2', { v: 2 }],
  ['another record', { t: 'memcube/head' }],
  ['an empty kind', { kind: '' }],
  ['a kind of 33 characters', { kind: 'k'.repeat(33) }],
  ['a kind that begins with a hyphen', { kind: '-k' }],
  ['a kind in capitals', { kind: 'Write' }],
  ['a hash of 31 bytes', { prev: new Uint8Array(31) }],
  ['a negative place', { seq: -1 }],
  ['a negative time', { time: -1 }],
  ['a negative count', { count: -1 }],
  ['a field that is null', { author: null }],
  ['an empty author', { author: '' }],
  ...Object.entries(texts(1)).map(([name, value]): [string, object] => [
    `a ${name} that is too long`,
    { [name]: value },
  ]),
  ['a cube that is linked as raw', { cube: raw }],
  ['a memory that is a text', { memory: link.toString() }],
]

/** Texts of the most bytes, or of more. */
function texts(more: number): Record<string, string> {
  const most = { author: 128, tier: 32, peer: 256, code: 64, verb: 64 }
  return Object.fromEntries(Object.entries(most).map(([name, bytes]) => [name, 'x'.repeat(bytes + more)]))
}

/** @throws where it is taken */
function demandRefused(name: string, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (error instanceof MemCubeError) return
    throw error
  }
  throw new Error(`${name} is not refused`)
}

export function entryCases() {
  const cases = (list: typeof taken) =>
    list.map(([name, fields]) => ({ name, hex: hex(encode({ ...plain, ...fields })) }))
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'hex')
  const valid = cases(taken)
  const invalid = [...cases(refused), { name: 'no map', hex: hex(encode([1])) }]
  for (const one of valid) parseEntry(bytes(one.hex))
  for (const one of invalid) demandRefused(one.name, () => parseEntry(bytes(one.hex)))
  return { valid, invalid }
}

const origin = auditOrigin(formatDid(alice.publicKey), '12D3KooWAlice')
const root = leafHash(new Uint8Array())
const sign = (text: string, key = alice): string =>
  formatNote({ text, signatures: [signNote(text, origin, key.secret)] })
/** A checkpoint with this text, whatever it is, signed by alice in the name that her homes have. */
export const checkpointOf = (written: string): string => sign(written)

const text = formatCheckpoint({ origin, size: 3, root })

export function checkpointCases() {
  const signed = sign(text)
  const twice = parseNote(signed)
  const broken = { ...twice.signatures[0]!, signature: new Uint8Array(64) }
  const stranger = signNote(text, 'example.com/witness', eve.secret)
  const many = (count: number) =>
    formatNote({
      text,
      signatures: [...twice.signatures, ...Array.from({ length: count - 1 }, () => stranger)],
    })
  const good: [name: string, note: string][] = [
    ['size 0', signCheckpoint({ origin, size: 0, root }, alice.secret)],
    ['the greatest size', signCheckpoint({ origin, size: Number.MAX_SAFE_INTEGER, root }, alice.secret)],
    ['lines after the third', sign(`${text}a line of somebody's own\n`)],
    ['a signature of another key beside it', many(2)],
    ['64 signatures', many(64)],
  ]
  const bad: [name: string, note: string][] = [
    ['a size beyond 2^53 - 1', sign(text.replace('\n3\n', '\n9007199254740992\n'))],
    ['a root of 31 bytes', sign(text.replace(/\n[^\n]+\n$/, `\n${Buffer.alloc(31).toString('base64')}\n`))],
    ['a root without padding', sign(text.replace('=\n', '\n'))],
    ['an empty line after the third', sign(`${text}\nmore\n`)],
    [
      'two signatures of the key, one of them false',
      formatNote({ text, signatures: [...twice.signatures, broken] }),
    ],
    ['65 signatures', many(65)],
    ['a control character', sign(text.replace('\n3\n', '\n3\r\n'))],
    ['no line break at the end', signed.slice(0, -1)],
    ['a hyphen in place of the dash', signed.replace('\u2014', '-')],
    ['an origin without a peer id', signOf(`memcube/audit/${formatDid(alice.publicKey)}`)],
    ['an origin with a path behind the peer id', signOf(`${origin}/more`)],
  ]
  for (const [name, note] of bad) demandRefused(name, () => verifyCheckpoint(note))
  return {
    valid: good.map(([name, note]) => {
      const { size, root: hash } = verifyCheckpoint(note)
      return { name, note, size, root: hex(hash) }
    }),
    invalid: bad.map(([name, note]) => ({ name, note })),
  }
}

function signOf(name: string): string {
  return signCheckpoint({ origin: name, size: 3, root }, alice.secret)
}

export function requestCases() {
  const checkpoint = sign(text)
  const hash = Buffer.from(root).toString('base64')
  const proof = (count: number): string => `${hash}\n`.repeat(count)
  const good: [name: string, request: string][] = [
    ['a checkpoint alone', checkpoint],
    ['a proof', formatCosignRequest({ old: 2, proof: [root, root], checkpoint })],
    ['no hash', `old 0\n\n${checkpoint}`],
    ['63 hashes', `old 7\n${proof(63)}\n${checkpoint}`],
    ['a size that is none: a checkpoint alone', `old 07\n\n${checkpoint}`],
    ['a size beyond 2^53 - 1: a checkpoint alone', `old 9007199254740992\n\n${checkpoint}`],
  ]
  const bad: [name: string, request: string][] = [
    ['64 hashes', `old 7\n${proof(64)}\n${checkpoint}`],
    ['a hash of 31 bytes', `old 7\n${Buffer.alloc(31).toString('base64')}\n\n${checkpoint}`],
    ['a hash that is no base64', `old 7\n?\n\n${checkpoint}`],
    ['no empty line', `old 7\n${hash}\n`],
  ]
  for (const [name, request] of bad) demandRefused(name, () => parseCosignRequest(request))
  return {
    valid: good.map(([name, request]) => {
      const parsed = parseCosignRequest(request)
      return { name, request, old: parsed.old, proof: parsed.proof.map(hex), checkpoint: parsed.checkpoint }
    }),
    invalid: bad.map(([name, request]) => ({ name, request })),
  }
}
