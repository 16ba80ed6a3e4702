import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { parseMemory } from '../../core/cube/index.ts'

/** What the body of a memory links to; undefined for one that has its body inside, and for what is no memory. */
export function payloadOf({ bytes }: Block): { link: CID; bytes: number } | undefined {
  try {
    const { body } = parseMemory(bytes)
    return typeof body === 'object' && 'link' in body ? body : undefined
  } catch {
    // Not a memory: the author's fault, and for the puller to find.
    return undefined
  }
}
