// What is to be published, until gossip has taken it to somebody. Pure. Spec: protocols/announce/spec.md, "Publishing".
import { bytesEqual } from '../../core/codec/index.ts'
import { ANNOUNCE_LIMITS, retryMs } from './limits.ts'
import { topicOf } from './messages.ts'
import type { OutboxEntry } from './ports.ts'
import type { AnnounceOutput, AnnounceState } from './state.ts'

export interface WaitingEntry {
  entry: OutboxEntry
  tries: number
  dueMs: number
  sending: boolean
}

export function addEntry({ outbox }: AnnounceState, entry: OutboxEntry, nowMs: number): void {
  const known = outbox.get(entry.id)
  if (known !== undefined && bytesEqual(known.entry.bytes, entry.bytes)) return
  outbox.set(entry.id, { entry, tries: 0, dueMs: nowMs, sending: false })
}

export function dueEntries({ outbox, networkName }: AnnounceState, nowMs: number): AnnounceOutput[] {
  return [...outbox.values()].flatMap((waiting): AnnounceOutput[] => {
    if (waiting.sending || waiting.dueMs > nowMs) return []
    waiting.sending = true
    const { id, cube, bytes } = waiting.entry
    return [{ type: 'publish', id, topic: topicOf(networkName, cube), bytes }]
  })
}

export function endPublish(
  { outbox }: AnnounceState,
  id: string,
  peers: number,
  nowMs: number,
): AnnounceOutput[] {
  const waiting = outbox.get(id)
  if (waiting === undefined) return []
  if (peers > 0) {
    outbox.delete(id)
    return [{ type: 'delivered', id }]
  }
  waiting.sending = false
  waiting.dueMs = nowMs + retryMs(waiting.tries++)
  return []
}

/** A peer is here: try again when it has had time to join the mesh. */
export function hurryEntries({ outbox }: AnnounceState, nowMs: number): void {
  for (const waiting of outbox.values())
    waiting.dueMs = Math.min(waiting.dueMs, nowMs + ANNOUNCE_LIMITS.meshMs)
}
