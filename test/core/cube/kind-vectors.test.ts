/** Every kind of record that has versions, held to each rule of "Rules of versions" in protocols/cube/spec.md. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CUBE_VECTORS } from '../../../scripts/vectors/cube.ts'
import type { KindCase, RefusedKindCase, VectorFile } from '../../../scripts/vectors/cube/shape.ts'
import * as cube from '../../../src/core/cube/index.ts'
import { kindReaders } from './kind-readers.ts'

const load = <Case>(path: string): Case[] =>
  (JSON.parse(readFileSync(new URL(path, CUBE_VECTORS), 'utf8')) as VectorFile<Case>).cases

const valid = load<KindCase>('version-2/valid/kinds.json')
const invalid = load<RefusedKindCase>('version-2/invalid/kinds.json')
const bytesOf = ({ hex }: KindCase): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('every kind of record', () => {
  it.each(valid)('is read, and encodes to the same bytes: $name', (given) => {
    const { again, isSigned: holds } = kindReaders[given.kind](bytesOf(given))
    expect(Buffer.from(again).toString('hex')).toBe(given.hex)
    expect(holds()).toBe(true)
  })

  it.each(invalid.filter(({ rule }) => !rule.endsWith(', 11')))('is refused: $name', (given) => {
    const refused = expect.objectContaining({ code: given.code }) as Error
    expect(() => kindReaders[given.kind](bytesOf(given))).toThrow(refused)
  })

  it.each(invalid.filter(({ rule }) => rule.endsWith(', 11')))(
    'is read, and does not hold: $name',
    (given) => {
      expect(kindReaders[given.kind](bytesOf(given)).isSigned()).toBe(false)
    },
  )

  it('says both versions, or the field, where it is of a later version', () => {
    for (const given of invalid.filter(({ code }) => code === 'ERR_INCOMPATIBLE')) {
      const named = given.rule.endsWith(', 7')
        ? /of version 3; this memcube reads versions 1 and 2/
        : /"colour"/
      expect(() => kindReaders[given.kind](bytesOf(given)), given.name).toThrow(named)
    }
  })

  /** Rules that a kind cannot break, or keeps in another way. */
  const WITHOUT: Readonly<Record<string, string>> = {
    'memory 2': 'has no key',
    'memory 6': 'is opaque',
    'memory 7': 'is opaque',
    'memory 11': 'is not signed',
    'memory 12': 'version-2/invalid/records.json has one',
    'genesis 11': 'is not signed',
    'commit 12': 'has the limit of every block',
    'tombstone 12': 'has the limit of the body that it is',
  }

  it('has a case that it refuses for each rule, or a reason why there is none', () => {
    const kinds = Object.keys(kindReaders)
    // Rule 3 is one of what is taken.
    const rules = Array.from({ length: 12 }, (_, at) => at + 1).filter((rule) => rule !== 3)
    const have = new Set(invalid.map(({ kind, rule }) => `${kind} ${rule.replace(/^.*, /u, '')}`))
    const lacking = kinds
      .flatMap((kind) => rules.map((rule) => `${kind} ${rule}`))
      .filter((one) => !have.has(one))
    expect(lacking.sort()).toEqual(Object.keys(WITHOUT).sort())
    expect(
      kinds.filter((kind) => !valid.some((one) => one.kind === kind && one.rule.endsWith(', 3'))),
    ).toEqual([])
  })
})

it('a genesis of 65,536 bytes is one, and no larger one is made or read', () => {
  const { genesis } = cube.createGenesis({
    name: 'n',
    authors: [new Uint8Array(32)],
    visibility: 'public',
    created: 0,
    nonce: new Uint8Array(16),
  })
  const sized = (length: number) => ({ ...genesis, colour: 'x'.repeat(length) })
  const room = 65_536 - (cube.encodeGenesis(sized(1_000)).bytes.length - 1_000)
  // The length of a text takes as many bytes from 256 to 65,535.
  const largest = cube.encodeGenesis(sized(room)).bytes
  expect(largest).toHaveLength(65_536)
  expect(cube.parseGenesis(largest).name).toBe('n')
  const limit = expect.objectContaining({ code: 'ERR_LIMIT' }) as Error
  expect(() => cube.encodeGenesis(sized(room + 1))).toThrow(limit)
})
