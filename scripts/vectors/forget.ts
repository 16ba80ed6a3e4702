// Writes protocols/forget/vectors: `node scripts/vectors/forget.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { encode, parseCid, RAW } from '../../src/core/codec/index.ts'
import { createMemory, signTombstone, tombstoneKey, type Tombstone } from '../../src/core/cube/index.ts'
import { keyPairFromSecret, sign } from '../../src/core/identity/index.ts'

/** Where the vectors live. */
export const FORGET_VECTORS = new URL('../../protocols/forget/vectors/', import.meta.url)

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const eve = keyPairFromSecret(new Uint8Array(32).fill(6))
const cube = parseCid('bafyreigdjqjqb2qzqzk6okrzl7l4mwk5hhhoq7qqcfnyx3vgnyrmxbuf5e')
const memory = parseCid('bafyreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu')
const time = 1_800_000_000_000

function describe(name: string, tombstone: Tombstone): Record<string, unknown> {
  // The bytes of one that is forged too: no program here would make them.
  const { block } = createMemory({
    v: 1,
    type: 'plaintext',
    media: 'application/vnd.ipld.dag-cbor',
    body: encode(tombstone),
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
    tombstone: hex(encode(tombstone)),
    memoryBlock: hex(block.bytes),
    memoryCid: block.cid.toString(),
  }
}

const plain = signTombstone({ cube, memory, author: alice.publicKey, time }, alice.secret)
const reasoned = signTombstone(
  { cube, memory, author: alice.publicKey, time, reason: 'she asked for it' },
  alice.secret,
)

/** The content of every vector file, by its path. */
export function forgetVectors(): Record<string, string> {
  const stranger = signTombstone({ cube, memory, author: eve.publicKey, time }, eve.secret)
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
