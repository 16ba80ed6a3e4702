import { describe, expect, test } from 'vitest'
import { cidFor } from '../../src/core/codec/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import type { FedChange } from '../../src/cubes/ledger.ts'
import { FeedQueue } from '../../src/finding/feed-queue.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const commits = [1, 2, 3].map((byte) => cidFor(0x71, Uint8Array.of(byte)))
const [first, second, third] = commits as [(typeof commits)[0], (typeof commits)[0], (typeof commits)[0]]
const at = (cube: string, commit: typeof first): CubeRecord => ({ cube, commit }) as CubeRecord
const removed = (key: string): FedChange => ({ key, after: undefined })

describe('what waits for the index', () => {
  test('of commits that follow one another goes as one change, the newest of each key', () => {
    const queue = new FeedQueue()
    const newest = removed('a')
    queue.add(at('x', first), { previous: undefined, changes: [removed('a'), removed('b')] })
    queue.add(at('x', second), { previous: first, changes: [newest] })
    queue.add(at('y', third), { previous: first, changes: [] })
    expect(queue.size).toBe(4)
    const waiting = queue.take('x')
    expect(waiting?.previous).toBeUndefined()
    expect(waiting?.record.commit.equals(second)).toBe(true)
    const changes = waiting?.changes as Map<string, FedChange>
    expect([...changes.keys()]).toEqual(['a', 'b'])
    expect(changes.get('a')).toBe(newest)
    expect(queue.take('x')).toBeUndefined()
    expect(queue.take('y')?.previous?.equals(first)).toBe(true)
    expect(queue.size).toBe(0)
  })

  test('of a commit that does not say its changes is left to the difference of the trees', () => {
    const queue = new FeedQueue()
    queue.add(at('x', first), undefined)
    queue.add(at('x', second), { previous: first, changes: [removed('b')] })
    expect(queue.size).toBe(2)
    expect(queue.take('x')).toMatchObject({ changes: undefined, record: { commit: second } })
    expect(queue.size).toBe(0)
  })

  test('of commits with a gap between them is left to the difference of the trees', () => {
    const queue = new FeedQueue()
    queue.add(at('x', first), { previous: undefined, changes: [removed('a')] })
    queue.add(at('x', third), { previous: second, changes: [removed('b')] })
    const waiting = queue.take('x')
    expect(waiting?.changes).toBeUndefined()
    expect(waiting?.record.commit.equals(third)).toBe(true)
    expect(queue.size).toBe(0)
  })

  test('of a cube of which more is said than where it is goes as it was', () => {
    const queue = new FeedQueue()
    const change = removed('a')
    queue.add(at('x', first), { previous: undefined, changes: [change] })
    const pinned = { ...at('x', first), pinned: true }
    queue.add(pinned, undefined)
    const waiting = queue.take('x')
    expect(waiting?.record).toBe(pinned)
    expect(waiting?.changes).toEqual(new Map([['a', change]]))
    expect(queue.size).toBe(0)
  })

  test('of a commit that finds out its changes later is left to the trees once another follows', () => {
    const queue = new FeedQueue()
    const changes = (): Promise<FedChange[]> => Promise.resolve([removed('a')])
    queue.add(at('x', first), { previous: undefined, changes })
    queue.add(at('y', first), { previous: undefined, changes })
    queue.add(at('x', second), { previous: first, changes: [removed('b')] })
    expect(queue.take('x')?.changes).toBeUndefined()
    expect(queue.take('y')?.changes).toBe(changes)
    expect(queue.size).toBe(0)
  })

  test('is found by the next question, however many wrote at once', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('recall', { query: 'opens the index' })
    const names = ['one', 'two']
    for (const name of names) await alice.call('create', { name })
    const adds = Array.from({ length: 60 }, (_, index) => ({
      cube: names[index % 2],
      key: `n/${index % 40}`,
      text: `the quokka number ${index}`,
    }))
    await Promise.all(adds.map((add) => alice.call('add', add)))
    const { results } = (await alice.call('recall', { query: 'quokka number 59', top: 100 })) as {
      results: { cube: string; key: string; text: string }[]
    }
    expect(results[0]?.text).toBe('the quokka number 59')
    const last = new Map(adds.map(({ cube, key, text }) => [`${cube} ${key}`, text]))
    const { index } = (await alice.call('status', {})) as { index: { texts: number } }
    expect(index.texts).toBe(last.size)
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  })
})
