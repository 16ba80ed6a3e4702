// Memories whose text is a payload, with the blocks of it.
import { encode, prepare } from '@ipld/dag-pb'
import { UnixFS, type UnixFSOptions } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_PB, RAW, sha256 } from '../../../src/core/codec/index.ts'
import { encodeMemory } from '../../../src/core/cube/index.ts'
import type { PayloadCase, VectorFile } from './shape.ts'

interface Piece {
  cid: CID
  bytes: Uint8Array
  size: number
  below: Piece[]
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const raw = (text: string): Piece => {
  const bytes = Buffer.from(text)
  return { cid: cidFor(RAW, bytes), bytes, size: bytes.length, below: [] }
}

/** A node of UnixFS. @param sizes said of its links, where they are not true */
function unixfs(
  type: UnixFSOptions['type'],
  data: string | undefined,
  below: Piece[] = [],
  sizes?: number[],
): Piece {
  const said = sizes ?? below.map(({ size }) => size)
  const file = new UnixFS({
    type,
    ...(data !== undefined && { data: Buffer.from(data) }),
    blockSizes: said.map(BigInt),
  })
  const Links = below.map(({ cid, size }) => ({ Hash: cid, Name: '', Tsize: size }))
  const bytes = encode(prepare({ Data: file.marshal(), Links }))
  const size = (data?.length ?? 0) + below.reduce((sum, piece) => sum + piece.size, 0)
  return { cid: cidFor(DAG_PB, bytes), bytes, size, below }
}

const blocksOf = (piece: Piece): Piece[] => [piece, ...piece.below.flatMap(blocksOf)]

/** @param text what the payload says; `size` where the memory says another */
function one(name: string, rule: string, root: Piece, text: string, size = root.size): PayloadCase {
  const { bytes } = encodeMemory({
    v: 1,
    t: 'memcube/memory',
    type: 'plaintext',
    media: 'text/plain',
    body: { link: root.cid, bytes: size },
    tags: [],
    created: 1_700_000_000_000,
    provenance: { activity: 'write' },
    governance: {},
  })
  const blocks = new Map(blocksOf(root).map(({ cid, bytes: block }) => [cid.toString(), hexOf(block)]))
  return {
    name,
    rule,
    memory: hexOf(bytes),
    blocks: [...blocks].map(([cid, hex]) => ({ cid, hex })),
    sha256: hexOf(sha256(Buffer.from(text))),
  }
}

const FORM = 'Payloads: a UnixFS file'
const SIZE = 'Memory: body.bytes is the true size'

export function validPayloads(): VectorFile<PayloadCase> {
  const two = unixfs('file', undefined, [raw('one '), raw('two ')])
  return {
    about: 'Memories, the blocks of their payloads, and the sha256 of the text.',
    cases: [
      one('a raw block', FORM, raw('all of it'), 'all of it'),
      one('an empty raw block', FORM, raw(''), ''),
      one('a file in one node', FORM, unixfs('file', 'all of it'), 'all of it'),
      one('a node of the type raw', FORM, unixfs('raw', 'all of it'), 'all of it'),
      one('a file of two raw blocks', FORM, two, 'one two '),
      one(
        'a file of two levels, its leaves of several kinds',
        FORM,
        unixfs('file', undefined, [two, unixfs('raw', 'three '), unixfs('file', 'four ')]),
        'one two three four ',
      ),
      one(
        'a file that has one block twice',
        FORM,
        unixfs('file', undefined, [raw('again '), raw('again ')]),
        'again again ',
      ),
    ],
  }
}

export function invalidPayloads(): VectorFile<PayloadCase> {
  const [first, second] = [raw('one '), raw('two ')]
  const without = one('a leaf that is missing', FORM, unixfs('file', undefined, [first, second]), '')
  return {
    about: 'Memories and the blocks of their payloads that are refused when the text is read.',
    cases: [
      one('fewer bytes than the memory says', SIZE, raw('short'), '', 6),
      one('more bytes than the memory says', SIZE, raw('short'), '', 4),
      one(
        'a file with fewer bytes than the memory says',
        SIZE,
        unixfs('file', undefined, [first, second]),
        '',
        9,
      ),
      one('a directory', FORM, unixfs('directory', undefined), '', 0),
      one('a symbolic link', FORM, unixfs('symlink', 'elsewhere'), '', 9),
      one(
        'a file whose sizes are fewer than its links',
        FORM,
        unixfs('file', undefined, [first, second], [4]),
        '',
      ),
      one(
        'a file with a size that is too small',
        FORM,
        unixfs('file', undefined, [first, second], [3, 4]),
        '',
      ),
      one(
        'a file with a size that is too great',
        FORM,
        unixfs('file', undefined, [first, second], [5, 4]),
        '',
      ),
      { ...without, blocks: without.blocks.slice(0, -1) },
    ],
  }
}
