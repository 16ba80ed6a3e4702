/**
 * Mirror: what one author holds of a cube, sealed, as an ordinary cube in format of which that author is the only author.
 * Seeds store and serve it without reading it. Everything of it follows from the plain cube, the author and epochs:
 * whoever makes it anew makes equal blocks. Pure. Spec: protocols/swarm/spec.md, "Mirror".
 */
import { createHmac, createSecretKey } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { base32Text, bytesEqual, cidFor, DAG_CBOR, type Block } from '../codec/index.ts'
import { createGenesis, parseGenesis, type Genesis } from '../cube/index.ts'
import { deriveKey } from '../swarm/index.ts'
import { BOX_BYTES, createBox, epochOfBox, requireContent, type Box, type ContentKeys } from './box.ts'
import { bodyOf, MIRROR_VERSION, sealedRecord } from './sealed-record.ts'
import { SealedError } from './sealed-error.ts'

export interface Mirror {
  /** Id of the plain cube. */
  cube: CID
  /** Genesis of the plain cube, as it is and decoded. */
  plain: Block
  plainGenesis: Genesis
  /** Public key of the one author of the mirror, 32 bytes. */
  author: Uint8Array
  /** The epoch in which the mirror began. Its names stay blinded as they were then, so that trees stay comparable. */
  epoch: number
  /** Genesis of the mirror; its CID is the mirror's id. */
  genesis: Block
  /** What stands under `HEADER_KEY` in every tree of the mirror: the plain genesis, sealed. */
  header: Block
  box: Box
  /** What a name is called in the mirror: 52 characters, equal in all mirrors of the cube that began in one epoch. */
  blind(name: string): string
}

/** The only key of a mirror that says what it is. */
export const HEADER_KEY = '.memcube/sealed'

interface MirrorInit {
  /** Of the plain cube. */
  genesis: Uint8Array
  /** Public key, 32 bytes. */
  author: Uint8Array
  /** In which the mirror begins. */
  epoch: number
}

/** @throws {SealedError} ERR_DENIED without the key of the epoch @throws {CubeError} ERR_UNVERIFIABLE, ERR_INVALID_INPUT */
export function createMirror(keys: ContentKeys, { genesis, author, epoch }: MirrorInit): Mirror {
  const plain = { cid: cidFor(DAG_CBOR, genesis), bytes: genesis }
  const plainGenesis = parseGenesis(genesis)
  const context = [keys.swarm, epoch, plain.cid]
  const blinding = createSecretKey(deriveKey(requireContent(keys, epoch), 'memcube/sealed/names/1', context))
  const prf = (label: string, value: string | Uint8Array): Uint8Array =>
    createHmac('sha256', blinding).update(`${label}\0`).update(value).digest()
  const mirror = createGenesis({
    v: MIRROR_VERSION,
    name: `sealed-${base32Text(prf('name', author)).slice(0, 16)}`,
    authors: [author],
    visibility: plainGenesis.visibility,
    created: 0,
    nonce: new Uint8Array(prf('nonce', author).subarray(0, 16)),
  })
  return {
    cube: plain.cid,
    plain,
    plainGenesis,
    author,
    epoch,
    genesis: { cid: mirror.cid, bytes: mirror.bytes },
    header: sealedRecord(createBox(keys, keys.swarm).seal(epoch, ['header'], genesis)),
    box: createBox(keys, plain.cid),
    blind: (name) => base32Text(prf('key', name)),
  }
}

/** Whether a cube could be a mirror, by all that somebody without any key can tell from its genesis. */
export function isMirrorGenesis({ name, authors, created, forkOf }: Genesis): boolean {
  return authors.length === 1 && created === 0 && forkOf === undefined && /^sealed-[a-z2-7]{16}$/.test(name)
}

/**
 * The mirror that somebody else began, from its genesis and the block under `HEADER_KEY`.
 * @throws {SealedError} ERR_DENIED without the key, ERR_UNVERIFIABLE if the two do not belong together or are no mirror's
 */
export function openMirror(keys: ContentKeys, genesis: Uint8Array, header: Uint8Array): Mirror {
  const { authors } = parseGenesis(genesis)
  if (authors.length !== 1)
    throw new SealedError('ERR_UNVERIFIABLE', `a mirror has one author; this cube has ${authors.length}`)
  const body = bodyOf(header)
  if (!(body instanceof Uint8Array) || body.length < BOX_BYTES)
    throw new SealedError('ERR_UNVERIFIABLE', 'the header of the mirror is not sealed')
  const plain = createBox(keys, keys.swarm).open(body, ['header'])
  const mirror = createMirror(keys, { genesis: plain, author: authors[0]!, epoch: epochOfBox(body) })
  if (!bytesEqual(mirror.genesis.bytes, genesis) || !bytesEqual(mirror.header.bytes, header))
    throw new SealedError('ERR_UNVERIFIABLE', 'the header is one of another mirror')
  return mirror
}
