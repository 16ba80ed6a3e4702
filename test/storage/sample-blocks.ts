import { encodeBlock, type Block } from '../../src/core/codec/index.ts'

/** Distinct dag-cbor blocks of about `bytes` bytes. */
export function sampleBlocks(count: number, bytes = 600, seed = 'sample'): Block[] {
  return Array.from({ length: count }, (_, n) =>
    encodeBlock({ n, seed, text: `${seed} ${n} `.repeat(bytes).slice(0, bytes) }),
  )
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
