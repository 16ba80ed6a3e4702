/** The links of a dag-pb block: how many before any is decoded, so that none is for a bomb. */
import { decode } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { CodecError } from './codec-error.ts'
import { LIMITS } from './limits.ts'

/** Protobuf tags of PBNode's two fields; a length and that many bytes follow. Source: the dag-pb specification. */
const LINK_TAG = 0x12
const DATA_TAG = 0x0a

/** @throws {CodecError} ERR_UNVERIFIABLE for bytes that are not dag-pb, ERR_LIMIT above 8,192 links */
export function dagPbLinks(bytes: Uint8Array): CID[] {
  const count = countLinks(bytes)
  if (count > LIMITS.maxDagPbLinks) {
    throw new CodecError('ERR_LIMIT', `a dag-pb block has more than ${LIMITS.maxDagPbLinks} links`)
  }
  try {
    return decode(bytes).Links.map(({ Hash }) => Hash)
  } catch (cause) {
    throw new CodecError('ERR_UNVERIFIABLE', `the bytes are not dag-pb: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** Goes over the two fields of a block without looking into them; whatever else stands there is for the decoder to judge. */
function countLinks(bytes: Uint8Array): number {
  let count = 0
  for (let at = 0; (bytes[at] === LINK_TAG || bytes[at] === DATA_TAG) && count <= LIMITS.maxDagPbLinks;) {
    if (bytes[at] === LINK_TAG) count++
    let length = 0
    let shift = 0
    let byte: number
    do {
      byte = bytes[++at] ?? 0
      length += (byte & 0x7f) * 2 ** shift
      shift += 7
    } while (byte >= 0x80 && shift < 35)
    at += 1 + length
  }
  return count
}
