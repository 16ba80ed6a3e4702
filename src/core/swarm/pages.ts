/** Which events to send to somebody who has some: what is not behind theirs, parents first, a page at a time. Pure. */
import type { CID } from 'multiformats/cid'
import { encode } from '../codec/index.ts'
import { isBehind, placeEvents } from './event-graph.ts'
import { SWARM_LIMITS } from './limits.ts'
import type { LoggedEvent } from './membership-event.ts'

/** @param have the newest events of who asks; unknown ones are of no help and do no harm */
export function pageOfEvents(
  events: Iterable<LoggedEvent>,
  have: readonly CID[],
): { page: Uint8Array[]; more: boolean } {
  const { placed } = placeEvents(events)
  const known = new Set(have.map(String))
  const theirs = placed.filter(({ id }) => known.has(id))
  const wanted = placed.filter((one) => !known.has(one.id) && !theirs.some((tip) => isBehind(one, tip)))
  const page: Uint8Array[] = []
  let bytes = 0
  for (const { event } of wanted) {
    const block = encode(event)
    if (page.length > 0 && bytes + block.length > SWARM_LIMITS.maxPageBytes) return { page, more: true }
    page.push(block)
    bytes += block.length
  }
  return { page, more: false }
}
