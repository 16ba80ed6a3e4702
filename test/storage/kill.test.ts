import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { decode, linksOf } from '../../src/core/codec/index.ts'
import { openStore, type Store } from '../../src/storage/index.ts'
import { collect } from './sample-blocks.ts'
import { startChild } from './start-child.ts'
import { temporaryDir } from './temporary-dir.ts'

/** Acknowledgements to wait for before each kill: different places in LevelDB's life, the last beyond several log files. */
const rounds = [1, 3, 20, 60, 250]

describe('a store whose process is killed with SIGKILL', () => {
  it('has every acknowledged commit, whole, and opens again each time', { timeout: 120_000 }, async () => {
    const dir = await temporaryDir()
    let acknowledged = -1
    for (const wait of rounds) {
      const child = startChild('commit-loop.ts', dir, `${acknowledged + 1}`)
      const goal = acknowledged + wait
      for await (const line of child.lines) {
        acknowledged = Number(line)
        if (acknowledged === goal) child.kill('SIGKILL').catch(() => {})
      }
      expect(acknowledged).toBeGreaterThanOrEqual(goal)
      const store = await openStore(dir)
      try {
        await expectWhole(store, acknowledged)
      } finally {
        await store.close()
      }
    }
  })
})

async function expectWhole(store: Store, acknowledged: number): Promise<void> {
  const roots = await collect(store.records<CID>('heads').list('n/'))
  const numbers = roots.map(([key]) => Number(key.slice(2))).sort((a, b) => a - b)
  // One more than was acknowledged may be there: written, and killed before it could say so.
  expect(numbers.slice(0, acknowledged + 1)).toEqual(Array.from({ length: acknowledged + 1 }, (_, n) => n))
  expect(numbers.length).toBeLessThanOrEqual(acknowledged + 2)
  expect(await store.records('meta').get('last')).toBe(numbers.length - 1)
  for (const [key, root] of roots) {
    const bytes = await store.get(root)
    expect(decode(bytes!)).toMatchObject({ n: Number(key.slice(2)) })
    expect(await store.hasMany(linksOf({ cid: root, bytes: bytes! }))).toEqual(
      Array.from({ length: 8 }, () => true),
    )
  }
  expect((await collect(store.checkBlocks())).filter(({ ok }) => !ok)).toEqual([])
}
