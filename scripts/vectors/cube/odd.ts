// Records that look odd and are fine: what the specification does not say of a field, nobody judges.
import { signCommit, signHead, type Version } from '../../../src/core/cube/index.ts'
import { createGenesis, createMemory } from '../../../src/core/cube/index.ts'
import * as sample from './sample.ts'
import type { RecordCase, VectorFile } from './shape.ts'
import { toCase } from './valid.ts'

const { alice, eve, notes, time } = sample

export function oddRecords(): VectorFile<RecordCase> {
  const genesis = (name: string, change: object): RecordCase => {
    const base = {
      v: 1 as Version,
      name: 'n',
      visibility: 'public',
      created: 0,
      nonce: new Uint8Array(16),
    } as const
    return toCase(name, 'genesis', createGenesis({ ...base, authors: [alice.publicKey], ...change }).bytes)
  }
  const memory = (name: string, change: object): RecordCase =>
    toCase(name, 'memory', createMemory({ ...sample.memoryInput, ...change }).block.bytes)
  const parent = sample.commit.block.cid
  const commit = signCommit(
    { ...sample.commitFields, parents: [parent, parent], message: '', time: 0 },
    alice.secret,
  )
  const head = signHead({ ...sample.headFields, expires: 0 }, alice.secret)
  const words = {
    agent: '',
    model: '',
    tool: '',
    source: { uri: '', digest: '' },
    derived: [],
    activity: 'x',
  }
  return {
    about:
      'Records that look odd and are valid. Each parses, encodes to the same bytes, and, where its genesis is given, its signature holds.',
    cases: [
      genesis('an author who is named twice, and authors in no order', {
        authors: [eve, alice, eve].map(({ publicKey }) => publicKey),
      }),
      genesis('keys that are no points', { authors: [new Uint8Array(32), new Uint8Array(32).fill(0xff)] }),
      genesis('a name of control characters', { name: '\u0000\u202e\n' }),
      genesis('a fork of itself, as far as a reader can see', {
        forkOf: { cube: notes.cid, commit: notes.cid },
      }),
      memory('words of no bytes', { provenance: words, governance: { licence: '', sensitivity: '' } }),
      memory('a validity that says nothing', { valid: {} }),
      memory('a validity that ends before it begins', { valid: { from: time, until: 0 } }),
      memory('a media type that is none', { media: '/' }),
      memory('no data', { data: {} }),
      toCase(
        'a parent that is named twice, without a message, at the beginning of time',
        'commit',
        commit.block.bytes,
        notes.bytes,
      ),
      toCase('a head that expires before it was signed', 'head', head.bytes, notes.bytes),
    ],
  }
}
