import { statSync } from 'node:fs'
import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { walk } from '../../core/tree/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { parseMemory } from '../../core/cube/index.ts'
import type { RecordPut } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { branchNamed } from '../cubes/branches.ts'
import { tierField } from '../cubes/stated-tier.ts'
import type { Tier } from '../cubes/tier.ts'
import type { ComposedMemory } from '../cubes/compose-memory.ts'
import { requireOwn, writeCommit, type CubeChange } from '../cubes/write-commit.ts'
import { invalidInput } from '../errors.ts'
import {
  composeItem,
  countLeftOut,
  type LeftOutCount,
  importerFor,
  importFormats,
  isLeftOut,
  isSkipped,
  type ImportedMemory,
  type ImportItem,
  type SkippedItem,
} from '../import/index.ts'
import {
  broughtEntry,
  loadBrought,
  planMirror,
  requireNotVanished,
  type FolderPlace,
} from '../import/mirror.ts'
import { useCase, type CallOptions } from '../use-case.ts'
import * as inputs from './inputs.ts'

/** What an import did, item by item. */
interface Tally {
  read: number
  unchanged: number
  skipped: SkippedItem[]
  leftOut: LeftOutCount
  changes: Map<string, CubeChange>
  /** What the branch held before, by key. */
  existing: ReadonlyMap<string, CID>
  /** What was taken: its keys, and the item of each. */
  items: Map<string, string>
}

export const importMemories = useCase({
  name: 'import',
  summary: 'Many memories in one commit; the same again changes nothing.',
  writes: 'cube',
  input: z.strictObject({
    cube: inputs.cube,
    path: inputs.path,
    format: z.string().max(64).default('auto').describe(importFormats.join(', ')),
    allowSkips: z.boolean().default(false),
    mirror: z
      .boolean()
      .default(false)
      .describe('also remove what this folder brought before and no longer holds'),
    allowEmpty: z
      .boolean()
      .default(false)
      .describe('with mirror: even when no file is left, or most went at once'),
    branch: inputs.branch.optional(),
    message: inputs.message,
    tier: inputs.tier
      .optional()
      .describe('how far what the file says is trusted: own when not given, as if it were written here'),
  }),
  async run(
    node,
    { cube: text, path, format, mirror, allowEmpty, branch: branchName, message, tier },
    options,
  ) {
    const { cube } = await node.cubes.resolve(text)
    return node.exclusive(cube, async () => {
      const record = await node.cubes.resolve(cube)
      requireOwn(record)
      const branch = branchNamed(record, branchName)
      const importer = await importerFor(path, mirror ? mirrored(path, format) : format)
      const tally = await readItems(node, branch.commit, trusted(importer.read(path), tier), options)
      if (!mirror && isNothing(tally)) throw nothingFound(path, importer.format, tally)
      const place = { cube, branch: branch.name, path }
      const removal = mirror ? await removalOf(node, place, tally, allowEmpty) : nothingRemoved
      const taken = [...tally.changes.values()]
      const changes = [...taken, ...removal.changes]
      const added = taken.filter(({ before }) => before === undefined).length
      const counts = {
        read: tally.read,
        added,
        changed: taken.length - added,
        unchanged: tally.unchanged,
        ...(mirror && { removed: removal.changes.length }),
        skipped: tally.skipped,
        leftOut: tally.leftOut.counts(),
      }
      if (changes.length === 0) {
        if (removal.put.length > 0) await node.store.commit({ put: removal.put })
        return { ...counts, commit: branch.commit.toString() }
      }
      options.progress({ phase: 'commit', done: 0, total: changes.length, unit: 'memories' })
      const { commit } = await writeCommit(
        node,
        record,
        changes,
        message ?? messageOf(counts),
        branch,
        removal.put.length > 0 ? { put: removal.put } : {},
      )
      return { ...counts, commit: commit.toString() }
    })
  },
})

interface Removal {
  changes: CubeChange[]
  /** The record of what the folder has brought, where it changed. */
  put: RecordPut[]
}

const nothingRemoved: Removal = { changes: [], put: [] }

/** @throws ERR_DENIED when too much went at once */
async function removalOf(
  node: NodeContext,
  place: FolderPlace,
  { items, skipped, existing }: Tally,
  allowEmpty: boolean,
): Promise<Removal> {
  const before = await loadBrought(node.store, place)
  const { gone, now } = planMirror(before, { items, skipped: new Set(skipped.map(({ item }) => item)) })
  if (!allowEmpty) requireNotVanished(place.path, before, now)
  const keys = Object.keys(now)
  const isSame = gone.length === 0 && keys.length === Object.keys(before).length
  return {
    changes: gone.flatMap((key) => {
      const cid = existing.get(key)
      return cid === undefined ? [] : [{ key, before: cid, after: undefined }]
    }),
    put: isSame && keys.every((key) => before[key] === now[key]) ? [] : [broughtEntry(place, now)],
  }
}

