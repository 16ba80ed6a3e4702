/** One bit that flipped on disk, found and flipped back: the hash of a block says which of all its neighbours it was. */
import type { CID } from 'multiformats/cid'
import { hasHash } from './has-hash.ts'

/** Larger blocks take too long: eight hashes for each byte. 8 KiB are 65,536 hashes of 8 KiB, about a second (guess). */
const maxBytes = 8 * 1024

/** The bytes that the CID names, if they differ from these in one bit. Pure; some milliseconds for a memory. */
export function flipBack(cid: CID, damaged: Uint8Array): Uint8Array | undefined {
  if (damaged.length > maxBytes) return undefined
  const bytes = damaged.slice()
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 1; bit < 0x100; bit <<= 1) {
      bytes[at]! ^= bit
      if (hasHash(cid, bytes)) return bytes
      bytes[at]! ^= bit
    }
  }
  return undefined
}
