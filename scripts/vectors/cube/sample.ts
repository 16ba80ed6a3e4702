// Two cubes of version 1 and two authors with fixed keys and times, from which the vectors are made.
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, RAW, type Block } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  createMemory,
  signCommit,
  signHead,
  signWithdrawal,
  type Commit,
  type Head,
  type MemoryInput,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { buildTree } from '../../../src/core/tree/index.ts'

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const alice = keyPairFromSecret(new Uint8Array(32).fill(0xa1))
export const eve = keyPairFromSecret(new Uint8Array(32).fill(0xe5))

/** 2026-01-02 03:04:05.678 UTC. */
export const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

const base = {
  v: 1 as const,
  visibility: 'public' as const,
  created: time,
  nonce: Uint8Array.from({ length: 16 }, (_, i) => i),
}
export const notes = createGenesis({ ...base, name: 'field-notes', authors: [alice.publicKey] })
export const other = createGenesis({ ...base, name: 'other-notes', authors: [alice.publicKey] })

export const memoryInput: MemoryInput = {
  v: 1,
  type: 'plaintext',
  media: 'text/markdown',
  body: 'An event emitter is typed by a map from event name to the tuple of its arguments.',
  tags: ['typescript', 'events'],
  created: time,
  provenance: { activity: 'add' },
  governance: {},
}

export const memory = createMemory(memoryInput)
export const tree = buildTree([['typescript/emitter', memory.block.cid]])
export const payload: CID = cidFor(RAW, Buffer.from('payload'))
export const someBlock: CID = cidFor(DAG_CBOR, Buffer.from('a memory elsewhere'))

export const commitFields: Omit<Commit, 't' | 'sig'> = {
  v: 1,
  cube: notes.cid,
  tree: tree.root,
  parents: [],
  rev: '3mbfk5pzq2c2a',
  author: alice.publicKey,
  time,
  message: 'add typescript/emitter',
  count: 1,
}
export const commit: { commit: Commit; block: Block } = signCommit(commitFields, alice.secret)

export const headFields: Omit<Head, 't' | 'sig'> = {
  v: 1,
  cube: notes.cid,
  seq: 1,
  refs: { main: commit.block.cid },
  author: alice.publicKey,
  time,
  expires: time + 604_800_000,
}
export const head = signHead(headFields, alice.secret)

export const withdrawalFields = { v: 1 as const, cube: notes.cid, seq: 2, author: alice.publicKey, time }
export const withdrawal = signWithdrawal(withdrawalFields, alice.secret)
