/** Blocks: bytes with the CID that they hash to. */
import type { CID } from 'multiformats/cid'
import { cidAt, cidFault, cidFor, bytesEqual, DAG_CBOR, DAG_PB, sha256 } from './cid.ts'
import { CodecError } from './codec-error.ts'
import { encode } from './dag-cbor.ts'
import { dagPbLinks } from './dag-pb-links.ts'
import { LIMITS } from './limits.ts'
import { scan, scanLinks } from './scan.ts'

export interface Block {
  cid: CID
  bytes: Uint8Array
}

/** @throws {CodecError} ERR_LIMIT above 1 MiB, ERR_INVALID_INPUT */
export function encodeBlock(value: unknown): Block {
  const bytes = encode(value)
  if (bytes.length > LIMITS.maxBlockBytes) throw tooLarge(bytes)
  return { cid: cidFor(DAG_CBOR, bytes), bytes }
}

/**
 * Whether the bytes are the block that the CID names, and of a kind that memcube takes.
 * @throws {CodecError} ERR_UNVERIFIABLE, ERR_LIMIT
 */
export function verifyBlock(cid: CID, bytes: Uint8Array): void {
  const fault = cidFault(cid)
  if (fault !== undefined) throw new CodecError('ERR_UNVERIFIABLE', `the block ${cid} has ${fault}`)
  if (bytes.length > LIMITS.maxBlockBytes) throw tooLarge(bytes)
  if (!bytesEqual(sha256(bytes), cid.multihash.digest)) {
    throw new CodecError('ERR_UNVERIFIABLE', `the bytes of ${cid} do not have its hash`)
  }
  if (cid.code === DAG_CBOR) scan(bytes)
}

/** The CIDs that a block links to, in the order of its bytes. @throws {CodecError} ERR_UNVERIFIABLE, ERR_LIMIT */
export function linksOf({ cid, bytes }: Block): CID[] {
  if (cid.code === DAG_CBOR) {
    const links: CID[] = []
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    scanLinks(bytes, (start) => links.push(cidAt(plain, start)))
    return links
  }
  return cid.code === DAG_PB ? dagPbLinks(bytes) : []
}

function tooLarge(bytes: Uint8Array): CodecError {
  return new CodecError(
    'ERR_LIMIT',
    `the block has ${bytes.length} bytes; at most ${LIMITS.maxBlockBytes} are allowed`,
  )
}
