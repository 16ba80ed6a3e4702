/** Looks after seeds while a daemon is on the network: at once when something is wished or somebody new is there, and now and then. */
import { setTimeout as rest } from 'node:timers/promises'
import { Kicked, NodeError } from '../../home/index.ts'
import type { NodeNetwork } from '../../sharing/index.ts'
import { SeedMemory } from './seed-memory.ts'
import type { Seeds } from './needs.ts'
import { seedRound, type RoundState } from './seed-round.ts'

/** How often it looks though nothing was said of it. Guess: a change is at a seed within a minute. */
const everyMs = 60_000
/** And how long it rests between two rounds, so that many newcomers are one look. Guess. */
const restMs = 2_000
/** Every so many rounds it asks the DHT, which costs others more than a question to those who are connected. Guess. */
const wideEvery = 10

/** @returns what stops it, waiting for a round under way */
export function startSeeding(
  node: Seeds,
  network: Pick<NodeNetwork, 'look' | 'pull' | 'onAgreed'>,
): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const state: RoundState = { memory: new SeedMemory(), nextSeed: 0, nextCube: 0 }
  let rounds = 0
  const round = async (): Promise<void> => {
    try {
      const isWide = rounds++ % wideEvery === 0
      if (await seedRound(node, network, state, { isWide, signal })) working.kick()
    } catch (error) {
      if (!signal.aborted) node.log.warn({ error }, 'a round for seeds failed; it is tried again')
    }
    await rest(restMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
  const working = new Kicked(round, signal)
  const wished = ({ wished: isWish }: { wished: boolean }): void => {
    if (!isWish) return
    rounds = 0
    working.kick()
  }
  node.events.on('seedsChanged', wished)
  const stopHearing = network.onAgreed(() => working.kick())
  const timer = setInterval(() => working.kick(), everyMs)
  timer.unref()
  working.kick()
  return async () => {
    stopping.abort(new NodeError('ERR_ABORTED', 'the node is stopping'))
    node.events.off('seedsChanged', wished)
    stopHearing()
    clearInterval(timer)
    await working.settled()
  }
}
