import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { encodeBlock } from '../../../src/core/codec/index.ts'
import type { HistoryCommit, HistoryReader } from '../../../src/core/merge/index.ts'
import { buildTree } from '../../../src/core/tree/index.ts'
import type { ReferenceCommit } from '../../reference/reference-merge.ts'
import { MemoryReader } from '../tree/memory-reader.ts'
import { valueOf } from '../tree/sample-entries.ts'

/** Values by key; a number stands for a value. */
export type Sketch = Readonly<Record<string, number>>

/** A history in memory, with what the reference needs beside it. */
export class SampleHistory implements HistoryReader {
  readonly reader = new MemoryReader()
  readonly #commits = new Map<string, HistoryCommit>()
  reads = 0

  commit(entries: ReadonlyMap<string, CID>, ...parents: ReferenceCommit[]): ReferenceCommit {
    const { root, blocks } = buildTree(entries)
    this.reader.add(blocks)
    const commit: HistoryCommit = {
      tree: root,
      parents: parents.map(({ cid }) => cid),
      rev: String(this.#commits.size).padStart(6, '0'),
    }
    return { cid: this.put(commit), parents, entries }
  }

  /** As `commit`, from a few keys and numbers. */
  sketch(values: Sketch, ...parents: ReferenceCommit[]): ReferenceCommit {
    return this.commit(
      new Map(Object.entries(values).map(([key, value]) => [key, valueOf(value)])),
      ...parents,
    )
  }

  put(commit: HistoryCommit): CID {
    const { cid } = encodeBlock({ ...commit })
    this.#commits.set(cid.toString(), commit)
    return cid
  }

  async getMany(cids: CID[]): Promise<(HistoryCommit | undefined)[]> {
    this.reads += cids.length
    return cids.map((cid) => this.#commits.get(cid.toString()))
  }
}

interface Step {
  /** How far back the parents are; two equal ones are one. */
  parents: [number, number]
  isMerge: boolean
  edits: [key: string, value: number | null][]
}

const anyEdit = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'd/e', 'd/f'),
  fc.option(fc.integer({ min: 0, max: 3 })),
)
const anyStep: fc.Arbitrary<Step> = fc.record({
  parents: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  isMerge: fc.boolean(),
  edits: fc.array(anyEdit, { maxLength: 3 }),
})

/** Histories with forks, merges and criss-crosses, some with several beginnings. */
export const anySteps: fc.Arbitrary<Step[]> = fc.array(anyStep, { minLength: 2, maxLength: 14 })

/** Plays the steps; a merge starts from what its first parent has. */
export function playHistory(history: SampleHistory, steps: Step[]): ReferenceCommit[] {
  const commits: ReferenceCommit[] = []
  for (const { parents, isMerge, edits } of steps) {
    const found = [...new Set(parents.slice(0, isMerge ? 2 : 1).flatMap((back) => commits.at(-back) ?? []))]
    const entries = new Map(found[0]?.entries)
    for (const [key, value] of edits) {
      if (value === null) entries.delete(key)
      else entries.set(key, valueOf(value))
    }
    commits.push(history.commit(entries, ...found))
  }
  return commits
}
