/** Which entries of trees were seen: asked for each entry of each node that changed, so it makes no text for most of them. */
import type { LinkId } from '../../core/tree/index.ts'

interface SeenEntries {
  /** @returns whether it was not seen before */
  add(key: string, value: LinkId): boolean
  forget(key: string, value: LinkId): void
}

export function createSeenEntries(): SeenEntries {
  /** What a key had when it was last seen: neighbours in a history have most of it in common. */
  const last = new Map<string, LinkId>()
  const others = new Set<string>()
  return {
    add(key, value) {
      const before = last.get(key)
      if (before === value || (others.size > 0 && others.has(value + key))) return false
      if (before !== undefined) others.add(before + key)
      last.set(key, value)
      return true
    },
    forget(key, value) {
      if (last.get(key) === value) last.delete(key)
      others.delete(value + key)
    },
  }
}
