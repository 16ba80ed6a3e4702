/**
 * Which removals take effect. A removal voids what its target signed beside it or after it, so removals may void each
 * other, straight or through what made their authors admins. They are judged in an order in which whatever could void
 * one comes first; where that goes in a circle, the most senior author's comes first. So nothing that takes effect was
 * signed by somebody whom something that takes effect had removed. Pure. Spec: protocols/swarm/spec.md, "What counts".
 */
import { compareRanks, isLeave, nameOf, targetOf, threatens, type Authority } from './authority.ts'
import type { Placed } from './event-graph.ts'

/** @param immune keys that nothing takes the rights of: those without whom there would be no admin */
export function removalsInEffect(authority: Authority, immune: ReadonlySet<string>): Placed[] {
  const candidates = authority.placed.filter(
    (one) =>
      targetOf(one.event) !== undefined &&
      !immune.has(targetOf(one.event)!) &&
      (isLeave(one.event) || authority.rank(one) !== undefined),
  )
  const threats = threatsTo(authority, candidates)
  const inEffect: Placed[] = []
  for (const circle of circlesInOrder(candidates, threats)) {
    const here: Placed[] = []
    for (const one of circle.sort((a, b) => compareSeniority(authority, a, b))) {
      const undoes = here.some((other) => threats.get(other)!.has(one))
      if (!undoes && authority.judge([...inEffect, ...here]).mayBe(one)) here.push(one)
    }
    inEffect.push(...here)
  }
  return inEffect
}

/** For each removal those that would void it, or something that it rests on. */
function threatsTo(authority: Authority, candidates: readonly Placed[]): Map<Placed, Set<Placed>> {
  const byTarget = Map.groupBy(candidates, (one) => targetOf(one.event)!)
  const supports = supportsIn(authority)
  return new Map(
    candidates.map((one) => {
      const threats = new Set<Placed>()
      for (const event of supports(one)) {
        for (const other of byTarget.get(nameOf(event.event.author)) ?? [])
          if (other !== one && threatens(other, event)) threats.add(other)
      }
      return [one, threats]
    }),
  )
}

/** An event and all that says the role of its author, and of theirs, back to the founder. A leave rests on nothing. */
function supportsIn(authority: Authority): (event: Placed) => Set<Placed> {
  const known = new Map<Placed, Set<Placed>>()
  const supports = (event: Placed): Set<Placed> => {
    let all = known.get(event)
    if (all !== undefined) return all
    all = new Set([event])
    if (!isLeave(event.event)) {
      for (const setting of authority.settings(nameOf(event.event.author), event))
        for (const one of supports(setting)) all.add(one)
    }
    known.set(event, all)
    return all
  }
  return supports
}

function compareSeniority(authority: Authority, a: Placed, b: Placed): number {
  // A leave is its author's own affair, and first.
  if (isLeave(a.event) !== isLeave(b.event)) return isLeave(a.event) ? -1 : 1
  const [x, y] = [authority.rank(a), authority.rank(b)]
  return (x === undefined || y === undefined ? 0 : compareRanks(x, y)) || a.index - b.index
}

/** Strongly connected components, each after those that threaten it (Tarjan 1972, without recursion). */
function circlesInOrder(all: readonly Placed[], threats: ReadonlyMap<Placed, Set<Placed>>): Placed[][] {
  const circles: Placed[][] = []
  const seen = new Map<Placed, { low: number; at: number; isOpen: boolean }>()
  const stack: Placed[] = []
  const enter = (one: Placed) => {
    seen.set(one, { low: seen.size, at: seen.size, isOpen: true })
    stack.push(one)
    return { one, next: threats.get(one)!.values() }
  }
  for (const start of all) {
    if (seen.has(start)) continue
    const path = [enter(start)]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const mine = seen.get(top.one)!
      const { done, value } = top.next.next()
      if (done !== true) {
        const theirs = seen.get(value)
        if (theirs === undefined) path.push(enter(value))
        else if (theirs.isOpen) mine.low = Math.min(mine.low, theirs.at)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) {
        const its = seen.get(parent.one)!
        its.low = Math.min(its.low, mine.low)
      }
      if (mine.low === mine.at) circles.push(closeCircle(stack, top.one, seen))
    }
  }
  return circles
}

function closeCircle(
  stack: Placed[],
  first: Placed,
  seen: ReadonlyMap<Placed, { isOpen: boolean }>,
): Placed[] {
  const circle = stack.splice(stack.indexOf(first))
  for (const one of circle) seen.get(one)!.isOpen = false
  return circle
}
