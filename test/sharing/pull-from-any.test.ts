import { describe, expect, it } from 'vitest'
import type { PullRequest, PullResult } from '../../src/protocols/index.ts'
import { refusalError } from '../../src/protocols/errors.ts'
import { SLOW } from '../../src/protocols/sync/client-state.ts'
import { pullFromAny } from '../../src/sharing/pull-from-any.ts'

type Peer = 'fast' | 'slow' | 'slower' | 'broken'

/** Peers of these names; slow ones give few blocks, and are left where that is allowed. */
function peers() {
  const asked: string[] = []
  const sync = {
    async pull(peer: Peer, _: PullRequest, options: { leaveSlow?: boolean; progress?(now: object): void }) {
      asked.push(`${peer}${options.leaveSlow === true ? '' : ', as long as it takes'}`)
      if (peer === 'broken') throw new Error('it broke')
      options.progress?.({ phase: 'blocks', done: { fast: 100, slow: 20, slower: 10 }[peer] })
      if (peer !== 'fast' && options.leaveSlow === true) throw refusalError(SLOW)
      return { blocks: 100 } as PullResult
    },
  }
  const failed: string[] = []
  const pull = (names: Peer[], signal = new AbortController().signal) =>
    pullFromAny({ sync } as never, names, {} as PullRequest, { signal }, (peer) => void failed.push(peer))
  return { asked, failed, pull }
}

describe('a commit that several peers have', () => {
  it('comes from the next one where the first is slow, and that is no failure', async () => {
    const { asked, failed, pull } = peers()
    expect(await pull(['slow', 'fast'])).toMatchObject({ peerId: 'fast' })
    expect(asked).toEqual(['slow', 'fast'])
    expect(failed).toEqual([])
  })

  it('comes from the one that gave most where all are slow', async () => {
    const { asked, failed, pull } = peers()
    expect(await pull(['slower', 'broken', 'slow'])).toMatchObject({ peerId: 'slow' })
    expect(asked).toEqual(['slower', 'broken', 'slow', 'slow, as long as it takes'])
    expect(failed).toEqual(['broken'])
  })

  it('may take its time where one peer alone has it', async () => {
    const { asked, pull } = peers()
    expect(await pull(['slow'])).toMatchObject({ peerId: 'slow' })
    expect(asked).toEqual(['slow, as long as it takes'])
  })

  it('comes from nobody where all break', async () => {
    const { failed, pull } = peers()
    expect(await pull(['broken'])).toBeUndefined()
    expect(failed).toEqual(['broken'])
  })

  it('is given up when the caller does', async () => {
    const { asked, pull } = peers()
    await expect(pull(['broken', 'fast'], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    expect(asked).toEqual(['broken'])
  })
})
