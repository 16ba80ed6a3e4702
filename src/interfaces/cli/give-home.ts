/** A call that may last for days gives the home to a daemon that starts, and is asked of that one again. */
import { anySignal } from '../../core/signals/index.ts'
import type { AnswerOf, MemCubeNode } from '../../node/index.ts'
import type { CallOptions } from '../../home/call-options.ts'
import { watchWish } from './home-turn.ts'

/** The call was broken off, and this process has the home no more. */
export class GivenAway extends Error {
  constructor() {
    super('a daemon has taken the home over')
  }
}

/** @throws {GivenAway} once the node is closed, because a daemon wants the home */
export async function callOrGive<N extends string>(
  home: string,
  node: Pick<MemCubeNode, 'call' | 'close'>,
  name: N,
  input: unknown,
  { signal, ...options }: CallOptions,
): Promise<AnswerOf<N>> {
  const wanted = new AbortController()
  const stop = watchWish(home, () => wanted.abort(new GivenAway()))
  try {
    return await node.call(name, input, { ...options, signal: anySignal([signal, wanted.signal]) })
  } catch (error) {
    if (!wanted.signal.aborted || signal.aborted) throw error
    await node.close()
    throw wanted.signal.reason
  } finally {
    stop()
  }
}
