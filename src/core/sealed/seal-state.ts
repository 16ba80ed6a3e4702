/** A state of a cube, added to the tree of its mirror. Pure: blocks come from the caller and go back to it. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../codec/index.ts'
import {
  applyChanges,
  emptyTree,
  getEntries,
  OpenedNodes,
  type KeyChange,
  type TreeReader,
} from '../tree/index.ts'
import { nameOfBlock, sealText, type SealedEntry } from './entry.ts'
import { HEADER_KEY, type Mirror } from './mirror.ts'
import { sealStatement, statementKey, type Statement } from './statement.ts'

/** Blocks whose names are looked up together. A guess. */
const BATCH = 1_024

export interface SealState {
  /** Of the mirror. */
  reader: TreeReader
  mirror: Mirror
  /** The epoch to seal under: the one in force. */
  epoch: number
  /** The tree of the mirror before; undefined for none. */
  base: CID | undefined
  /** Of the plain cube. Those that the mirror has already are passed over, whatever epoch they were sealed under. */
  blocks: AsyncIterable<Block> | Iterable<Block>
  statement: Statement
  /** Blocks of the plain cube that go out of the mirror. */
  without?: Iterable<CID>
}

interface SealedState {
  root: CID
  /** All that the base did not have. */
  blocks: Block[]
  /** Entries of the new tree less those of the base. */
  entries: number
}

/** @throws {SealedError} ERR_DENIED, ERR_INVALID_INPUT, ERR_LIMIT @throws {TreeError} ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export async function sealState(state: SealState): Promise<SealedState> {
  const { reader, mirror, epoch, base, statement, without = [] } = state
  const opened = new OpenedNodes()
  const valuesOf = async (keys: readonly string[]): Promise<(CID | undefined)[]> =>
    base === undefined ? keys.map(() => undefined) : getEntries(reader, base, keys, { opened })
  const blocks: Block[] = []
  const planned = new Map<string, CID | null>()
  let entries = 0
  const add = ({ key, value, blocks: parts }: SealedEntry): void => {
    planned.set(key, value)
    blocks.push(...parts)
  }

  for await (const batch of inBatches(state.blocks, BATCH)) {
    const keys = batch.map(({ cid }) => mirror.blind(nameOfBlock(cid)))
    const values = await valuesOf(keys)
    for (const [at, { bytes }] of batch.entries()) {
      const key = keys[at]!
      if (values[at] !== undefined || planned.has(key)) continue
      add(sealText(mirror, epoch, 'block', key, bytes))
      entries++
    }
  }
  const gone = [...new Set(Array.from(without, (cid) => mirror.blind(nameOfBlock(cid))))]
  for (const [at, value] of (await valuesOf(gone)).entries()) {
    if (value === undefined || planned.has(gone[at]!)) continue
    planned.set(gone[at]!, null)
    entries--
  }
  const stated = sealStatement(mirror, epoch, statement)
  const [before] = await valuesOf([statementKey(mirror)])
  if (before?.equals(stated.value) !== true) add(stated)
  if (before === undefined) entries++

  const begun = base === undefined ? begin(mirror) : undefined
  const changes: KeyChange[] = Array.from(planned, ([key, value]) => ({ key, value }))
  const written = await applyChanges(begun?.reader ?? reader, base ?? begun!.root, [
    ...(begun?.changes ?? []),
    ...changes,
  ])
  const header = begun === undefined ? [] : [mirror.genesis, mirror.header]
  return {
    root: written.root,
    blocks: [...header, ...blocks, ...written.blocks],
    entries: entries + (begun === undefined ? 0 : 1),
  }
}

function begin(mirror: Mirror): { root: CID; reader: TreeReader; changes: KeyChange[] } {
  const { root, blocks } = emptyTree()
  const reader: TreeReader = {
    getMany: async (cids) => cids.map((cid) => blocks.find((block) => block.cid.equals(cid))?.bytes),
  }
  return { root, reader, changes: [{ key: HEADER_KEY, value: mirror.header.cid }] }
}

async function* inBatches<T>(all: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const one of all) {
    batch.push(one)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
