/**
 * From a state of a cube to the same state of its mirror and back, at the cost of what changed since a state of which
 * both are known. Pure: blocks come from a reader and go to the caller. Spec: protocols/swarm/spec.md, "Steps".
 */
import type { CID } from 'multiformats/cid'
import { linksOf, type Block } from '../codec/index.ts'
import { parseCommit, parseMemory, type Commit } from '../cube/index.ts'
import {
  applyChanges,
  diffTrees,
  emptyTree,
  type KeyChange,
  type TreeChange,
  type TreeReader,
} from '../tree/index.ts'
import { rootOfEntry, sealEntry, unsealEntry, type PlainMemory } from './entry.ts'
import { HEADER_KEY, type Mirror } from './mirror.ts'
import { sealCommit, unsealCommit } from './sealed-commit.ts'
import { SealedError } from './sealed-error.ts'

/** One state in both forms. */
export interface Twin {
  plainTree: CID
  sealedTree: CID
}

/** Changes whose memories are read together; a payload may be large. A guess. */
const batchChanges = 256

export interface SealStep {
  reader: TreeReader
  mirror: Mirror
  /** The epoch to seal under: the one in force when the commit was made. */
  epoch: number
  /** The first parent in both forms; undefined for the first commit. */
  base: Twin | undefined
  /** The plain commit. */
  plain: Uint8Array
  /** Commits of the mirror, in the order of the plain commit's parents. */
  parents: CID[]
  /** Of the commit's author. */
  secret: Uint8Array
}

/** The commit of the mirror, and all blocks that the mirror did not have. @throws {SealedError|TreeError} */
export async function sealStep(
  step: SealStep,
): Promise<{ commit: Commit; block: Block; blocks: Block[]; twin: Twin }> {
  const { reader, mirror, epoch, base, plain, parents, secret } = step
  const { tree } = parseCommit(plain)
  const blocks: Block[] = []
  const planned: KeyChange[] = []
  for await (const batch of inBatches(diffTrees(reader, base?.plainTree, tree))) {
    const memories = await readMemories(reader, batch)
    for (const [at, { key }] of batch.entries()) {
      const memory = memories[at]
      if (memory === undefined) {
        planned.push({ key: mirror.blind(key), value: null })
        continue
      }
      const entry = sealEntry(mirror, epoch, key, memory)
      blocks.push(...entry.blocks)
      planned.push({ key: entry.key, value: entry.value })
    }
  }
  const begun = base === undefined ? beginTree(mirror) : { root: base.sealedTree, blocks: [], changes: [] }
  const written = await applyChanges(withBlocks(reader, begun.blocks), begun.root, [
    ...begun.changes,
    ...planned,
  ])
  const { commit, block } = sealCommit(mirror, epoch, plain, { tree: written.root, parents }, secret)
  const header = base === undefined ? [mirror.genesis, mirror.header] : []
  return {
    commit,
    block,
    blocks: [...header, ...blocks, ...written.blocks, block],
    twin: { plainTree: tree, sealedTree: written.root },
  }
}

function beginTree(mirror: Mirror): { root: CID; blocks: Block[]; changes: KeyChange[] } {
  const { root, blocks } = emptyTree()
  return { root, blocks, changes: [{ key: HEADER_KEY, value: mirror.header.cid }] }
}

export interface UnsealStep {
  reader: TreeReader
  mirror: Mirror
  /** A state of which both are known, the nearer the better; undefined for none. */
  base: Twin | undefined
  sealed: Commit
}

/**
 * The plain commit, and all plain blocks that the base does not have. The plain tree is built anew and held against
 * what the author signed, so that nothing in the mirror can be left out, swapped or put back to an older state.
 * @throws {SealedError|TreeError} ERR_DENIED, ERR_UNVERIFIABLE, ERR_NOT_FOUND
 */