/** The format of what can be mirrored: files of a folder. @throws ERR_INVALID_INPUT */
function mirrored(path: string, format: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  if (isFolder !== false && (format === 'auto' || format === 'markdown')) return 'markdown'
  throw invalidInput(
    'only a folder of markdown or text can be mirrored',
    'name a folder; other files are imported without --mirror',
  )
}

function messageOf({
  added,
  changed,
  removed = 0,
}: {
  added: number
  changed: number
  removed?: number
}): string {
  const taken = added + changed
  if (removed === 0) return `import ${taken} memories`
  return taken === 0 ? `remove ${removed} memories` : `import ${taken} memories, remove ${removed}`
}

type Slices = AsyncIterable<readonly ImportItem[]>

/** What was read, marked with the tier that it starts in. What a file of ours says of it stays where nobody names one. */
async function* trusted(slices: Slices, tier: Tier | undefined): Slices {
  for await (const slice of slices) {
    yield tier === undefined
      ? slice
      : slice.map((item) => (isMemory(item) ? { ...item, data: withTier(item.data, tier) } : item))
  }
}

function isMemory(item: ImportItem): item is ImportedMemory {
  return !isSkipped(item) && !isLeftOut(item)
}

function withTier(
  data: Record<string, unknown> | undefined,
  tier: Tier,
): Record<string, unknown> | undefined {
  const { [tierField]: _said, ...rest } = data ?? {}
  if (tier !== 'own') return { ...rest, [tierField]: tier }
  return data === undefined ? undefined : rest
}

async function readItems(
  node: NodeContext,
  commit: CID,
  slices: Slices,
  options: CallOptions,
): Promise<Tally> {
  const existing = await currentEntries(node, commit)
  const tally: Tally = {
    read: 0,
    unchanged: 0,
    skipped: [],
    leftOut: countLeftOut(),
    changes: new Map(),
    existing,
    items: new Map(),
  }
  for await (const slice of slices) {
    options.signal.throwIfAborted()
    const known = await currentMemories(node, existing, slice)
    for (const item of slice) {
      if (isLeftOut(item)) {
        tally.leftOut.take(item)
        continue
      }
      tally.read++
      if (isSkipped(item)) tally.skipped.push(saidOf(item))
      else takeItem(tally, item, known, node.nowMs())
    }
    options.progress({ phase: 'read', done: tally.read, unit: 'items' })
  }
  return tally
}

/** Only what is said of it is kept, not the part of the input that it speaks for. */
function saidOf({ of: _part, ...said }: SkippedItem): SkippedItem {
  return said
}

async function currentEntries(node: NodeContext, commit: CID): Promise<Map<string, CID>> {
  const entries = new Map<string, CID>()
  const { tree } = await node.cubes.commit(commit)
  for await (const [key, cid] of walk(node.store, tree)) entries.set(key, cid)
  return entries
}

/** The `created` of what the keys of a slice hold now, read in one go. */
async function currentMemories(
  node: NodeContext,
  existing: ReadonlyMap<string, CID>,
  slice: readonly ImportItem[],
): Promise<Map<string, number>> {
  const held = slice.filter(isMemory).flatMap((item) => {
    const key = item.key.normalize('NFC')
    const cid = item.created === undefined ? existing.get(key) : undefined
    return cid === undefined ? [] : [{ key, cid }]
  })
  const blocks = held.length === 0 ? [] : await node.store.getMany(held.map(({ cid }) => cid))
  return new Map(
    held.flatMap(({ key }, index) =>
      blocks[index] === undefined ? [] : [[key, parseMemory(blocks[index]).created] as const],
    ),
  )
}

function takeItem(
  tally: Tally,
  item: ImportedMemory,
  created: ReadonlyMap<string, number>,
  nowMs: number,
): void {
  let composed: ComposedMemory
  try {
    const key = item.key.normalize('NFC')
    // A file that says no date keeps the date of the memory it became: only then does the same file give the same memory.
    const when = item.created ?? created.get(key) ?? item.createdGuess ?? nowMs
    composed = composeItem({ ...item, key }, when)
    const before = tally.existing.get(key)
    if (tally.changes.has(key))
      throw invalidInput(`the key "${key}" came before in this import`, 'give each memory a key of its own')
    if (before?.equals(composed.cid) === true) tally.unchanged++
    else tally.changes.set(key, { key, before, after: composed })
    tally.items.set(key, item.item)
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    tally.skipped.push({ item: item.item, reason: error.message })
  }
}

/** Nothing was there, or all that was there did not fit. That it holds nothing to remember is an answer. */
function isNothing({ read, skipped }: Tally): boolean {
  return read === skipped.length && (read === 0 || skipped.some(({ loss }) => loss !== false))
}

function nothingFound(path: string, format: string, { read, skipped }: Tally): Error {
  const [first] = skipped
  const why =
    first === undefined
      ? 'holds no item'
      : `has ${read} item${read === 1 ? '' : 's'} and none fits: ${first.item}: ${first.reason}`
  return invalidInput(
    `${path}, read as ${format}, ${why}; nothing was imported`,
    'check the path, or say the format with --format',
  )
}
