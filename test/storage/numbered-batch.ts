import { encodeBlock, type Block } from '../../src/core/codec/index.ts'
import type { StoreBatch } from '../../src/storage/index.ts'

/** Blocks that are put before the batch `n`, large enough that a few hundred batches fill several log files. */
export function numberedBlocks(n: number): Block[] {
  return Array.from({ length: 8 }, (_, part) => encodeBlock({ n, part, text: `${n} ${part} `.repeat(600) }))
}

/** A batch that makes those blocks visible by a record that names them. */
export function numberedBatch(n: number): StoreBatch {
  const root = encodeBlock({ n, links: numberedBlocks(n).map(({ cid }) => cid) })
  return {
    blocks: [root],
    put: [
      { space: 'heads', key: `n/${n}`, value: root.cid },
      { space: 'meta', key: 'last', value: n },
    ],
    clearStaging: [`stage-${n}`],
  }
}
