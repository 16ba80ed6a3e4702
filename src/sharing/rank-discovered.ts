/**
 * Which of the cubes that peers offer are shown, and in which order. Names are free, so that seeds are counted by the networks
 * that they are in, and among equals each peer has its turn: who offers a thousand does not push out who offers one. Pure.
 */
import type { Offer } from './interface.ts'

/** Cubes in one answer. A guess: more than anybody reads. */
export const maxDiscovered = 256

export interface Discovered {
  /** Its newest head. */
  offer: Offer
  /** Peers that offer it. */
  seeds: Set<string>
}

/** @returns the ones shown, best first, and how many were left out */
export function rankDiscovered(
  offers: readonly Offer[],
  networkOf: (peerId: string) => string,
): { shown: Discovered[]; leftOut: number } {
  const found = new Map<string, Discovered & { turn: number }>()
  /** How many each peer has had a turn for. */
  const turns = new Map<string, number>()
  for (const offer of offers) {
    const id = offer.cube.toString()
    const known = found.get(id)
    if (known?.seeds.has(offer.peerId) !== true) turns.set(offer.peerId, (turns.get(offer.peerId) ?? 0) + 1)
    const turn = turns.get(offer.peerId) ?? 0
    if (known === undefined) found.set(id, { offer, seeds: new Set([offer.peerId]), turn })
    else {
      known.seeds.add(offer.peerId)
      known.turn = Math.min(known.turn, turn)
      if (offer.head.seq > known.offer.head.seq) known.offer = offer
    }
  }
  const ranked = [...found.values()]
    .map((one) => ({ one, networks: new Set([...one.seeds].map(networkOf)).size }))
    .sort(
      (a, b) =>
        b.networks - a.networks ||
        a.one.turn - b.one.turn ||
        b.one.seeds.size - a.one.seeds.size ||
        (a.one.offer.genesis.name < b.one.offer.genesis.name ? -1 : 1),
    )
  const shown = ranked.slice(0, maxDiscovered).map(({ one }) => one)
  return { shown, leftOut: found.size - shown.length }
}
