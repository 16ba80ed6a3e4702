/** The content secrets under which a member seals what it sends, and opens what comes. */
import type { CID } from 'multiformats/cid'
import { isSameCid } from '../core/codec/index.ts'
import type { Team } from './team.ts'

/** So long the epoch before the one in force is still taken: whoever is connected is told of a new one within a second. Guess. */
const changeMs = 30_000
/** Of an epoch that is not known yet the log is on its way over the same connection. Guess. */
const awaitMs = 5_000
/** What waits for an epoch at once of one peer: one that makes epochs up is in nobody's way. Guess. */
const maxWaitingOfPeer = 16

export interface ContentEpoch {
  epoch: number
  /** 32 bytes. */
  content: Uint8Array
}

export interface ContentEpochs {
  readonly swarm: CID
  /** What this member seals under; undefined while it was not given the secret. */
  inForce(): ContentEpoch | undefined
  /** The secret of an epoch that is taken now: the one in force and, for a moment after a change, the one before. */
  taken(epoch: number): Uint8Array | undefined
  /** The same, and of an epoch that is newer than all known here it waits a moment for the log. */
  soon(epoch: number, peerId: string): Promise<Uint8Array | undefined>
  stop(): void
}

/** The part of a team that says which epochs there are. */
export interface EpochSource extends Pick<Team, 'swarm' | 'secretsOf' | 'onChange'> {
  roster(): { epoch: { epoch: number; event: CID | undefined } }
}

/** @param now unix time in ms; only differences count */
export function contentEpochs(team: EpochSource, now: () => number): ContentEpochs {
  let current = team.roster().epoch
  /** The one that was in force here until it changed: nothing older is ever taken. */
  let before: { epoch: number; event: CID; untilMs: number } | undefined
  /** What wakes those who wait, by peer. */
  const waiting = new Map<string, Set<() => void>>()
  const wakeAll = (): void => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake()
  }
  const unlisten = team.onChange(() => {
    const { epoch } = team.roster()
    if (!isSameCid(current.event, epoch.event)) {
      if (current.event !== undefined)
        before = { epoch: current.epoch, event: current.event, untilMs: now() + changeMs }
      current = epoch
    }
    // Also without a change: the secret may have come with a wrap.
    wakeAll()
  })
  const contentOf = (event: CID | undefined): Uint8Array | undefined =>
    event === undefined ? undefined : team.secretsOf(event)?.content
  const taken = (epoch: number): Uint8Array | undefined => {
    if (epoch === current.epoch) return contentOf(current.event)
    if (epoch !== before?.epoch || now() > before.untilMs) return undefined
    return contentOf(before.event)
  }
  const nextChange = (peerId: string): Promise<void> =>
    new Promise((resolve) => {
      const wakes = waiting.get(peerId) ?? new Set()
      const wake = (): void => {
        clearTimeout(timer)
        wakes.delete(wake)
        if (wakes.size === 0) waiting.delete(peerId)
        resolve()
      }
      const timer = setTimeout(wake, awaitMs)
      timer.unref()
      waiting.set(peerId, wakes.add(wake))
    })
  const mayWait = (peerId: string): boolean => (waiting.get(peerId)?.size ?? 0) < maxWaitingOfPeer
  return {
    swarm: team.swarm,
    inForce() {
      const content = contentOf(current.event)
      return content === undefined ? undefined : { epoch: current.epoch, content }
    },
    taken,
    async soon(epoch, peerId) {
      const deadline = performance.now() + awaitMs
      while (epoch > current.epoch && mayWait(peerId) && performance.now() < deadline)
        await nextChange(peerId)
      return taken(epoch)
    },
    stop() {
      unlisten()
      wakeAll()
    },
  }
}
