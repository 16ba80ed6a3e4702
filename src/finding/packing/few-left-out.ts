/** What was left out, bounded: all of it counted by reason, and a few of each reason named. Pure. */
import type { LeftOutStatement } from './pack-context.ts'

interface FewLeftOut {
  left_out: LeftOutStatement[]
  left_out_counts: Record<string, number>
  /** How many are counted and not named. */
  left_out_more: number
}

/** @param most so many are named, taken from each reason in turn */
export function fewLeftOut(all: readonly LeftOutStatement[], most: number): FewLeftOut {
  const byReason = Map.groupBy(all, ({ reason }) => reason)
  const named: LeftOutStatement[] = []
  for (let turn = 0; named.length < Math.min(most, all.length); turn++)
    for (const of of byReason.values())
      if (of[turn] !== undefined && named.length < most) named.push(of[turn]!)
  return {
    left_out: named,
    left_out_counts: Object.fromEntries([...byReason].map(([reason, { length }]) => [reason, length])),
    left_out_more: all.length - named.length,
  }
}
