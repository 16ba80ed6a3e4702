// Writes protocols/forget/vectors: `node scripts/vectors/forget.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { encode, parseCid, RAW } from '../../src/core/codec/index.ts'
import {
  createMemory,
  encodeTombstone,
  signTombstone,
  tagKey,
  tombstoneKey,
  type Tombstone,
} from '../../src/core/cube/index.ts'
import { keyPairFromSecret, sign } from '../../src/core/identity/index.ts'

/** Where the vectors live. */
export const FORGET_VECTORS = new URL('../../protocols/forget/vectors/', import.meta.url)

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const eve = keyPairFromSecret(new Uint8Array(32).fill(6))
const cube = parseCid('bafyreigdjqjqb2qzqzk6okrzl7l4mwk5hhhoq7qqcfnyx3vgnyrmxbuf5e')
const memory = parseCid('bafyreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu')
const time = 1_800_000_000_000

/** @param bytes of the record, and of one that no program here would write */
function describe(name: string, tombstone: Tombstone, bytes = encode(tombstone)): Record<string, unknown> {
  const { block } = createMemory({
    v: tombstone.v,
    type: 'plaintext',
    media: 'application/vnd.ipld.dag-cbor',
    body: bytes,
    tags: [],
    created: tombstone.time,
    provenance: { activity: 'forget' },
    governance: {},
  })
  return {
    name,
    cube: tombstone.cube.toString(),
    authors: [hex(alice.publicKey)],
    key: tombstoneKey(tombstone.memory),
    tombstone: hex(bytes),
    memoryBlock: hex(block.bytes),
    memoryCid: block.cid.toString(),
  }
}

const said = { v: 1 as const, cube, memory, author: alice.publicKey, time }
const plain = signTombstone(said, alice.secret)
const reasoned = signTombstone({ ...said, reason: 'she asked for it' }, alice.secret)

const later = signTombstone({ ...said, v: 2 }, alice.secret)

/** Signed by alice over all that is there, in the domain of a version. */
function laterBytes(change: Record<string, unknown>, domain = 2): Uint8Array {
  const { sig: _, ...fields } = later
  const all = { ...fields, author: tagKey(later.author), ...change }
  return encode({ ...all, sig: sign(`memcube/tombstone/${domain}`, encode(all), alice.secret) })
}

function validLater(): Record<string, unknown>[] {
  return [
    describe('without a reason', later, encodeTombstone(later)),
    describe(
      'with a reason and a field that is not known',
      later,
      laterBytes({ reason: 'hers', colour: 'blue' }),
    ),
  ]
}

function invalidLater(): Record<string, unknown>[] {
  return [
    describe('the key without its algorithm', later, laterBytes({ author: later.author })),
    describe('signed in the domain of version 1', later, laterBytes({}, 1)),
    {
      ...describe(
        'a field that has to be understood',
        later,
        laterBytes({ colour: 'blue', crit: ['colour'] }),
      ),
      code: 'ERR_INCOMPATIBLE',
    },
    { ...describe('version 3', later, laterBytes({ v: 3 }, 3)), code: 'ERR_INCOMPATIBLE' },
  ]
}

/** The content of every vector file, by its path. */
export function forgetVectors(): Record<string, string> {
  const stranger = signTombstone({ ...said, author: eve.publicKey }, eve.secret)
  const forged = (fields: Partial<Tombstone>): Tombstone => {
    const { sig: _, ...unsigned } = { ...plain, ...fields }
    return { ...unsigned, sig: sign('memcube/tombstone/1', encode(unsigned), alice.secret) }
  }
  const raw = CID.createV1(RAW, memory.multihash)
  const invalid = [
    describe('a memory that is linked as raw', forged({ memory: raw })),
    describe('signed by a stranger', stranger),
    { ...describe('for another cube', plain), cube: memory.toString() },
    describe('a byte of the signature changed', {
      ...plain,
      sig: plain.sig.map((byte, at) => (at === 5 ? byte ^ 1 : byte)),
    }),
    describe('another reason than the one signed', { ...reasoned, reason: 'no reason' }),
    { ...describe('under the key of another memory', plain), key: tombstoneKey(cube) },
  ]
  const files = {
    'valid/tombstones.json': {
      about: 'Tombstones as canonical dag-cbor, with the memory that carries them and its key. They count.',
      cases: [describe('without a reason', plain), describe('with a reason', reasoned)],
    },
    'invalid/tombstones.json': { about: 'Tombstones that do not count.', cases: invalid },
    'version-2/valid/tombstones.json': {
      about:
        'Tombstones of version 2, with the memory of version 2 that carries them and its key. They count.',
      cases: validLater(),
    },
    'version-2/invalid/tombstones.json': {
      about:
        'Tombstones of version 2 and later that do not count. With ERR_INCOMPATIBLE nothing is wrong with them: a later program may read them.',
      cases: invalidLater(),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(forgetVectors())) {
    const file = new URL(path, FORGET_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}
