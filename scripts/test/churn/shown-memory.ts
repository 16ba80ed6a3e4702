/** A line of what memory a watched node has. Pure. */
import type { MemoryNow } from './watch-node.ts'

export function shownMemory({ rssMib, heapMib, externalMib, buffersMib, counts }: MemoryNow): string {
  const [heap, external, buffers] = [heapMib, externalMib, buffersMib].map((mib) => mib.toFixed(1))
  const objects = Object.entries(counts).map(([kind, number]) => `${number} ${kind}`)
  return `RSS ${rssMib.toFixed(0)} MiB, heap ${heap}, external ${external}, of it buffers ${buffers}; ${objects.join(', ')}`
}
