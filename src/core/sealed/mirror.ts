/**
 * Mirror: the sealed twin of a cube, an ordinary cube in format, that members exchange and seeds hold. Everything of it
 * follows from the plain cube, the epoch in which it began and the epoch of each commit: two members make equal blocks.
 * Pure. Spec: protocols/swarm/spec.md, "Mirror".
 */
import { createHmac } from 'node:crypto'
import { base32 } from 'multiformats/bases/base32'
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR, type Block } from '../codec/index.ts'
import { createGenesis, createMemory, parseGenesis, parseMemory, type Genesis } from '../cube/index.ts'
import { deriveKey } from '../swarm/index.ts'
import { createBox, requireContent, type Box, type ContentKeys } from './box.ts'
import { SealedError } from './sealed-error.ts'

export interface Mirror {
  /** Id of the plain cube. */
  cube: CID
  /** Genesis of the plain cube, as it is and decoded. */
  plain: Block
  plainGenesis: Genesis
  /** The epoch in which the mirror began. Its keys stay blinded as they were then, so that trees stay comparable. */
  epoch: number
  /** Genesis of the mirror; its CID is the mirror's id. */
  genesis: Block
  /** What stands under `HEADER_KEY` in every tree of the mirror: the plain genesis, sealed. */
  header: Block
  box: Box
  /** What a key is called in the mirror: 52 characters. */
  blind(key: string): string
}

/** The only key of a mirror that says what it is. */
export const HEADER_KEY = '.memcube/sealed'
export const SEALED_MEDIA = 'application/vnd.memcube.sealed'

/** @param genesis of the plain cube @param epoch in which the cube is made @throws {SealedError} ERR_DENIED */
export function createMirror(keys: ContentKeys, genesis: Uint8Array, epoch: number): Mirror {
  const plain = { cid: cidFor(DAG_CBOR, genesis), bytes: genesis }
  const plainGenesis = parseGenesis(genesis)
  const blinding = deriveKey(requireContent(keys, epoch), 'memcube/sealed/keys/1', [
    keys.swarm,
    epoch,
    plain.cid,
  ])
  const prf = (label: string, text: string): Uint8Array =>
    new Uint8Array(createHmac('sha256', blinding).update(`${label}\0${text}`).digest())
  const { authors, visibility } = plainGenesis
  const name = `sealed-${base32.encode(prf('name', '')).slice(1, 17)}`
  const mirror = createGenesis({
    name,
    authors,
    visibility,
    created: 0,
    nonce: prf('nonce', '').slice(0, 16),
  })
  const header = sealedMemory(createBox(keys, keys.swarm).seal(epoch, ['header'], genesis))
  return {
    cube: plain.cid,
    plain,
    plainGenesis,
    epoch,
    genesis: { cid: mirror.cid, bytes: mirror.bytes },
    header,
    box: createBox(keys, plain.cid),
    blind: (key) => base32.encode(prf('key', key)).slice(1),
  }
}

/**
 * The mirror that somebody else began, from its genesis and the block under `HEADER_KEY`.
 * @throws {SealedError} ERR_DENIED without the key, ERR_UNVERIFIABLE if the two do not belong together
 */
export function openMirror(keys: ContentKeys, genesis: Uint8Array, header: Uint8Array): Mirror {
  const { body } = parseMemory(header)
  if (!(body instanceof Uint8Array) || body.length < 4)
    throw new SealedError('ERR_UNVERIFIABLE', 'the header of the mirror is not sealed')
  const plain = createBox(keys, keys.swarm).open(body, ['header'])
  const epoch = new DataView(body.buffer, body.byteOffset).getUint32(0)
  const mirror = createMirror(keys, plain, epoch)
  if (!bytesEqual(mirror.genesis.bytes, genesis) || !bytesEqual(mirror.header.bytes, header))
    throw new SealedError('ERR_UNVERIFIABLE', 'the header is one of another mirror')
  return mirror
}

/** Whether a record under `HEADER_KEY` could be the header of a mirror: what a seed can tell. */
export function isSealedMedia(media: string): boolean {
  return media === SEALED_MEDIA
}

/** The record around sealed bytes, or around a link to them: opaque, and the same for all. */
export function sealedMemory(body: Uint8Array | { link: CID; bytes: number }): Block {
  return createMemory({
    type: 'parameter',
    media: SEALED_MEDIA,
    body,
    tags: [],
    created: 0,
    provenance: { activity: 'sealed' },
    governance: {},
  }).block
}
