/** What an import would change, item by item: each item becomes a change, is as before, or is said with a reason. */
import type { CID } from 'multiformats/cid'
import { MemCubeError } from '../../core/errors.ts'
import { isMemoryOf, isOpaque, readMemory } from '../../core/cube/index.ts'
import type { Store } from '../../storage/index.ts'
import type { ComposedMemory, CubeChange } from '../../cubes/index.ts'
import { invalidInput, NodeError } from '../../home/index.ts'
import { composeItem } from './compose-item.ts'
import { countLeftOut, type LeftOutCount } from './count-left-out.ts'
import { isLeftOut, isSkipped, type ImportedMemory, type ImportItem, type SkippedItem } from './importer.ts'
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

export function isMemory(item: ImportItem): item is ImportedMemory {
  return !isSkipped(item) && !isLeftOut(item)
}

export async function tallySlice(
  store: Store,
  tally: Tally,
  slice: readonly ImportItem[],
  nowMs: number,
): Promise<void> {
  const dateless = slice.filter(isMemory).filter(({ created }) => created === undefined)
  const known = await createdOf(
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
    else await takeItem(store, tally, item, known, nowMs)
  }
}

/** Only what is said of it is kept, not the part of the input that it speaks for. */
function saidOf({ of: _part, ...said }: SkippedItem): SkippedItem {
  return said
}

/** The `created` of what keys hold now, read in one go. */
async function createdOf(
  store: Store,
  existing: ReadonlyMap<string, CID>,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const held = keys.flatMap((key) => {
    const cid = existing.get(key)
    return cid === undefined ? [] : [{ key, cid }]
  })
  const blocks = held.length === 0 ? [] : await store.getMany(held.map(({ cid }) => cid))
  return new Map(
    held.flatMap(({ key }, index) => {
      const memory = blocks[index] === undefined ? undefined : readMemory(blocks[index])
      return memory === undefined || isOpaque(memory) ? [] : [[key, memory.created] as const]
    }),
  )
}

async function takeItem(
  store: Store,
  tally: Tally,
  item: ImportedMemory,
  known: ReadonlyMap<string, number>,
  nowMs: number,
): Promise<void> {
  try {
    const key = item.key.normalize('NFC')
    const before = tally.taken.get(key)
    const first = composeAt(item, key, before === undefined ? known : new Map([[key, before.created]]), nowMs)
    const composed = before === undefined ? first : await numbered(store, tally, item, first, nowMs)
    if (composed === undefined) tally.unchanged++
    else put(tally, item.item, composed)
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    skip(tally, { item: item.item, reason: error.message })
  }
}

/** A file that says no date keeps the date of the memory it became: only then does the same file give the same memory. */
function composeAt(
  item: ImportedMemory,
  key: string,
  known: ReadonlyMap<string, number>,
  nowMs: number,
): ComposedMemory {
  return composeItem({ ...item, key }, item.created ?? known.get(key) ?? item.createdGuess ?? nowMs)
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
    if (item.isKeyGiven === true)
      throw invalidInput(
        `the key "${first.key}" came before in this import`,
        'give each memory a key of its own',
      )
    const key = `${first.key}-${number}`
    composed = composeAt(item, key, await createdOf(store, tally.existing, [key]), nowMs)
  }
  return composed
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
