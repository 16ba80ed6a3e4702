import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../../src/core/codec/index.ts'
import { abandonedAfterMs, keepStaged } from '../../src/care/gc/staging-marks.ts'
import type { StoreBatch } from '../../src/storage/index.ts'

const blocks = [1, 2, 3].map((n) => encodeBlock({ n }).cid)

/** Marks in memory, and a clock. */
function marked(staged: Map<string, CID[]>) {
  const records = new Map<string, unknown>()
  const clock = { nowMs: 0 }
  const store = {
    stageIds: async () => [...staged.keys()],
    async *stagedBlocks(id: string) {
      yield* staged.get(id) ?? []
    },
    clearStaging: async (id: string) => void staged.delete(id),
    records: () => ({
      get: async (key: string) => records.get(key),
      async *list(prefix: string) {
        for (const [key, value] of records) if (key.startsWith(prefix)) yield [key, value]
      },
    }),
    async commit({ put = [], del = [] }: StoreBatch) {
      for (const { key, value } of put) records.set(key, value)
      for (const { key } of del) records.delete(key)
    },
  }
  const run = async (): Promise<string[]> => {
    const kept: string[] = []
    const node = { store, nowMs: () => clock.nowMs } as unknown as Parameters<typeof keepStaged>[0]
    await keepStaged(node, (cid) => kept.push(cid.toString()))
    return kept
  }
  return { run, clock, records }
}

describe('what arrived for a pull that is not finished', () => {
  it('is kept for seven days after it last grew', async () => {
    const staged = new Map([['cube', blocks.slice(0, 1)]])
    const { run, clock } = marked(staged)
    expect(await run()).toEqual(blocks.slice(0, 1).map(String))
    clock.nowMs = abandonedAfterMs
    expect(await run()).toHaveLength(1)
    staged.set('cube', blocks)
    clock.nowMs += 1
    expect(await run()).toHaveLength(3)
    clock.nowMs += abandonedAfterMs
    expect(await run()).toHaveLength(3)
    clock.nowMs += 1
    expect(await run()).toEqual([])
    expect(staged.size).toBe(0)
  })

  it('is not remembered once the pull has ended', async () => {
    const staged = new Map([['cube', blocks]])
    const { run, records } = marked(staged)
    await run()
    expect(records.size).toBe(1)
    staged.clear()
    await run()
    expect(records.size).toBe(0)
  })
})
