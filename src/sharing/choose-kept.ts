/**
 * What of the log of exchanges stays when there is more than it holds. Whoever came by himself, with as many names as he likes,
 * pushes out others of his kind alone; what was refused or failed is not pushed out by what went well. Pure.
 */

interface KeptEntry {
  atMs: number
  /** `asked`: this home did. */
  side: string
  outcome: string
}

/** Exchanges of one peer, and how many of them are kept for those that were refused or failed. Guess: some 60 KiB at most. */
export const maxEntries = 200
export const maxEvidence = 50
/** Peers, and how many of them may be such that this home never asked. Guess: with the entries, 30 MiB at the very most. */
export const maxPeers = 256
export const maxStrangers = 128

/** The newest, and the newest of those that were refused or failed, in their order. */
export function chooseEntries<T extends KeptEntry>(entries: readonly T[]): T[] {
  if (entries.length <= maxEntries) return [...entries]
  const evidence = entries.filter(({ outcome }) => outcome !== 'done').slice(-maxEvidence)
  const kept = new Set<T>(evidence)
  for (let at = entries.length - 1; at >= 0 && kept.size < maxEntries; at--) kept.add(entries[at] as T)
  return entries.filter((entry) => kept.has(entry))
}

/** @returns the peers that give way: strangers beyond their share, then those who were not heard of longest */
export function choosePeersThatGo<T extends KeptEntry>(kept: ReadonlyMap<string, readonly T[]>): string[] {
  const oldestFirst = [...kept].sort(([, a], [, b]) => lastOf(a) - lastOf(b))
  const strangers = oldestFirst.filter(([, entries]) => !entries.some(({ side }) => side === 'asked'))
  const gone = new Set(
    strangers.slice(0, Math.max(0, strangers.length - maxStrangers)).map(([peerId]) => peerId),
  )
  for (const [peerId] of oldestFirst) {
    if (kept.size - gone.size <= maxPeers) break
    gone.add(peerId)
  }
  return [...gone]
}

function lastOf(entries: readonly KeptEntry[]): number {
  return entries.at(-1)?.atMs ?? 0
}
