// Several people write and merge with union; heads arrive in any order, some twice, some late. Once everybody has heard of
// everything they all have one tree, every value that nobody wrote over is in it, and each is said by who wrote it: so it is
// trusted no further than its writer, whoever merged it.
//
// MEMCUBE_HISTORIES says how many histories are played; 100 when it does not.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Group } from './group.ts'

const histories = Number(process.env['MEMCUBE_HISTORIES'] ?? 100)
const people = 3
/** Whoever has heard of everybody twice over has nothing more to merge; more rounds than that are a divergence. */
const maxRounds = 8

const anyWrite = fc.record({
  who: fc.nat(people - 1),
  key: fc.constantFrom('a', 'b', 'c', 'd/e'),
  what: fc.constantFrom('write', 'remove', 'revert'),
  /** Whose head arrives after the write. */
  hears: fc.option(fc.nat(people - 1)),
})
const anyOrder = fc.shuffledSubarray(
  [
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 2],
    [2, 0],
    [2, 1],
  ] as [number, number][],
  { minLength: 6 },
)

it(
  'ends with one tree in every order of delivery, loses nothing, and names who wrote each value',
  { timeout: 30_000 + histories * 100 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyWrite, { minLength: 1, maxLength: 12 }),
        fc.array(anyOrder, { minLength: 1, maxLength: 20 }),
        async (writes, orders) => {
          for (const order of orders) {
            const group = new Group(people)
            for (const { who, key, what, hears } of writes) {
              if (what === 'revert') group.revert(who, key)
              else group.write(who, key, what === 'remove')
              if (hears !== null) await group.hear(who, hears)
            }
            let rounds = 0
            do {
              for (const [who, whom] of order) await group.hear(who, whom)
            } while (group.trees().size > 1 && ++rounds < maxRounds)
            expect(group.trees().size).toBe(1)
            const kept = new Set([...group.heads[0]!.entries.values()].map(String))
            expect(
              [...group.written].filter((value) => !kept.has(value) && !group.overwritten.has(value)),
            ).toEqual([])
            expect(await group.misattributed()).toEqual([])
          }
        },
      ),
      { numRuns: histories, seed: 4 },
    )
  },
)
