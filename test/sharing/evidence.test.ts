// Two heads of one author with one number: both are kept once, and the cube is marked.
import { expect, it } from 'vitest'
import { signHead } from '../../src/core/cube/index.ts'
import { keyPairFromSecret, formatDid } from '../../src/core/identity/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import type { Plan } from '../../src/cubes/ledger.ts'
import { keepFork } from '../../src/sharing/evidence.ts'
import { cidOf } from './values.ts'

const cube = cidOf('a cube')
const alice = keyPairFromSecret(new Uint8Array(32).fill(3))
const bob = keyPairFromSecret(new Uint8Array(32).fill(4))
const head = (seq: number, main: string, { publicKey, secret } = alice): Uint8Array =>
  signHead({ cube, seq, refs: { main: cidOf(main) }, author: publicKey, time: 1, expires: 2 }, secret).bytes
const [known, other] = [head(4, 'one'), head(4, 'other')]

type Pair = { known: Uint8Array; other: Uint8Array }
const keyOf = ({ publicKey } = alice): string => `evidence/${cube}/${formatDid(publicKey)}/4`

/** The plan that is written in a home that has this record, and this evidence kept already. */
async function kept(
  record?: Partial<CubeRecord>,
  before?: Pair,
  { under = keyOf(), seen = { known, other } }: { under?: string; seen?: Pair } = {},
) {
  const plans: Plan[] = []
  const node = {
    store: {
      records: () => ({
        get: async (key: string) => (key === under ? before : undefined),
      }),
    },
    cubes: { get: async () => record },
    ledger: { change: async (plan: Plan) => void plans.push(plan) },
    log: { warn() {} },
    nowMs: () => 7,
  } as unknown as Parameters<typeof keepFork>[0]
  await keepFork(node, cube.toString(), seen.known, seen.other)
  return plans
}

it('both heads are kept under their author and number, and the cube is marked in the same batch', async () => {
  const record = { cube: cube.toString(), name: 'notes' }
  expect(await kept(record)).toEqual([
    {
      record: { ...record, forked: true },
      put: [{ space: 'meta', key: keyOf(), value: { known, other } }],
      audit: [{ time: 7, kind: 'forked', cube, author: formatDid(alice.publicKey) }],
    },
  ])
})

it('of a cube that is not here the heads are kept all the same', async () => {
  expect(await kept()).toMatchObject([{ record: undefined, put: [{ value: { known, other } }] }])
})

it('what is kept already is not written again, whichever of the two came first', async () => {
  expect(await kept({ forked: true }, { known, other })).toEqual([])
  expect(await kept({ forked: true }, { known: other, other: known })).toEqual([])
  expect(await kept(undefined, { known, other })).toEqual([])
})

it('a cube that came after its evidence is marked', async () => {
  expect(await kept({ name: 'notes' }, { known, other })).toMatchObject([{ record: { forked: true } }])
})

it('a third head with the number is kept', async () => {
  expect(await kept({ forked: true }, { known, other: head(4, 'third') })).toHaveLength(1)
})

it('what is kept of one author leaves room for another with the same number', async () => {
  const seen = { known: head(4, 'one', bob), other: head(4, 'other', bob) }
  expect(await kept({ forked: true }, { known, other }, { seen })).toMatchObject([
    { put: [{ key: keyOf(bob), value: seen }] },
  ])
})

it('what a home of before kept without the author is not kept twice', async () => {
  expect(await kept({ forked: true }, { known, other }, { under: `evidence/${cube}/4` })).toEqual([])
})
