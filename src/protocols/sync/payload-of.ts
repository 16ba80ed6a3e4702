import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { payloadOf as payloadIn, readMemory } from '../../core/cube/index.ts'

/** What the body of a memory links to; undefined for one that has its body inside, and for what is no memory. */
export function payloadOf({ bytes }: Block): { link: CID; bytes: number } | undefined {
  try {
    return payloadIn(readMemory(bytes))
  } catch {
    // Not a memory: the author's fault, and for the puller to find.
    return undefined
  }
}
