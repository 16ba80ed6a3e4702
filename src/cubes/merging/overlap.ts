/**
 * Memories under different keys that say the same, or the same with another value: what a merge brought beside what was
 * here. Only told, never decided: neither the index nor the embedder has a say in the tree of a merge.
 */
import { anySignal } from '../../core/signals/index.ts'
import { countOf } from '../../home/index.ts'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { RESERVED_PREFIX, type Memory, isOpaque, readMemory } from '../../core/cube/index.ts'
import { diffTrees, getEntry, walk, type Entry } from '../../core/tree/index.ts'
import type { Compared, RecallIndex, TextComparer } from '../../recall/index.ts'
import type { Feeds, Reads } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import type { CubeRecord } from '../cube-record.ts'
import * as fields from '../fields.ts'
import { readText } from '../read-body.ts'
import type { MergedTree } from './merged-tree.ts'

/** A memory of ours and one that came, with how alike they are: a cosine. */
export const similarPair = z.object({
  a: fields.text,
  b: fields.text,
  score: z.number(),
  kind: z.enum(['same', 'contradicts']),
})
export type Similar = z.infer<typeof similarPair>

interface FoundOverlap {
  similar: Similar[]
  /** Says what was not compared. */
  notes: string[]
}

/** What came beyond this is not compared: with a millisecond each this is a second. Guess. */
const maxBrought = 1_000
/** Up to this many texts of ours are read and compared one by one; embedding them takes a third of a second. Guess. */
const maxRead = 2_000
/** Passages of ours that are looked at for each text that came. Guess. */
const nearest = 4
/** Memories of ours that are listed beside one that came. Guess. */
const maxListed = 3
/** How long the embedder is kept for the next merge: loading it takes a tenth of a second, and it holds 20 MB. Guess. */
const keptMs = 60_000
/** How long vectors that are still to be computed are waited for. Guess. */
const maxSettleMs = 5_000
/** Texts compared before others have their turn. */
const stepTexts = 50

interface Text extends Compared {
  key: string
  cid: CID
  memory: Memory
}

/** @param ours the state before the merge, at the tip of a branch of the cube */
export async function findOverlap(
  node: Reads & Feeds,
  record: CubeRecord,
  ours: CID,
  { brought, gone }: Pick<MergedTree, 'brought' | 'gone'>,
  signal: AbortSignal,
): Promise<FoundOverlap> {
  const came = brought.filter(([key]) => !key.startsWith(RESERVED_PREFIX))
  if (came.length === 0) return { similar: [], notes: [] }
  const comparer = await loadComparer()
  const texts = await readTexts(node, comparer, came.slice(0, maxBrought), signal)
  const changed = new Set([...brought.map(([key]) => key), ...gone])
  const { candidates, left } = await candidatesOf(node, comparer, { record, ours, texts, changed }, signal)
  const all = texts.map((text, at) => overlapsOf(comparer, text, candidates(at)).sort(byScore))
  const similar = all.flatMap((found) => found.slice(0, maxListed))
  const unlisted = all.flat().length - similar.length
  const notes: string[] = []
  if (came.length > maxBrought)
    notes.push(`of ${came.length} memories that came the first ${maxBrought} were compared with those here`)
  if (left > 0)
    notes.push(`not compared with what came: ${countOf(left, 'text')} here that the index does not know yet`)
  if (unlisted > 0)
    notes.push(
      `${unlisted} more pairs overlap: of each memory that came the ${maxListed} most alike are listed`,
    )
  return { similar: similar.sort(byScore), notes }
}

let kept: { comparer: TextComparer; timer: NodeJS.Timeout } | undefined

async function loadComparer(): Promise<TextComparer> {
  clearTimeout(kept?.timer)
  const { createTextComparer } = await import('../../recall/index.ts')
  const comparer = kept?.comparer ?? createTextComparer()
  kept = { comparer, timer: setTimeout(() => (kept = undefined), keptMs).unref() }
  return comparer
}

function overlapsOf(comparer: TextComparer, theirs: Text, candidates: readonly Text[]): Similar[] {
  return candidates.flatMap((ours) => {
    if (ours.key === theirs.key) return []
    const found = comparer.compare(ours, theirs, inOneSlot(ours, theirs))
    return found === undefined ? [] : [{ a: ours.key, b: theirs.key, ...found }]
  })
}

/** The last part of the key, or the `slot` among the data of the memory, says what both speak of. */
function inOneSlot(a: Text, b: Text): boolean {
  const slot = (text: Text): unknown => text.memory.data?.['slot']
  if (typeof slot(a) === 'string' || typeof slot(b) === 'string') return slot(a) === slot(b)
  return leafOf(a.key) === leafOf(b.key)
}

function leafOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

function byScore(one: Similar, other: Similar): number {
  return other.score - one.score || compare(one.a, other.a) || compare(one.b, other.b)
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

interface Question {
  record: CubeRecord
  ours: CID
  texts: readonly Text[]
  /** Keys of ours that the merge takes away or gives another value. */
  changed: ReadonlySet<string>
}

interface Candidates {
  candidates(at: number): readonly Text[]
  /** Texts of ours that were not looked at. */
  left: number
}

/**
 * What the index finds near, and what it does not know. Where it is closed and texts of ours are few, reading them all is
 * quicker than opening it.
 */
async function candidatesOf(
  node: Reads & Feeds,
  comparer: TextComparer,
  question: Question,
  signal: AbortSignal,
): Promise<Candidates> {
  const isOpen = node.recall.opened() !== undefined
  const all = isOpen ? undefined : await unlessMore(entriesOf(node, question), maxRead)
  if (all !== undefined) {
    const texts = await readTexts(node, comparer, all, signal)
    return { candidates: () => texts, left: 0 }
  }
  const index = await node.recall.open()
  // Points that wait for the graph are found by a scan; only what has no vector is not.
  if ((await index.status()).pending > 0) await settle(index, signal)
  const { record } = question
  const asked = question.texts.map(({ text }) => text)
  const { near, waiting } = await index.nearest(record.cube, asked, nearest, { signal })
  const few = await unlessMore(notIndexed(node, question), maxRead)
  const unread = few === undefined ? await lengthOf(notIndexed(node, question)) : 0
  const unknown = few ?? []
  const entries = new Map(unknown.map((entry): [string, Entry] => [entry[0], entry]))
  for (const { key, memory } of near.flat()) {
    const here = question.changed.has(key) ? undefined : await getEntry(node.store, question.ours, key)
    if (here?.toString() === memory) entries.set(key, [key, here])
  }
  const read = new Map(
    (await readTexts(node, comparer, [...entries.values()], signal)).map((text) => [text.key, text]),
  )
  const always = unknown.flatMap(([key]) => read.get(key) ?? [])
  return {
    candidates: (at) => [
      ...new Set([...always, ...(near[at] ?? []).flatMap(({ key }) => read.get(key) ?? [])]),
    ],
    left: unread + ((await index.status()).pending > 0 ? waiting : 0),
  }
}

async function* entriesOf(node: Stored, { ours, changed }: Question): AsyncGenerator<Entry> {
  for await (const [key, cid] of walk(node.store, ours))
    if (!key.startsWith(RESERVED_PREFIX) && !changed.has(key)) yield [key, cid]
}

/** The index knows the current branch; this is what another branch has that it has not. */
async function* notIndexed(node: Reads, { record, ours, changed }: Question): AsyncGenerator<Entry> {
  const { tree } = await node.cubes.commit(record.commit)
  for await (const { key, after } of diffTrees(node.store, tree, ours))
    if (after !== undefined && !key.startsWith(RESERVED_PREFIX) && !changed.has(key)) yield [key, after]
}

async function unlessMore(entries: AsyncIterable<Entry>, most: number): Promise<Entry[] | undefined> {
  const found: Entry[] = []
  for await (const entry of entries) if (found.push(entry) > most) return undefined
  return found
}

async function lengthOf(entries: AsyncIterable<Entry>): Promise<number> {
  let count = 0
  for await (const _ of entries) count++
  return count
}

async function settle(index: RecallIndex, signal: AbortSignal): Promise<void> {
  try {
    await index.settled({ signal: anySignal([signal, AbortSignal.timeout(maxSettleMs)]) })
  } catch {
    signal.throwIfAborted()
  }
}

async function readTexts(
  node: Stored,
  comparer: TextComparer,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Text[]> {
  const texts: Text[] = []
  for (let from = 0; from < entries.length; from += stepTexts) {
    signal.throwIfAborted()
    const step = entries.slice(from, from + stepTexts)
    const blocks = await node.store.getMany(step.map(([, cid]) => cid))
    for (const [at, [key, cid]] of step.entries()) {
      const bytes = blocks[at]
      const memory = bytes === undefined ? undefined : readMemory(bytes)
      if (memory === undefined || isOpaque(memory)) continue
      const text = await readText(node.store, memory)
      const read = text === undefined ? undefined : comparer.read(text)
      if (read !== undefined) texts.push({ key, cid, memory, ...read })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return texts
}
