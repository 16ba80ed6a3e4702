// A roster that one author wants, beside those that wait for signatures.
import { expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { formatDid, keyPairFromSecret } from '../../src/core/identity/index.ts'
import { rosterId, signRoster, sortAuthors, type Authors, type Roster } from '../../src/core/policy/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { proposeRoster } from '../../src/cubes/propose-roster.ts'

const [alice, bob, carol] = [1, 2, 3].map((fill) => keyPairFromSecret(new Uint8Array(32).fill(fill))) as [
  ReturnType<typeof keyPairFromSecret>,
  ReturnType<typeof keyPairFromSecret>,
  ReturnType<typeof keyPairFromSecret>,
]
const cube = cidFor(DAG_CBOR, Buffer.from('notes'))
const record = { cube: cube.toString(), name: 'notes' } as CubeRecord
const all = (...people: { publicKey: Uint8Array }[]) =>
  sortAuthors(people.map(({ publicKey }) => ({ key: publicKey, branches: ['*'] })))
const now = {
  standing: { n: 1, id: cidFor(DAG_CBOR, Buffer.from('one')), authors: all(alice, bob), threshold: 2 },
  rosters: [],
  ever: [],
} satisfies Authors

/** What bob signed and what waits: carol is added. */
function pending(change: Partial<Roster> = {}): Roster {
  const fields = { v: 2, t: 'memcube/roster', cube, n: 2, previous: now.standing.id } as const
  const roster = { ...fields, authors: all(alice, bob, carol), threshold: 2, signatures: [], ...change }
  return signRoster(roster, bob.secret)
}

const propose = (waiting: Roster[]): Roster =>
  proposeRoster(
    { author: alice } as unknown as Parameters<typeof proposeRoster>[0],
    record,
    now,
    { add: { did: formatDid(carol.publicKey), branches: [] }, remove: undefined, threshold: undefined },
    waiting,
  )
const signers = ({ signatures }: Roster): string[] => signatures.map(({ author }) => formatDid(author)).sort()
const both = [formatDid(alice.publicKey), formatDid(bob.publicKey)].sort()

it.each([1, 2] as const)('one that waits in version %i is signed, and stays one', (v) => {
  const waiting = pending({ v })
  const proposed = propose([waiting])
  expect(rosterId(proposed)).toEqual(rosterId(waiting))
  expect(signers(proposed)).toEqual(both)
})

it.each([
  ['with another threshold', pending({ threshold: 1 })],
  [
    'with other branches',
    pending({ authors: all(alice, bob, carol).map((one) => ({ ...one, branches: ['main'] })) }),
  ],
  ['after other authors', pending({ previous: cube })],
])('one that waits %s is another change', (_, waiting) => {
  const proposed = propose([waiting])
  expect(proposed).toMatchObject({ v: 2, n: 2, threshold: 2 })
  expect(signers(proposed)).toEqual([formatDid(alice.publicKey)])
})
