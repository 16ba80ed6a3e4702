/**
 * One commit from the first of several peers that gives all of it. A peer that is slow is left for the next one, which goes on
 * from what came; when all were tried, the one that gave most is asked again, and then it may take its time.
 */
import { isLeftAsSlow, ProtocolError, type PullRequest, type PullResult } from '../protocols/index.ts'
import type { PullProgress } from '../protocols/index.ts'
import type { NetworkServices } from './services.ts'

interface Options {
  signal: AbortSignal
  progress?(now: PullProgress): void
}

/**
 * @param failed told of each peer that could not give it; what it throws ends the pull
 * @returns undefined when there is nobody, or nobody could give it
 * @throws when the signal aborts
 */
export async function pullFromAny(
  { sync }: Pick<NetworkServices, 'sync'>,
  peers: readonly string[],
  request: PullRequest,
  options: Options,
  failed: (peerId: string, error: unknown) => void,
): Promise<{ peerId: string; result: PullResult } | undefined> {
  const slow: { peerId: string; blocks: number }[] = []
  for (const peerId of peers) {
    let blocks = 0
    const progress = (now: PullProgress): void => {
      if (now.phase === 'blocks') blocks = now.done
      options.progress?.(now)
    }
    const leaveSlow = peers.length > 1
    try {
      return { peerId, result: await sync.pull(peerId, request, { ...options, progress, leaveSlow }) }
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof ProtocolError && isLeftAsSlow(error)) slow.push({ peerId, blocks })
      else failed(peerId, error)
    }
  }
  for (const { peerId } of slow.toSorted((a, b) => b.blocks - a.blocks)) {
    try {
      return { peerId, result: await sync.pull(peerId, request, options) }
    } catch (error) {
      options.signal.throwIfAborted()
      failed(peerId, error)
    }
  }
  return undefined
}