export async function unsealStep(
  step: UnsealStep,
): Promise<{ commit: Commit; block: Block; blocks: Block[]; changes: KeyChange[]; twin: Twin }> {
  const { reader, mirror, base, sealed } = step
  const { commit, block } = unsealCommit(mirror, sealed)
  const blocks: Block[] = []
  const changes: KeyChange[] = []
  let hasHeader = base !== undefined
  for await (const batch of inBatches(diffTrees(reader, base?.sealedTree, sealed.tree, { verify: true }))) {
    const wanted = batch.filter(
      ({ key, after }) => key !== HEADER_KEY || (hasHeader = isHeader(mirror, after)),
    )
    const memories = wanted.filter(({ key }) => key !== HEADER_KEY)
    for (const { key, memory, isGone } of await openEntries(reader, mirror, memories)) {
      if (!isGone) blocks.push(memory.record, ...memory.payload)
      changes.push({ key, value: isGone ? null : memory.record.cid })
    }
  }
  if (!hasHeader) throw new SealedError('ERR_UNVERIFIABLE', 'the mirror has no header')
  const begun = base === undefined ? emptyTree() : { root: base.plainTree, blocks: [] }
  const written = await applyChanges(withBlocks(reader, begun.blocks), begun.root, changes)
  if (!written.root.equals(commit.tree))
    throw new SealedError('ERR_UNVERIFIABLE', 'the mirror holds another state than its author signed')
  // The tree without entries is no change of itself, and has a block all the same.
  const nodes = written.root.equals(begun.root) ? begun.blocks : written.blocks
  return {
    commit,
    block,
    blocks: [...(base === undefined ? [mirror.plain] : []), ...blocks, ...nodes, block],
    changes,
    twin: { plainTree: commit.tree, sealedTree: sealed.tree },
  }
}

function isHeader(mirror: Mirror, value: CID | undefined): boolean {
  if (value?.equals(mirror.header.cid) === true) return true
  throw new SealedError('ERR_UNVERIFIABLE', 'the header of the mirror was changed')
}

interface Opened {
  key: string
  memory: PlainMemory
  isGone: boolean
}

async function openEntries(
  reader: TreeReader,
  mirror: Mirror,
  changes: readonly TreeChange[],
): Promise<Opened[]> {
  const entries = await readAll(
    reader,
    changes.map(({ before, after }) => (after ?? before)!),
  )
  const opened: Opened[] = []
  for (const [at, { key, after }] of changes.entries()) {
    const entry = entries[at]!
    const pieces = await piecesBehind(reader, rootOfEntry(entry))
    opened.push({ ...unsealEntry(mirror, key, entry, pieces), isGone: after === undefined })
  }
  return opened
}

async function piecesBehind(reader: TreeReader, root: CID | undefined): Promise<Uint8Array[]> {
  if (root === undefined) return []
  const [bytes] = await readAll(reader, [root])
  const links = linksOf({ cid: root, bytes: bytes! })
  return links.length === 0 ? [bytes!] : readAll(reader, links)
}

/** The memories that changes lead to; undefined where a key goes. */
async function readMemories(
  reader: TreeReader,
  changes: readonly TreeChange[],
): Promise<(PlainMemory | undefined)[]> {
  const kept = changes.flatMap(({ after }) => (after === undefined ? [] : [after]))
  const records = (await readAll(reader, kept)).values()
  const memories: (PlainMemory | undefined)[] = []
  for (const { after } of changes) {
    if (after === undefined) {
      memories.push(undefined)
      continue
    }
    const bytes = records.next().value as Uint8Array
    memories.push({ record: { cid: after, bytes }, payload: await readPayload(reader, bytes) })
  }
  return memories
}

async function readPayload(reader: TreeReader, record: Uint8Array): Promise<Block[]> {
  const { body } = parseMemory(record)
  const payload: Block[] = []
  const seen = new Set<string>()
  let wanted = typeof body === 'object' && 'link' in body ? [body.link] : []
  while (wanted.length > 0) {
    const next = wanted.filter((cid) => !seen.has(cid.toString()) && seen.add(cid.toString()))
    const blocks = (await readAll(reader, next)).map((bytes, at): Block => ({ cid: next[at]!, bytes }))
    payload.push(...blocks)
    wanted = blocks.flatMap(linksOf)
  }
  return payload
}

async function readAll(reader: TreeReader, cids: CID[]): Promise<Uint8Array[]> {
  const blocks = cids.length === 0 ? [] : await reader.getMany(cids)
  return cids.map((cid, at) => {
    const bytes = blocks[at]
    if (bytes === undefined) throw new SealedError('ERR_NOT_FOUND', `the block ${cid.toString()} is not here`)
    return bytes
  })
}

/** A reader that has these too. */
function withBlocks(reader: TreeReader, blocks: readonly Block[]): TreeReader {
  if (blocks.length === 0) return reader
  const extra = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
  return {
    async getMany(cids) {
      const rest = cids.filter((cid) => !extra.has(cid.toString()))
      const found = (rest.length === 0 ? [] : await reader.getMany(rest)).values()
      return cids.map((cid) => extra.get(cid.toString()) ?? found.next().value)
    },
  }
}

async function* inBatches(changes: AsyncIterable<TreeChange>): AsyncGenerator<TreeChange[]> {
  let batch: TreeChange[] = []
  for await (const change of changes) {
    batch.push(change)
    if (batch.length < batchChanges) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
