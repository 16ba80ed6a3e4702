// The first check of a block that a peer sent: has it the hash of its CID? Pure but for hashing.
import { bytesEqual, LIMITS, sha256, verifyBlock, type Block } from '../../core/codec/index.ts'
import { ProtocolError } from '../errors.ts'
import type { BlockKind } from './closure-entry.ts'

/**
 * Hash and canonical form, each once: memories, commits and nodes are proven canonical by the parser that reads them,
 * so only their hash is left to check here.
 */
export function verifyReceived(block: Block, kind: BlockKind): void {
  const { cid, bytes } = block
  if (kind === 'payload') return verifyBlock(cid, bytes)
  if (bytes.length > LIMITS.maxBlockBytes || !bytesEqual(sha256(bytes), cid.multihash.digest)) {
    throw falsePack(`the bytes it sent for ${cid.toString()} do not have that hash`)
  }
}

/** The error for a pack that its server made up. */
export function falsePack(what: string): ProtocolError {
  const message = `the peer's pack is not true: ${what}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, {
    refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message },
  })
}
