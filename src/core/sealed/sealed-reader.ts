/**
 * A state of a mirror as a source of plain blocks. What it gives has the hash that was asked for; that a block is not
 * there proves nothing. Pure: sealed blocks come from a reader.
 */
import type { CID } from 'multiformats/cid'
import { DAG_PB, linksOf, RAW } from '../codec/index.ts'
import { getEntries, OpenedNodes, type TreeReader } from '../tree/index.ts'
import { MAX_PIECES, nameOfBlock, openBlock, rootOfEntry } from './entry.ts'
import type { Mirror } from './mirror.ts'
import { SealedError } from './sealed-error.ts'
import { statementKey, unsealStatement, type Statement } from './statement.ts'

/** @throws all: {SealedError} ERR_DENIED, ERR_UNVERIFIABLE, ERR_NOT_FOUND; {TreeError} ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export interface SealedReader {
  /** What the author last said of the plain cube; undefined if the state has none. */
  statement(): Promise<Statement | undefined>
  /** Which of these blocks of the plain cube stand in the mirror: reads its tree alone. */
  has(cids: readonly CID[]): Promise<boolean[]>
  /** undefined: not in the mirror */
  block(cid: CID): Promise<Uint8Array | undefined>
  /** In the order asked. Cheaper than one by one: keys that lie together are looked up together. */
  getMany(cids: readonly CID[]): Promise<(Uint8Array | undefined)[]>
}

/** Entries that are read together, with what they link to: up to 1 MiB each. A guess. */
const BATCH = 64

/** @param tree of a commit of the mirror, whose signature was verified */
export function openSealed(reader: TreeReader, mirror: Mirror, tree: CID): SealedReader {
  const opened = new OpenedNodes()
  const valuesOf = (keys: readonly string[]): Promise<(CID | undefined)[]> =>
    getEntries(reader, tree, keys, { opened })
  const blindAll = (cids: readonly CID[]): string[] => cids.map((cid) => mirror.blind(nameOfBlock(cid)))
  const getMany = async (cids: readonly CID[]): Promise<(Uint8Array | undefined)[]> => {
    const keys = blindAll(cids)
    const values = await valuesOf(keys)
    const found: (Uint8Array | undefined)[] = Array.from({ length: cids.length })
    const present = [...values.keys()].filter((at) => values[at] !== undefined)
    for (let from = 0; from < present.length; from += BATCH) {
      const batch = present.slice(from, from + BATCH)
      const entries = await readEntries(
        reader,
        batch.map((at) => values[at]!),
      )
      batch.forEach((at, i) => {
        const { entry, pieces } = entries[i]!
        found[at] = openBlock(mirror, cids[at]!, keys[at]!, entry, pieces)
      })
    }
    return found
  }
  return {
    async statement() {
      const [value] = await valuesOf([statementKey(mirror)])
      if (value === undefined) return undefined
      const [read] = await readEntries(reader, [value])
      return unsealStatement(mirror, read!.entry, read!.pieces)
    },
    has: async (cids) => (await valuesOf(blindAll(cids))).map((value) => value !== undefined),
    block: async (cid) => (await getMany([cid]))[0],
    getMany,
  }
}

interface ReadEntry {
  entry: Uint8Array
  pieces: Uint8Array[]
}

async function readEntries(reader: TreeReader, values: CID[]): Promise<ReadEntry[]> {
  const entries = await readAll(reader, values)
  const roots = entries.map(rootOfEntry)
  const linked = roots.filter((root) => root !== undefined)
  if (linked.length === 0) return entries.map((entry) => ({ entry, pieces: [] }))
  const tops = (await readAll(reader, linked)).values()
  const read: ReadEntry[] = []
  for (const [at, entry] of entries.entries()) {
    const root = roots[at]
    read.push({ entry, pieces: root === undefined ? [] : await piecesOf(reader, root, tops.next().value!) })
  }
  return read
}

async function piecesOf(reader: TreeReader, root: CID, top: Uint8Array): Promise<Uint8Array[]> {
  if (root.code === RAW) return [top]
  const links = root.code === DAG_PB ? linksOf({ cid: root, bytes: top }) : []
  if (links.length === 0 || links.length > MAX_PIECES)
    throw new SealedError('ERR_UNVERIFIABLE', `an entry has ${links.length} pieces, not 1 to ${MAX_PIECES}`)
  return readAll(reader, links)
}

async function readAll(reader: TreeReader, cids: CID[]): Promise<Uint8Array[]> {
  const blocks = await reader.getMany(cids)
  return cids.map((cid, at) => {
    const bytes = blocks[at]
    if (bytes === undefined) throw new SealedError('ERR_NOT_FOUND', `the sealed block ${cid} is not here`)
    return bytes
  })
}
