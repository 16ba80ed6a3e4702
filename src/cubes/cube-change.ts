/** What one write changes in a cube. */
import type { CID } from 'multiformats/cid'
import type { ComposedMemory } from './compose-memory.ts'

export interface CubeChange {
  key: string
  /** What the key holds now. */
  before: CID | undefined
  /** What it shall hold, with the blocks needed for it; undefined to remove the key. */
  after: Pick<ComposedMemory, 'cid' | 'memory' | 'blocks'> | WrittenMemory | undefined
}

/** A memory whose blocks the store has already, and of which it is known that it was not forgotten in the cube. */
interface WrittenMemory {
  cid: CID
  memory: undefined
  blocks: []
}
