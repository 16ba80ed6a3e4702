/** Which of the connected peers are asked in one look around: those that were not asked for longest, of many networks. Pure. */

export interface AskablePeer {
  peerId: string
  network: string
  /** When it was asked last, in any order that grows; 0 for never. */
  askedAt: number
}

/** One of each network comes before a second one of any. */
export function chooseAsked(peers: readonly AskablePeer[], most: number): string[] {
  const sorted = peers.toSorted((a, b) => a.askedAt - b.askedAt || (a.peerId < b.peerId ? -1 : 1))
  const before = new Map<string, number>()
  const turns = sorted.map(({ peerId, network }) => {
    const turn = before.get(network) ?? 0
    before.set(network, turn + 1)
    return { peerId, turn }
  })
  return turns
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ peerId }) => peerId)
}
