// Which packs may be under way. An offer that nobody has accepted holds no place; a place is given to the peer that has the
// fewest, in the order in which they came; whoever lets it stall gives it up when another waits. Nobody is refused because
// others came first. Pure but for the promises of those who wait.
import { SYNC_LIMITS } from './limits.ts'

interface PackLimits {
  packs: number
  packsPerPeer: number
  /** Offers that were made and are not accepted yet; each holds a plan in memory. */
  offers: number
  /** A pack whose peer acknowledged nothing for so long gives way to one that waits. */
  stalledMs: number
}

const LIMITS: Readonly<PackLimits> = Object.freeze({
  packs: SYNC_LIMITS.maxPacks,
  packsPerPeer: SYNC_LIMITS.maxPacksPerPeer,
  offers: SYNC_LIMITS.maxOffers,
  stalledMs: SYNC_LIMITS.stalledMs,
})

export interface PackHolder {
  peerId: string
  /** How long its peer has done nothing. */
  stalledMs(): number
  /** It has lost its place, or its offer. */
  giveUp(): void
}

export interface PackPlace {
  /** The offer was accepted. @returns when there is a place for the pack */
  begin(): Promise<void>
  /** Looks again whether a stalled pack can give way. */
  look(): void
  /** Over, whatever came of it. Idempotent. */
  end(): void
}

interface Entry {
  holder: PackHolder
  phase: 'offered' | 'waiting' | 'active' | 'over'
  begun: PromiseWithResolvers<void>
}

export class PackPlaces {
  readonly #limits: Readonly<PackLimits>
  /** Those that came first are first. */
  readonly #entries = new Set<Entry>()

  constructor(limits: Partial<PackLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  /** An offer is being made. */
  open(holder: PackHolder): PackPlace {
    const entry: Entry = { holder, phase: 'offered', begun: Promise.withResolvers() }
    this.#entries.add(entry)
    const offers = this.#in('offered')
    // The oldest of the peer that has most of them: an honest one is accepted within a round trip.
    if (offers.length > this.#limits.offers) this.#drop(mostOf(offers))
    return {
      begin: () => {
        if (entry.phase === 'offered') entry.phase = 'waiting'
        this.#fill()
        return entry.begun.promise
      },
      look: () => this.#fill(),
      end: () => this.#end(entry),
    }
  }

  #fill(): void {
    for (;;) {
      const next = this.#next()
      if (next === undefined) return
      if (this.#in('active').length >= this.#limits.packs && !this.#dropStalled()) return
      next.phase = 'active'
      next.begun.resolve()
    }
  }

  /** Who waits, of the peer with the fewest packs under way. */
  #next(): Entry | undefined {
    const active = countByPeer(this.#in('active'))
    const own = ({ holder }: Entry): number => active.get(holder.peerId) ?? 0
    return this.#in('waiting')
      .filter((entry) => own(entry) < this.#limits.packsPerPeer)
      .reduce<Entry | undefined>((a, b) => (a === undefined || own(b) < own(a) ? b : a), undefined)
  }

  #dropStalled(): boolean {
    const [worst] = this.#in('active')
      .filter(({ holder }) => holder.stalledMs() >= this.#limits.stalledMs)
      .sort((a, b) => b.holder.stalledMs() - a.holder.stalledMs())
    if (worst !== undefined) this.#drop(worst)
    return worst !== undefined
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry)
    entry.phase = 'over'
    entry.holder.giveUp()
  }

  #end(entry: Entry): void {
    if (entry.phase === 'over') return
    this.#entries.delete(entry)
    entry.phase = 'over'
    this.#fill()
  }

  #in(phase: Entry['phase']): Entry[] {
    return [...this.#entries].filter((entry) => entry.phase === phase)
  }
}

function countByPeer(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { holder } of entries) counts.set(holder.peerId, (counts.get(holder.peerId) ?? 0) + 1)
  return counts
}

function mostOf(entries: readonly Entry[]): Entry {
  const counts = countByPeer(entries)
  const most = Math.max(...counts.values())
  return entries.find(({ holder }) => counts.get(holder.peerId) === most)!
}
