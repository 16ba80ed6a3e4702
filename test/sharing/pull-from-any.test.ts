import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { PullRequest, PullResult } from '../../src/protocols/index.ts'
import type { OtherSources } from '../../src/protocols/interface.ts'
import { MAX_RACING } from '../../src/sharing/decide-sources.ts'
import { pullFromAny } from '../../src/sharing/pull-from-any.ts'

type Peer = 'fast' | 'slow' | 'slower' | 'silent' | 'quick' | 'broken' | 'fading'
type Options = {
  signal: AbortSignal
  isRaced?: boolean
  paced(pace: { bytes: number; isSlow: boolean }): void
}

/** After so many bytes a fading peer breaks. */
const FADES_AFTER = 40

/** Bytes that come from each in each span; who has given 100 has given all. */
const PACES: Record<Peer, number> = {
  fast: 50,
  quick: 30,
  slow: 2,
  slower: 1,
  silent: 0,
  broken: 0,
  fading: 5,
}

/** Peers of these names. Spans end when the test says so. */
function peers() {
  const told: string[] = []
  const raced: boolean[] = []
  const flipped: string[] = []
  const spans = new Set<() => void>()
  const sync = {
    async pull(
      peer: Peer,
      request: PullRequest,
      { signal, paced, isRaced = false }: Options,
    ): Promise<PullResult> {
      told.push(`ask ${peer}`)
      raced.push(isRaced)
      if (peer === 'broken') throw new Error('it broke')
      let bytes = 0
      await new Promise<void>((whole, left) => {
        const span = (): void => {
          bytes += PACES[peer]
          if (bytes >= 100) return whole()
          if (peer === 'fading' && bytes >= FADES_AFTER) return left(new Error('it broke'))
          paced({ bytes, isSlow: PACES[peer] < 10 })
        }
        spans.add(span)
        const end = (): void => {
          spans.delete(span)
          told.push(`leave ${peer}`)
          left(signal.reason as Error)
        }
        if (signal.aborted) end()
        signal.addEventListener('abort', end)
      })
      await request.flip({} as never)
      return { blocks: bytes } as PullResult
    },
  }
  const failed: string[] = []
  const pull = (names: Peer[], options: { signal?: AbortSignal; refuse?: Error } = {}) =>
    pullFromAny(
      { sync } as never,
      names,
      { flip: async () => void flipped.push('flip') } as unknown as PullRequest,
      { signal: new AbortController().signal, ...options },
      (peer) => {
        failed.push(peer)
        if (options.refuse !== undefined) throw options.refuse
      },
    )
  /** Ends so many spans of all that give. */
  const wait = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      for (const span of new Set(spans)) span()
      await nextTurn()
    }
  }
  return { told, raced, failed, flipped, pull, wait }
}

