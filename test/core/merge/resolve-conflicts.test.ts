import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { keepBoth, keepOurs, takeTheirs, type MergeConflict } from '../../../src/core/merge/index.ts'
import { valueOf } from '../tree/sample-entries.ts'

const [ours, theirs] = [valueOf('ours'), valueOf('theirs')]
const edit: MergeConflict = { key: 'notes/one.md', type: 'edit/edit', base: valueOf('base'), ours, theirs }
const removedByUs: MergeConflict = { key: 'gone', type: 'edit/remove', base: valueOf('base'), theirs }
const nothing = async (): Promise<CID | undefined> => undefined
const swap = (conflict: MergeConflict): MergeConflict => ({
  ...conflict,
  ours: conflict.theirs!,
  theirs: conflict.ours!,
})

describe('strategies for conflicts', () => {
  it('ours leaves our tree as it is', () => {
    expect(keepOurs([edit, removedByUs])).toEqual({ changes: [], unresolved: [] })
  })

  it('theirs takes their value, and their removal', () => {
    const removedByThem: MergeConflict = { key: 'kept', type: 'edit/remove', base: valueOf('base'), ours }
    const { changes } = takeTheirs([edit, removedByUs, removedByThem])
    expect(changes).toEqual([
      { key: edit.key, value: theirs },
      { key: 'gone', value: theirs },
      { key: 'kept', value: null },
    ])
  })

  it('union keeps both, the other one beside the key', async () => {
    const { changes, unresolved } = await keepBoth([edit], nothing)
    expect(unresolved).toEqual([])
    expect(changes.map(({ value }) => value)).toEqual(expect.arrayContaining([ours, theirs]))
    expect(changes[0]!.key).toBe('notes/one.md')
    expect(changes[1]!.key).toBe(`notes/one~${changes[1]!.value!.toString().slice(-8)}.md`)
  })

  it('union keeps what one side removed and the other changed', async () => {
    expect((await keepBoth([removedByUs], nothing)).changes).toEqual([{ key: 'gone', value: theirs }])
  })

  it('union is the same whoever merges', async () => {
    const anyConflict = fc
      .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 100, max: 199 }))
      .map(([a, b]): MergeConflict => {
        return { key: 'notes/.hidden', type: 'add/add', ours: valueOf(a), theirs: valueOf(b) }
      })
    await fc.assert(
      fc.asyncProperty(anyConflict, async (conflict) => {
        expect(await keepBoth([swap(conflict)], nothing)).toEqual(await keepBoth([conflict], nothing))
      }),
    )
  })

  it('union never overwrites a key: it takes a longer name, and otherwise leaves the conflict open', async () => {
    const [, moved] = (await keepBoth([edit], nothing)).changes
    const taken = new Map([[moved!.key, valueOf('somebody else')]])
    const second = await keepBoth([edit], async (key) => taken.get(key))
    expect(second.changes[1]!.key).toBe(`notes/one~${moved!.value!.toString()}.md`)
    taken.set(second.changes[1]!.key, valueOf('somebody else'))
    expect(await keepBoth([edit], async (key) => taken.get(key))).toEqual({ changes: [], unresolved: [edit] })
  })

  it('union leaves a conflict open whose key is too long for a mark', async () => {
    const long: MergeConflict = { ...edit, key: 'x'.repeat(1020) }
    expect(await keepBoth([long], nothing)).toEqual({ changes: [], unresolved: [long] })
  })
})
