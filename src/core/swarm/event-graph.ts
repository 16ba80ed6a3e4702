/** Events in an order in which parents come first, and what each has behind it. Pure; the same for any order of input. */
import type { LoggedEvent } from './membership-event.ts'
import { SWARM_LIMITS } from './limits.ts'

/** An event at its place. `past` has a bit for each index that is an ancestor. */
export interface Placed extends LoggedEvent {
  index: number
  id: string
  /** The length of the longest way to the beginning. */
  depth: number
  past: Uint32Array
}

interface EventGraph {
  /** Parents first; among equals by depth and then by the bytes of the CID. */
  placed: Placed[]
  /** Events that wait for a parent that is not here. */
  waiting: LoggedEvent[]
  /** Those parents, as text. */
  missing: string[]
}

/** Events beyond the limit are left out, deepest first. */
export function placeEvents(events: Iterable<LoggedEvent>): EventGraph {
  const all = new Map([...events].map((one): [string, LoggedEvent] => [one.cid.toString(), one]))
  const depths = depthsOf(all)
  const known = [...depths].map(([id, depth]) => ({ id, depth, ...all.get(id)! }))
  const order = known.sort((a, b) => a.depth - b.depth || Buffer.compare(a.cid.bytes, b.cid.bytes))
  const kept = order.slice(0, SWARM_LIMITS.maxEvents)
  const at = new Map(kept.map(({ id }, index) => [id, index]))
  const placed: Placed[] = []
  for (const one of kept)
    placed.push({ ...one, index: placed.length, past: pastOf(one, at, placed, kept.length) })
  const waiting = [...all.entries()].filter(([id]) => !depths.has(id)).map(([, one]) => one)
  const missing = new Set(
    waiting.flatMap(({ event }) => event.parents.map(String).filter((parent) => !all.has(parent))),
  )
  return { placed, waiting, missing: [...missing].sort() }
}

/** Whether `ancestor` is behind `event`. */
export function isBehind(ancestor: Placed, event: Placed): boolean {
  return (event.past[ancestor.index >> 5]! & (1 << (ancestor.index & 31))) !== 0
}

/** The depth of each event whose ancestors are all here. What waits, or goes in a circle, has none. */
function depthsOf(all: ReadonlyMap<string, LoggedEvent>): Map<string, number> {
  const depths = new Map<string, number>()
  const children = new Map<string, string[]>()
  const open = new Map<string, number>()
  const ready: string[] = []
  for (const [id, { event }] of all) {
    open.set(id, event.parents.length)
    if (event.parents.length === 0) ready.push(id)
    for (const parent of event.parents.map(String))
      children.set(parent, [...(children.get(parent) ?? []), id])
  }
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const parents = all.get(id)!.event.parents.map((parent) => depths.get(parent.toString())!)
    depths.set(id, Math.max(-1, ...parents) + 1)
    for (const child of children.get(id) ?? []) {
      const left = open.get(child)! - 1
      open.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return depths
}

function pastOf(
  { event }: LoggedEvent,
  at: ReadonlyMap<string, number>,
  placed: readonly Placed[],
  size: number,
): Uint32Array {
  const past = new Uint32Array((size + 31) >> 5)
  for (const parent of event.parents) {
    const index = at.get(parent.toString())!
    past[index >> 5]! |= 1 << (index & 31)
    const behind = placed[index]!.past
    for (let i = 0; i < past.length; i++) past[i]! |= behind[i]!
  }
  return past
}
