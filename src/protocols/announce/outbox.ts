// What is to be published, until gossip has taken it to somebody. Pure. Spec: protocols/announce/spec.md, "Publishing".
import { bytesEqual } from '../../core/codec/index.ts'
import { ANNOUNCE_LIMITS, retryMs } from './limits.ts'
import { topicOf } from './messages.ts'
import type { OutboxEntry } from './ports.ts'
import type { AnnounceOutput, AnnounceState } from './announce-state.ts'

/** The newest statement of a cube takes the place of those before it. */
export function addEntry({ outbox }: AnnounceState, entry: OutboxEntry, nowMs: number): void {
  const cube = entry.cube.toString()
  const known = outbox.get(cube)?.entry
  if (known?.id === entry.id && bytesEqual(known.bytes, entry.bytes)) return
  outbox.set(cube, { entry, tries: 0, dueMs: nowMs })
}

/** What is due, as far as there is room: a few are on their way at once, however many wait. */
export function dueEntries(state: AnnounceState, nowMs: number): AnnounceOutput[] {
  const { outbox, publishing, networkName } = state
  const outputs: AnnounceOutput[] = []
  for (const [key, { entry, dueMs }] of outbox) {
    if (publishing.size >= ANNOUNCE_LIMITS.maxPublishes) break
    const { id, cube, bytes } = entry
    if (dueMs > nowMs || publishing.has(id)) continue
    publishing.set(id, key)
    outputs.push({ type: 'publish', id, topic: topicOf(networkName, cube), bytes })
  }
  return outputs
}

export function endPublish(state: AnnounceState, id: string, peers: number, nowMs: number): AnnounceOutput[] {
  const { outbox, publishing } = state
  const key = publishing.get(id)
  publishing.delete(id)
  const waiting = key === undefined ? undefined : outbox.get(key)
  // A newer statement took its place meanwhile.
  if (key === undefined || waiting?.entry.id !== id) return []
  outbox.delete(key)
  if (peers > 0) return [{ type: 'delivered', id }, ...dueEntries(state, nowMs)]
  // Behind the others, so that each has its turn.
  outbox.set(key, { ...waiting, dueMs: nowMs + retryMs(waiting.tries), tries: waiting.tries + 1 })
  return []
}

/** A peer is here: try again when it has had time to join the mesh. */
export function hurryEntries({ outbox }: AnnounceState, nowMs: number): void {
  for (const waiting of outbox.values())
    waiting.dueMs = Math.min(waiting.dueMs, nowMs + ANNOUNCE_LIMITS.meshMs)
}
