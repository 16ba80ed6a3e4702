/** Notes of each request to a place for blocks whether it was answered and how long that took, for whoever asks how it is. */
import type { RemoteBlocks } from './interface.ts'

export interface Noted extends RemoteBlocks {
  /** Of the last request that ended. */
  readonly last: { tookMs?: number; problem?: string }
}

export function noted(remote: RemoteBlocks): Noted {
  let last: Noted['last'] = {}
  const note = async <T>(task: Promise<T>): Promise<T> => {
    const begunMs = performance.now()
    try {
      const answer = await task
      last = { tookMs: Math.round((performance.now() - begunMs) * 10) / 10 }
      return answer
    } catch (error) {
      last = { problem: error instanceof Error ? error.message : String(error) }
      throw error
    }
  }
  return {
    ...remote,
    get last() {
      return last
    },
    claim: (home) => note(remote.claim(home)),
    get: (cid) => note(remote.get(cid)),
    put: (blocks) => note(remote.put(blocks)),
    delete: (cids) => (cids.length === 0 ? Promise.resolve() : note(remote.delete(cids))),
    probe: () => note(remote.probe()),
  }
}
