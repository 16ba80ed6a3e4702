import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import type { TreeReader } from '../../../src/core/tree/index.ts'

/** Blocks in memory that count what is read, so that a test can say how much a question may cost. */
export class MemoryReader implements TreeReader {
  readonly #blocks = new Map<string, Uint8Array>()
  reads: string[] = []
  batches = 0

  constructor(...blocks: Block[][]) {
    for (const list of blocks) this.add(list)
  }

  add(blocks: Block[]): void {
    for (const { cid, bytes } of blocks) this.#blocks.set(cid.toString(), bytes)
  }

  has(cid: CID): boolean {
    return this.#blocks.has(cid.toString())
  }

  async getMany(cids: CID[]): Promise<(Uint8Array | undefined)[]> {
    this.batches += 1
    const names = cids.map((cid) => cid.toString())
    this.reads.push(...names)
    return names.map((name) => this.#blocks.get(name))
  }

  resetCounts(): void {
    this.reads = []
    this.batches = 0
  }
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}
