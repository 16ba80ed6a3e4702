// What is written in version 2, what stays of version 1 because others make it anew, and what a new memory takes over.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as sample from '../../../scripts/vectors/cube/sample.ts'
import * as cube from '../../../src/core/cube/index.ts'
import { rosterIn, rosterMemory, signRoster, type Roster } from '../../../src/core/policy/index.ts'
import { createHelloProfile } from '../../../src/protocols/index.ts'

const { alice, time } = sample
const versions = [1, 2] as const
const { v: _v, ...memoryInput } = sample.memoryInput

interface RecordCase {
  name: string
  kind: string
  hex: string
  cid: string
}

function vectorsOf(folder: string): [string, RecordCase][] {
  const file = new URL(`../../../protocols/cube/vectors/${folder}/records.json`, import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: RecordCase[] }
  return cases.filter(({ kind }) => kind === 'memory').map((one) => [one.name, one])
}

describe('what this program writes', () => {
  it('is of version 2, and its hello says so', () => {
    const { name, authors, created, nonce, visibility } = sample.notes.genesis
    expect(cube.createGenesis({ name, authors, created, nonce, visibility }).genesis.v).toBe(2)
    expect(cube.createMemory(memoryInput).memory.v).toBe(2)
    expect(cube.parseMemory(cube.infoMemory({ topics: [] }, time).bytes).v).toBe(2)
    const { schemas } = createHelloProfile({ network: 'main', agent: 'alice/1' })
    expect(schemas).toEqual([{ id: 'memcube/cube', min: 1, max: 2, writes: 2 }])
  })

  it.each(versions)(
    'around a tombstone or a roster of version %i is of that version, whoever writes it',
    (v) => {
      const fields = { v, cube: sample.notes.cid, memory: sample.someBlock, author: alice.publicKey, time }
      const { memory: around } = cube.tombstoneMemory(cube.signTombstone(fields, alice.secret))
      expect(around.v).toBe(v)
      const roster: Roster = {
        v,
        t: 'memcube/roster',
        cube: sample.notes.cid,
        n: 1,
        previous: sample.notes.cid,
        authors: [{ key: alice.publicKey, branches: ['*'] }],
        threshold: 1,
        signatures: [],
      }
      const { memory: kept, block } = rosterMemory(signRoster(roster, alice.secret))
      expect(kept.v).toBe(v)
      expect(rosterMemory(rosterIn(kept)).block.cid.toString()).toBe(block.cid.toString())
    },
  )
})

describe('a memory that is said again', () => {
  it('is the one that is there, in whichever version that was written', () => {
    const { memory, block } = cube.createMemory(memoryInput)
    const now = { cid: block.cid, memory }
    for (const v of versions)
      expect(cube.isMemoryOf(cube.createMemory({ ...memoryInput, v }).block.cid, now)).toBe(true)
    const { block: other } = cube.createMemory({ ...memoryInput, body: 'another text' })
    expect(cube.isMemoryOf(other.cid, now)).toBe(false)
  })
})

describe('a new memory', () => {
  it.each(vectorsOf('valid'))('takes over every field that is known: %s', (_name, { hex, cid }) => {
    const { t: _t, ...fields } = cube.parseMemory(Buffer.from(hex, 'hex'))
    expect(cube.createMemory(fields).block.cid.toString()).toBe(cid)
  })

  it('takes over no field that is not known, nor one of the maps within it', () => {
    const source = { uri: 'https://example.org/a' }
    const derived = [{ memory: sample.someBlock, relation: 'merged' }]
    const known = {
      ...memoryInput,
      body: { link: sample.payload, bytes: 7 },
      valid: { from: 1 },
      provenance: { activity: 'add', source, derived },
      governance: { licence: 'MIT' },
      data: { colour: 'blue' },
    }
    const more = { colour: 'blue' }
    const old = {
      ...known,
      ...more,
      body: { ...known.body, ...more },
      valid: { ...known.valid, ...more },
      provenance: {
        activity: 'add',
        source: { ...source, ...more },
        derived: derived.map((one) => ({ ...one, ...more })),
        ...more,
      },
      governance: { ...known.governance, ...more },
    }
    expect(cube.createMemory(old).block.cid.toString()).toBe(cube.createMemory(known).block.cid.toString())
  })
})
