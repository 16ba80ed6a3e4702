// Rosters after a genesis that names a key twice.
import { signSuccessor } from '../../../src/core/policy/index.ts'
import { alice, bob, cubeOf, eve, hex, next, validChains, type Valid } from './chains.ts'

/** A genesis that names alice twice, whom eve then replaces. */
const twice = cubeOf('alice twice', [alice, bob, alice])
const replacing = next(
  undefined,
  [
    [bob, '*'],
    [eve, '*'],
  ],
  [alice],
  {
    cube: twice.cid,
    previous: twice.cid,
    successor: signSuccessor(alice.secret, eve.secret, 1_700_000_100_000, 1),
  },
)

export function chainsAfterTwice(): { cube: string; genesis: string; cases: unknown[] } {
  const chains: Valid[] = [
    ['a key that the genesis names twice is one author', []],
    ['a key that the genesis names twice is replaced', [replacing]],
  ]
  return { cube: twice.cid.toString(), genesis: hex(twice.bytes), cases: validChains(chains, twice) }
}