describe('a commit that several peers have', () => {
  it('comes from the first that is fast, and nobody else is asked', async () => {
    const { told, pull, wait } = peers()
    const pulled = pull(['fast', 'quick'])
    await wait(2)
    expect(await pulled).toMatchObject({ peerId: 'fast' })
    expect(told).toEqual(['ask fast'])
  })

  it('comes from the next one beside a slow one, which is left and no failure', async () => {
    const { told, failed, flipped, pull, wait } = peers()
    const pulled = pull(['silent', 'fast'])
    await wait(1)
    expect(told).toEqual(['ask silent', 'ask fast'])
    await wait(2)
    expect(await pulled).toMatchObject({ peerId: 'fast' })
    expect(told).toEqual(['ask silent', 'ask fast', 'leave silent'])
    expect([failed, flipped]).toEqual([[], ['flip']])
  })

  it('comes from the fast one behind many slow ones, of which few are asked at once', async () => {
    const { told, pull, wait } = peers()
    const pulled = pull(['slow', 'slower', 'silent', 'silent', 'silent', 'fast'])
    await wait(8)
    expect(await pulled).toMatchObject({ peerId: 'fast' })
    let racing = 0
    let most = 0
    for (const line of told) most = Math.max(most, (racing += line.startsWith('ask') ? 1 : -1))
    expect(most).toBeLessThanOrEqual(MAX_RACING + 1)
  })

  it('is asked of the next ones together where the first is slow, and each has to show soon what it gives', async () => {
    const { told, raced, pull, wait } = peers()
    const pulled = pull(['silent', 'silent', 'silent', 'silent', 'silent', 'fast'])
    await wait(1)
    expect(told).toEqual(['ask silent', 'ask silent', 'ask silent'])
    // One span later each of the three has given way to another one.
    await wait(1)
    expect(told.filter((line) => line === 'ask fast')).toEqual(['ask fast'])
    await wait(2)
    expect(await pulled).toMatchObject({ peerId: 'fast' })
    expect(raced).toEqual([false, true, true, true, true, true])
  })

  it('becomes visible once, when two give all of it at the same moment', async () => {
    const { flipped, pull, wait } = peers()
    const pulled = pull(['slow', 'fast'])
    await wait(60)
    expect(await pulled).toMatchObject({ peerId: 'fast' })
    expect(flipped).toEqual(['flip'])
  })

  it('comes from whoever gives it in the end where all are slow', async () => {
    const { failed, pull, wait } = peers()
    const pulled = pull(['slower', 'broken', 'slow'])
    await wait(60)
    expect(await pulled).toMatchObject({ peerId: 'slow' })
    expect(failed).toEqual(['broken'])
  })

  it('comes from a slow one that was left, when the one that gave more breaks', async () => {
    const { told, failed, pull, wait } = peers()
    const pulled = pull(['slow', 'fading'])
    await wait(80)
    expect(await pulled).toMatchObject({ peerId: 'slow' })
    expect(failed).toEqual(['fading'])
    expect(told).toEqual(['ask slow', 'ask fading', 'leave slow', 'ask slow'])
  })

  it('may take its time where one peer alone has it', async () => {
    const { told, pull, wait } = peers()
    const pulled = pull(['slow'])
    await wait(50)
    expect(await pulled).toMatchObject({ peerId: 'slow' })
    expect(told).toEqual(['ask slow'])
  })

  it('may come in shares from those that were not asked yet; one that could not give its share is not asked again', async () => {
    const asked: string[] = []
    const offered: string[][] = []
    const failed: string[] = []
    const sync = {
      pull(peer: string, _: PullRequest, { others }: { others: OtherSources }): Promise<PullResult> {
        asked.push(peer)
        offered.push([...others.peers()])
        if (asked.length > 1) return Promise.resolve({ blocks: 1 } as PullResult)
        others.failed('liar', new Error('it lied'))
        offered.push([...others.peers()])
        return Promise.reject(new Error('it broke'))
      },
    }
    const signal = new AbortController().signal
    const request = {} as PullRequest
    const names = ['first', 'liar', 'second', 'third']
    const pulled = await pullFromAny({ sync } as never, names, request, { signal }, (peer) =>
      failed.push(peer),
    )
    expect(pulled).toMatchObject({ peerId: 'second' })
    expect(asked).toEqual(['first', 'second'])
    expect(offered).toEqual([['liar', 'second', 'third'], ['second', 'third'], ['third']])
    expect(failed).toEqual(['liar', 'first'])
  })

  it('comes from nobody where all break', async () => {
    const { failed, pull } = peers()
    expect(await pull(['broken'])).toBeUndefined()
    expect(failed).toEqual(['broken'])
  })

  it('is given up when the caller does, and by everybody that is asked', async () => {
    const { told, pull, wait } = peers()
    const giving = new AbortController()
    const pulled = pull(['slow', 'slower'], { signal: giving.signal })
    await wait(1)
    giving.abort(new Error('enough'))
    await expect(pulled).rejects.toThrow('enough')
    expect(told.toSorted()).toEqual(['ask slow', 'ask slower', 'leave slow', 'leave slower'])
  })

  it('is given up when nobody here wants it', async () => {
    const { told, pull } = peers()
    await expect(pull(['broken', 'fast'], { refuse: new Error('not wanted') })).rejects.toThrow('not wanted')
    expect(told).toEqual(['ask broken'])
  })
})
