/**
 * Runs tasks under the same lock one after another; tasks under different locks side by side. Locks have kinds, which share
 * no names, and a kind says whether a collection of garbage has to wait for what runs under it.
 */
import { NodeError } from './errors.ts'

/**
 * Whether what runs under a lock of the kind may refer to blocks that it did not write itself: it may have read them before
 * a collection began, which therefore waits for it. What only waits for people or peers says no.
 */
const refersToBlocks = {
  /** Named by the id of a cube. */
  cube: true,
  /** Names of new cubes, and the key that signs all of them. */
  create: true,
  forget: true,
  proposals: true,
  /** Named by the fork whose content comes. */
  'fork content': true,
  archive: true,
  /** Which swarms this home has: each has a store of its own. */
  swarms: false,
  /** Named by the swarm; may wait for an admin for days. */
  join: false,
  /** Invitations of one swarm that are taken up. */
  redeem: false,
  /** The log of one swarm, which is in no block. */
  membership: false,
  kubo: false,
  /** The records of what is mirrored for others; blocks are referred to by cubes. */
  seeds: false,
  /** Named by a cube: what of it is pinned where. It waits for servers; a block that went meanwhile is a refusal. */
  pins: false,
  /** Named by the log that is cosigned. */
  cosign: false,
  /** The place in the index for the one older state that is asked about. */
  'older state': false,
} as const

export type LockKind = keyof typeof refersToBlocks

export interface Lock {
  kind: LockKind
  name?: string
}

export const lockKinds = Object.keys(refersToBlocks) as LockKind[]

export interface Exclusive {
  /**
   * @param lock the id of a cube stands for the lock of that cube
   * @param signal who gives up while it waits for the lock is let go at once, and its task is never begun
   */
  <T>(lock: string | Lock, task: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Whether a task runs or waits under the lock. */
  isBusy(lock: string | Lock): boolean
  /**
   * Resolves when all tasks that were given before this call and may refer to blocks that they did not write have ended;
   * it does not wait for later ones.
   */
  settled(): Promise<void>
}

export function createExclusive(): Exclusive {
  const last = new Map<string, { kind: LockKind; ended: Promise<void> }>()
  const run = <T>(lock: string | Lock, task: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const { kind, name } = lockOf(lock)
    const key = keyOf({ kind, name })
    const before = last.get(key)?.ended ?? Promise.resolve()
    const result = before.then(() => {
      signal?.throwIfAborted()
      return task()
    })
    const ended = result.then(
      () => undefined,
      () => undefined,
    )
    last.set(key, { kind, ended })
    void ended.then(() => {
      if (last.get(key)?.ended === ended) last.delete(key)
    })
    return signal === undefined ? result : Promise.race([result, givenUp(before, signal)])
  }
  return Object.assign(run, {
    isBusy: (lock: string | Lock) => last.has(keyOf(lockOf(lock))),
    async settled() {
      const waited = [...last.values()].filter(({ kind }) => refersToBlocks[kind])
      await Promise.all(waited.map(({ ended }) => ended))
    },
  })
}

function lockOf(lock: string | Lock): Required<Lock> {
  if (typeof lock === 'object') return { name: '', ...lock }
  if (/^b[a-z2-7]{58}$/.test(lock)) return { kind: 'cube', name: lock }
  throw new NodeError('ERR_INTERNAL', `expected a cube id or a lock with its kind, got "${lock}"`)
}

function keyOf({ kind, name }: Required<Lock>): string {
  return `${kind}/${name}`
}

/** Never resolves; rejects when the signal aborts before the turn has come. */
function givenUp(before: Promise<void>, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    void before.then(() => signal.removeEventListener('abort', onAbort))
  })
}
