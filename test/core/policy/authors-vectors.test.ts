/** The published vectors: written by the generator, and read as another implementation would. */
import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import { parseGenesis, tagKey } from '../../../src/core/cube/index.ts'
import { formatDid, verifySignature } from '../../../src/core/identity/index.ts'
import { encodeRoster, parseRosterToken, verifyAuthors } from '../../../src/core/policy/index.ts'
import { AUTHOR_VECTORS, authorVectors } from '../../../scripts/vectors/authors.ts'
import { commitsOf } from '../../../scripts/vectors/authors/canonical.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a file holds is what the expectations say
type Json = any
const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, AUTHOR_VECTORS), 'utf8'))
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const files = await authorVectors()

it.each(Object.keys(files))('%s is what the generator writes', (path) => {
  expect(readFileSync(new URL(path, AUTHOR_VECTORS), 'utf8')).toBe(files[path])
})

describe.each([
  ['valid/chains', 'invalid/chains'],
  ['valid/twice', undefined],
  ['version-2/valid/chains', 'version-2/invalid/chains'],
])('chains of rosters: %s', (taken, refused) => {
  const valid = read(`${taken}.json`)
  const invalid = refused === undefined ? { cases: [] } : read(`${refused}.json`)
  const verify = ({ rosters }: Json) =>
    verifyAuthors(CID.parse(valid.cube), parseGenesis(bytes(valid.genesis)), rosters.map(bytes))

  it.each(valid.cases as Json[])('give the authors: $name', (given: Json) => {
    const { standing, ever } = verify(given)
    expect(standing).toMatchObject({ n: given.n, threshold: given.threshold })
    expect(standing.id.toString()).toBe(given.id)
    expect(standing.authors.map(({ key, branches }) => ({ author: formatDid(key), branches }))).toEqual(
      given.authors,
    )
    expect(ever.map(formatDid).sort()).toEqual(given.ever)
    if (given.token !== undefined)
      expect(encodeRoster(parseRosterToken(given.token))).toEqual(bytes(given.rosters.at(-1)))
  })

  it.each(invalid.cases as Json[])('are refused: $name', (given: Json) => {
    expect(() => verify(given)).toThrow(expect.objectContaining({ code: given.code }) as Error)
  })
})

const successors = ['', 'version-2/'].flatMap(
  (folder) => read(`${folder}valid/successors.json`).cases as Json[],
)

it.each(successors)('successor: $name, $domain', (given: Json) => {
  const keyIn = given.domain.endsWith('/1') ? bytes : (hex: string) => tagKey(bytes(hex))
  const payload = encode({ old: keyIn(given.old), new: keyIn(given.new), time: given.time })
  expect(Uint8Array.from(payload)).toEqual(bytes(given.payload))
  for (const [key, sig] of [
    [given.old, given.oldSig],
    [given.new, given.newSig],
  ])
    expect(verifySignature(given.domain, payload, bytes(sig), bytes(key))).toBe(true)
})

it.each(read('valid/canonical.json').cases as Json[])('a branch is at: $name', async (given: Json) => {
  expect(await commitsOf(given)).toEqual(given.at)
})
