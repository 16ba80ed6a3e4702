// Two to four people write, remove, put back what others removed, follow each other and merge. Whoever reads any of their
// heads is told for each value who wrote it, and by which of their commits; who came late and has only the states at which
// authors change is told the same.
//
// MEMCUBE_HISTORIES says how many histories are played; 100 when it does not.
import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { expect, it } from 'vitest'
import {
  commitsThatTell,
  createOrigins,
  type HasValue,
  type OriginReader,
} from '../../../src/core/merge/index.ts'
import { diffTrees, getEntry } from '../../../src/core/tree/index.ts'
import { Group } from './group.ts'

const histories = Number(process.env['MEMCUBE_HISTORIES'] ?? 100)
const mostPeople = 4

const anyStep = fc.record({
  who: fc.nat(mostPeople - 1),
  whom: fc.nat(mostPeople - 1),
  key: fc.constantFrom('a', 'b', 'c'),
  what: fc.constantFrom('write', 'write', 'remove', 'put back', 'follow', 'merge'),
})

it('who wrote a value, and by which commit, is told alike to all who have its history', async () => {
  const step = fc.array(anyStep, { minLength: 4, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: mostPeople }), step, async (people, steps) => {
      const group = new Group(people)
      for (const { what, key, ...given } of steps) {
        const [who, whom] = [given.who % people, given.whom % people]
        if (what === 'put back') group.putBack(who, key)
        else if (what === 'follow') await group.follow(who, whom)
        else if (what === 'merge') await group.hear(who, whom)
        else group.write(who, key, what === 'remove')
      }
      expect(await wrongIn(group)).toEqual([])
    }),
    { numRuns: histories, seed: 17 },
  )
}, 60_000)

async function wrongIn(group: Group): Promise<string[]> {
  const wrong: string[] = []
  const everywhere: HasValue = async (tree, key, value) =>
    (await getEntry(group.history.reader, tree, key))?.equals(value) === true
  for (const { cid: head, entries } of group.heads) {
    const late = await heldBy(group, head)
    const some: HasValue = async (tree, key, value) =>
      late.has(tree.toString()) ? everywhere(tree, key, value) : undefined
    const compares = createOrigins(
      comparing(group, () => true),
      0,
    )
    const comparesLate = createOrigins(
      comparing(group, (tree) => late.has(tree.toString())),
      0,
    )
    for (const [key, value] of entries) {
      const writer = group.writers.get(value.toString())
      for (const [has, comparer] of [
        [everywhere, compares],
        [some, comparesLate],
      ] as const) {
        // Nobody has asked before: what is remembered of other heads does not count.
        const found = await createOrigins(group.reader).introduced(head, key, value, has)
        const compared = await comparer.of(head, key, value, has)
        if (compared?.author !== found?.origin.author)
          wrong.push(`${key} is by ${found?.origin.author}, and by ${compared?.author} by what differs`)
        const commit = found && (await group.reader.commit(found.cid))
        const said = [found?.origin.author, commit?.author]
        if (said.some((author) => author !== String(writer)))
          wrong.push(`${key} of ${writer} is said to be by ${said.join(' and ')}`)
        if (commit !== undefined && !(await everywhere(commit.tree, found?.key ?? '', value)))
          wrong.push(`${key} is said to be in a commit that does not have it`)
      }
    }
  }
  return wrong
}

/** As a node reads them, which compares the states that it holds. */
function comparing(group: Group, isHeld: (tree: CID) => boolean): OriginReader {
  return {
    ...group.reader,
    async differences(from, to) {
      if (!isHeld(from) || !isHeld(to)) return undefined
      const found = { gone: [] as CID[], came: [] as CID[] }
      for await (const { before, after } of diffTrees(group.history.reader, from, to)) {
        if (before !== undefined) found.gone.push(before)
        if (after !== undefined) found.came.push(after)
      }
      return found
    },
  }
}

/** Trees of the head and of the commits at which authors change. */
async function heldBy({ reader }: Group, head: CID): Promise<Set<string>> {
  const commits = [head, ...(await commitsThatTell(reader, head))]
  return new Set(await Promise.all(commits.map(async (cid) => String((await reader.commit(cid))?.tree))))
}
