import type { CID } from 'multiformats/cid'
import { linkId } from '../../core/tree/index.ts'

/** A CID as a key for maps, cheaper to make than its text: the 36 bytes as characters. */
export function memoryKey(cid: CID): string {
  return linkId(cid.bytes)
}
