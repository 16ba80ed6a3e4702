/** What an import would change, item by item: each item becomes a change, is as before, or is said with a reason. */
import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../../core/errors.ts'
import { isMemoryOf, isOpaque, readMemory, type Memory } from '../../core/cube/index.ts'
import type { Store } from '../../storage/index.ts'
import type { ComposedMemory, CubeChange } from '../../cubes/index.ts'
import { invalidInput, NodeError } from '../../home/index.ts'
import { composeFile } from './compose-file.ts'
import { composeItem } from './compose-item.ts'
import { countLeftOut, type LeftOutCount } from './count-left-out.ts'
import {
  isFile,
  isLeftOut,
  isSkipped,
  type ImportedFile,
  type ImportedMemory,
  type ImportItem,
  type SkippedItem,
} from './importer.ts'
import { HeldChanges } from './write-early.ts'

/** Items that do not fit, kept to be told. Guess: a file with more of them is not in the format it is read as. */
const maxSkipped = 100_000

export interface Tally {
  read: number
  unchanged: number
  skipped: SkippedItem[]
  leftOut: LeftOutCount
  changes: Map<string, CubeChange>
  /** Those of `changes` that are in memory with their blocks. */
  held: HeldChanges
  /** What the branch held before, by key. */
  existing: ReadonlyMap<string, CID>
  /** What was taken: its keys, and the item of each. */
  items: Map<string, string>
  /** The memory of each key that was taken. */
  taken: Map<string, { cid: CID; created: number }>
}

export function createTally(existing: ReadonlyMap<string, CID>): Tally {
  return {
    read: 0,
    unchanged: 0,
    skipped: [],
    leftOut: countLeftOut(),
    changes: new Map(),
    held: new HeldChanges(),
    existing,
    items: new Map(),
    taken: new Map(),
  }
}

export function isMemory(item: ImportItem): item is ImportedMemory | ImportedFile {
  return !isSkipped(item) && !isLeftOut(item)
}

export async function tallySlice(
  store: Store,
  tally: Tally,
  slice: readonly ImportItem[],
  nowMs: number,
): Promise<void> {
  const dateless = slice.filter(isMemory).filter((item) => isFile(item) || item.created === undefined)
  const known = await memoriesOf(
    store,
    tally.existing,
    dateless.map(({ key }) => key.normalize('NFC')),
  )
  for (const item of slice) {
    if (isLeftOut(item)) {
      tally.leftOut.take(item)
      continue
    }
    tally.read++
    if (isSkipped(item)) skip(tally, saidOf(item))
    else if (isFile(item)) await takeFile(store, tally, item, known)
    else await takeItem(store, tally, item, known, nowMs)
  }
}

/** Only what is said of it is kept, not the part of the input that it speaks for. */
function saidOf({ of: _part, ...said }: SkippedItem): SkippedItem {
  return said
}

/** What keys hold now, read in one go. */
async function memoriesOf(
  store: Store,
  existing: ReadonlyMap<string, CID>,
  keys: readonly string[],
): Promise<Map<string, Memory>> {
  const held = keys.flatMap((key) => {
    const cid = existing.get(key)
    return cid === undefined ? [] : [{ key, cid }]
  })
  const blocks = held.length === 0 ? [] : await store.getMany(held.map(({ cid }) => cid))
  return new Map(
    held.flatMap(({ key }, index) => {
      const memory = blocks[index] === undefined ? undefined : readMemory(blocks[index])
      return memory === undefined || isOpaque(memory) ? [] : [[key, memory] as const]
    }),
  )
}

async function takeItem(
  store: Store,
  tally: Tally,
  item: ImportedMemory,
  known: ReadonlyMap<string, Memory>,
  nowMs: number,
): Promise<void> {
  await orSkip(tally, item.item, async () => {
    const key = item.key.normalize('NFC')
    const before = tally.taken.get(key)
    const created = before?.created ?? known.get(key)?.created
    const first = composeAt(item, key, created, nowMs)
    const composed = before === undefined ? first : await numbered(store, tally, item, first, nowMs)
    if (composed === undefined) tally.unchanged++
    else put(tally, item.item, composed)
  })
}

async function takeFile(
  store: Store,
  tally: Tally,
  item: ImportedFile,
  known: ReadonlyMap<string, Memory>,
): Promise<void> {
  await orSkip(tally, item.item, async () => {
    const key = item.key.normalize('NFC')
    if (tally.taken.has(key)) throw cameBefore(key)
    const composed = await composeFile(store, key, item, known.get(key))
    if (composed.written !== undefined) tally.held.wrote(composed.written)
    put(tally, item.item, composed)
  })
}

/** What does not fit is said by its reason. */
async function orSkip(tally: Tally, item: string, take: () => Promise<void>): Promise<void> {
  try {
    await take()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // A file that went or may not be read, of those that are read here.
    const isUnreadable = code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR'
    if (!(error instanceof MemCubeError) && !isUnreadable) throw error
    skip(tally, { item, reason: isUnreadable ? `could not be read: ${code}` : message })
  }
}

/** A file that says no date keeps the date of the memory it became: only then does the same file give the same memory. */
function composeAt(
  item: ImportedMemory,
  key: string,
  known: number | undefined,
  nowMs: number,
): ComposedMemory {
  return composeItem({ ...item, key }, item.created ?? known ?? item.createdGuess ?? nowMs)
}

/**
 * A memory whose key came before in this import. The same memory again is nothing new. Another one gets the next free
 * number, where the key was made from an id or a name; a key that a person gave is not changed.
 */
async function numbered(
  store: Store,
  tally: Tally,
  item: ImportedMemory,
  first: ComposedMemory,
  nowMs: number,
): Promise<ComposedMemory | undefined> {
  let composed = first
  for (let number = 2; tally.taken.has(composed.key); number++) {
    if (tally.taken.get(composed.key)?.cid.equals(composed.cid) === true) return undefined
    if (item.isKeyGiven === true) throw cameBefore(first.key)
    const key = `${first.key}-${number}`
    const known = await memoriesOf(store, tally.existing, [key])
    composed = composeAt(item, key, known.get(key)?.created, nowMs)
  }
  return composed
}

function cameBefore(key: string): MemCubeError {
  return invalidInput(`the key "${key}" came before in this import`, 'give each memory a key of its own')
}

function put(tally: Tally, item: string, composed: ComposedMemory): void {
  const { key, cid, memory, blocks } = composed
  const before = tally.existing.get(key)
  if (before !== undefined && isMemoryOf(before, composed)) tally.unchanged++
  else {
    const change: CubeChange = { key, before, after: { cid, memory, blocks } }
    tally.changes.set(key, change)
    tally.held.add(change)
  }
  tally.items.set(key, item)
  tally.taken.set(key, { cid, created: memory.created })
}

/** @throws ERR_LIMIT for a file of which hardly anything fits: each skipped item is kept until the end, to be told */
function skip(tally: Tally, item: SkippedItem): void {
  if (tally.skipped.length >= maxSkipped)
    throw new NodeError(
      'ERR_LIMIT',
      `more than ${maxSkipped} items do not fit, the last one ${item.item}: ${item.reason}; nothing was imported`,
      { hint: 'check where the file comes from, or say the format with --format' },
    )
  tally.skipped.push(item)
}
