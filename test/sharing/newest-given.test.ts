// Eve passes on the newest head, which is true, and gives nothing of its state: an older one that others give is taken.
import { describe, expect, it } from 'vitest'
import { PolicyRefused } from '../../src/cubes/policies/index.ts'
import type { OfferedHead } from '../../src/sharing/choose-head.ts'
import { MAX_TRIED, newestGiven } from '../../src/sharing/newest-given.ts'
import { headOf } from './values.ts'

const offer = (seq: number, peer: string): OfferedHead => ({
  ...headOf('alice', seq, { main: `c${seq}` }),
  peers: [peer],
})
const mark = (seq: number) => ({ seq, head: offer(seq, 'alice').bytes })
const signal = new AbortController().signal
const ended = new Error('the peer ended the stream')

/** Pulls that only so many heads of a list are given for. */
function pulls(given: readonly OfferedHead[], error: Error = ended) {
  const asked: number[] = []
  const pull = async (one: OfferedHead): Promise<string> => {
    asked.push(one.head.seq)
    if (!given.includes(one)) throw error
    return one.peers.join()
  }
  return { asked, pull }
}

describe('the newest head whose state somebody gives', () => {
  it('is the newest, and no other is asked for', async () => {
    const [older, newest] = [offer(4, 'bob'), offer(5, 'alice')]
    const { asked, pull } = pulls([older, newest])
    expect(await newestGiven(mark(3), [older, newest], newest, pull, signal)).toEqual({ given: 'alice' })
    expect(asked).toEqual([5])
  })

  it('is an older one where nobody gives the newest, of which it is told', async () => {
    const [older, newest] = [offer(4, 'bob'), offer(5, 'eve')]
    const { pull } = pulls([older])
    const { given, refused } = await newestGiven(undefined, [older, newest], newest, pull, signal)
    expect(given).toBe('bob')
    expect(refused).toContain('sequence 5')
    expect(refused).toContain(ended.message)
  })

  it('is never as old as the one known', async () => {
    const [older, newest] = [offer(4, 'bob'), offer(5, 'eve')]
    const { asked, pull } = pulls([older])
    await expect(newestGiven(mark(4), [older, newest], newest, pull, signal)).rejects.toBe(ended)
    expect(asked).toEqual([5])
  })

  it('is looked for among a few, and the newest says why none was had', async () => {
    const offers = Array.from({ length: 2 * MAX_TRIED }, (_, i) => offer(i + 1, 'eve'))
    const newest = offers.at(-1) as OfferedHead
    const { asked, pull } = pulls([])
    await expect(newestGiven(undefined, offers, newest, pull, signal)).rejects.toBe(ended)
    expect(asked).toEqual(Array.from({ length: MAX_TRIED }, (_, i) => 2 * MAX_TRIED - i))
  })

  it('is none where the rules of the cube refuse, and where nobody wants it any more', async () => {
    const [older, newest] = [offer(4, 'bob'), offer(5, 'alice')]
    const refusal = new PolicyRefused('a rule of the cube')
    const byRule = pulls([older], refusal)
    await expect(newestGiven(undefined, [older, newest], newest, byRule.pull, signal)).rejects.toBe(refusal)
    const reason = new Error('given up')
    const late = pulls([older])
    const gone = AbortSignal.abort(reason)
    await expect(newestGiven(undefined, [older, newest], newest, late.pull, gone)).rejects.toBe(reason)
    expect([byRule.asked, late.asked]).toEqual([[5], [5]])
  })
})
