// Rosters of version 2, in a cube of version 1 and after rosters of version 1.
import { decode, encode } from '../../../src/core/codec/index.ts'
import { tagKey } from '../../../src/core/cube/index.ts'
import { encodeRoster, signSuccessor, type Roster } from '../../../src/core/policy/index.ts'
import {
  alice,
  bob,
  both,
  carol,
  eve,
  invalidChains,
  next,
  successorCase,
  two,
  validChains,
} from './chains.ts'

const v = 2 as const
const first = next(undefined, both, [alice], { v })
const strict = next(two, both, [bob], { v, threshold: 2 })
const time = 1_700_000_100_000
const successor = signSuccessor(bob.secret, eve.secret, time, v)
const replaced = [
  [alice, '*'],
  [eve, '*'],
] as const
const rotated = next(strict, replaced, [bob], { v, threshold: 2, successor })

/** Fields that nobody knows, signed with the others. */
const more = { v, colour: 'blue' } as Partial<Roster>

export function validLaterChains(): unknown[] {
  return validChains([
    ['a roster of version 2 after a genesis of version 1', [first]],
    ['a roster of version 2 after one of version 1', [two, strict]],
    ['a roster of version 1 after one of version 2', [first, next(first, both, [bob], { threshold: 2 })]],
    ['a key is replaced by its successor, signed by the old key alone', [two, strict, rotated]],
    ['a field that is not known', [next(undefined, both, [alice], more)]],
    ['a roster after one with a field that is not known', afterMore()],
  ])
}

function afterMore(): Roster[] {
  const before = next(undefined, both, [alice], more)
  return [before, next(before, [[carol, '*']], [alice], { v })]
}

export function validLaterSuccessors(): unknown[] {
  const payload = encode({ old: tagKey(bob.publicKey), new: tagKey(eve.publicKey), time })
  return [successorCase(successor, v, payload)]
}

export function invalidLaterChains(): unknown[] {
  const wire = (change: object): Uint8Array => encode({ ...decode<object>(encodeRoster(first)), ...change })
  const earlier = signSuccessor(bob.secret, eve.secret, time, 1)
  return invalidChains([
    ['keys without their algorithm', [encode(first)]],
    [
      'the signature of the same roster of version 1',
      [encodeRoster({ ...first, signatures: two.signatures })],
    ],
    [
      'a successor that was signed in version 1',
      [two, strict, next(strict, replaced, [bob], { v, threshold: 2, successor: earlier })].map(encodeRoster),
    ],
    ['a field more after signing', [wire({ colour: 'blue' })]],
    ['a field that has to be understood', [wire({ colour: 'blue', crit: ['colour'] })]],
    ['version 3', [wire({ v: 3 })]],
  ])
}
