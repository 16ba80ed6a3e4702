import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProvideQueue, type ProvideQueue, type Telling } from '../../src/network/provide-queue.ts'
import { keepingLogger } from './hosts.ts'

const renewMs = 150 * 60_000
const many = 1_000

const cids = await Promise.all(
  Array.from({ length: many }, async (_, i) =>
    CID.createV1(0x55, await sha256.digest(new TextEncoder().encode(String(i)))),
  ),
)
const first = cids[0] as CID

/** A DHT that answers a push after 10 ms. */
class Pushes {
  readonly calls: string[] = []
  readonly takenBack: string[] = []
  now = 0
  most = 0
  told = 1
  fails = false
  readonly queue: ProvideQueue

  constructor(telling: Partial<Telling> = {}) {
    this.queue = createProvideQueue({
      push: (cid, signal) => this.#push(cid, signal),
      takeBack: async (cid) => void this.takenBack.push(cid.toString()),
      logger: keepingLogger(),
      renewMs,
      ...telling,
    })
  }

  async #push(cid: CID, signal: AbortSignal): Promise<number> {
    this.calls.push(cid.toString())
    this.most = Math.max(this.most, ++this.now)
    try {
      await new Promise<void>((resolve, reject) => {
        setTimeout(resolve, 10)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
      if (this.fails) throw new Error('nobody answered')
      return this.told
    } finally {
      this.now--
    }
  }
}

describe('what is said on the DHT', () => {
  let pushes: Pushes

  beforeEach(() => {
    vi.useFakeTimers()
    pushes = new Pushes()
  })
  afterEach(() => {
    pushes.queue.stop()
    vi.useRealTimers()
  })

  /** All of them, until there is nothing more to say. */
  const addAll = async (): Promise<void> => {
    const added = Promise.all(cids.map((cid) => pushes.queue.add(cid)))
    await vi.advanceTimersByTimeAsync(10_000)
    await added
  }

  it('is said once for each of a thousand CIDs, a few at a time', async () => {
    await addAll()
    expect(pushes.calls.length).toBe(many)
    expect(new Set(pushes.calls).size).toBe(many)
    expect(pushes.most).toBe(4)
  })

  it('is not said again because it is asked for again', async () => {
    await addAll()
    await addAll()
    expect(pushes.calls.length).toBe(many)
  })

  it('comes first for whoever asked last', async () => {
    for (const cid of cids.slice(1)) pushes.queue.add(cid).catch(() => undefined)
    const asked = pushes.queue.add(first)
    await vi.advanceTimersByTimeAsync(20)
    await asked
    expect(pushes.calls.length).toBeLessThan(20)
  })

  it('is tried again, later each time, while it fails', async () => {
    pushes.fails = true
    await Promise.all([
      expect(pushes.queue.add(first)).rejects.toThrow('nobody answered'),
      vi.advanceTimersByTimeAsync(10),
    ])
    await vi.advanceTimersByTimeAsync(3_600_000)
    const tries = pushes.calls.length
    expect(tries).toBeGreaterThan(3)
    expect(tries).toBeLessThan(10)
    pushes.fails = false
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(pushes.calls.length).toBeGreaterThan(tries)
  })

  it('is said again before it fades, and not all together', async () => {
    await addAll()
    pushes.calls.length = 0
    let together = 0
    for (let minute = 0; minute < renewMs / 60_000; minute++) {
      const before = pushes.calls.length
      await vi.advanceTimersByTimeAsync(60_000)
      together = Math.max(together, pushes.calls.length - before)
    }
    expect(new Set(pushes.calls).size).toBe(many)
    expect(together).toBeLessThan(many / 20)
  })

  it('is said to new peers where few were told before they came', async () => {
    await addAll()
    pushes.queue.renew(Date.now())
    await vi.advanceTimersByTimeAsync(10_000)
    expect(pushes.calls.length).toBe(2 * many)
    expect(pushes.most).toBe(4)
    pushes.queue.renew(Date.now() - 60_000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(pushes.calls.length, 'those that came before it was said').toBe(2 * many)
  })

  it('is left as it is where twenty peers were told', async () => {
    pushes.told = 20
    await addAll()
    pushes.queue.renew(Date.now())
    await vi.advanceTimersByTimeAsync(10_000)
    expect(pushes.calls.length).toBe(many)
  })

  it('is taken back when it was taken out while it was being said', async () => {
    const added = pushes.queue.add(first)
    pushes.queue.delete(first)
    await vi.advanceTimersByTimeAsync(10)
    await added
    expect(pushes.takenBack).toEqual([first.toString()])
    await vi.advanceTimersByTimeAsync(renewMs)
    expect(pushes.calls.length).toBe(1)
  })

  it('is not taken back when it is wanted again by then', async () => {
    pushes.queue.add(first).catch(() => undefined)
    pushes.queue.delete(first)
    const again = pushes.queue.add(first)
    await vi.advanceTimersByTimeAsync(20)
    await again
    expect(pushes.takenBack).toEqual([])
  })

  it('is said at the pace of a network that is told slowly, to few at once', async () => {
    const paced = new Pushes({ pace: { perSecond: 0.1, burst: 20 }, concurrency: 2, enough: 5 })
    const added = Promise.allSettled(cids.map((cid) => paced.queue.add(cid)))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(paced.calls.length).toBeLessThanOrEqual(21)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(paced.calls.length).toBeGreaterThan(240)
    expect(paced.calls.length).toBeLessThanOrEqual(20 + 361)
    expect([paced.most, paced.queue.said]).toEqual([2, paced.calls.length])
    paced.queue.stop()
    await added
  })

  it('is said again to all when the way to this node has changed', async () => {
    pushes.told = 20
    await addAll()
    pushes.queue.again()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(pushes.calls.length).toBe(2 * many)
  })

  it('is tried again soon where nobody took it, and later and later', async () => {
    pushes.told = 0
    const added = pushes.queue.add(first)
    await vi.advanceTimersByTimeAsync(1_000)
    await added
    expect(pushes.calls.length).toBe(1)
    await vi.advanceTimersByTimeAsync(45_000)
    expect(pushes.calls.length).toBe(2)
    pushes.told = 1
    await vi.advanceTimersByTimeAsync(75_000)
    expect(pushes.calls.length).toBe(3)
    await vi.advanceTimersByTimeAsync(renewMs / 3)
    expect(pushes.calls.length).toBe(3)
  })

  it('is not called said while nobody was told', async () => {
    pushes.told = 0
    await addAll()
    expect([pushes.queue.size, pushes.queue.said]).toEqual([many, 0])
  })

  it('ends at once when the network stops, for those who wait too', async () => {
    const waiting = Promise.allSettled(cids.map((cid) => pushes.queue.add(cid)))
    pushes.queue.stop()
    expect((await waiting).every(({ status }) => status === 'rejected')).toBe(true)
    expect(pushes.now).toBe(0)
    await vi.advanceTimersByTimeAsync(renewMs)
    expect(pushes.calls.length).toBe(4)
  })

  it('what is to be said again while it is being said is said once more after it', async () => {
    void pushes.queue.add(first)
    await vi.advanceTimersByTimeAsync(5)
    pushes.queue.again()
    await vi.advanceTimersByTimeAsync(100)
    expect(pushes.calls).toEqual([first.toString(), first.toString()])
    expect(pushes.most).toBe(1)
  })
})
