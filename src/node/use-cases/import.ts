import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { walk } from '../../core/tree/index.ts'
import type { RecordPut } from '../../storage/index.ts'
import {
  type Forgets,
  type Reads,
  branchNamed,
  type CubeRecord,
  tierField,
  type Tier,
  refuseForgottenChanges,
  holdOwn,
  writeCommit,
  type CubeChange,
} from '../../cubes/index.ts'
import { type Clock, type Stored, invalidInput, memoriesOf, type CallOptions } from '../../home/index.ts'
import {
  importerFor,
  importFormats,
  placeFiles,
  type ImportItem,
  broughtEntry,
  loadBrought,
  planMirror,
  requireNotVanished,
  type FolderPlace,
  createTally,
  isMemory,
  tallySlice,
  type Tally,
} from '../../exchange/import/index.ts'
import { judged, toReaders } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** Files of one call. Guess: a call holds few megabytes, and more files than this are more than those of a folder of notes. */
const mostSent = 2_000

const sentFile = z.strictObject({
  name: z.string().min(1).max(4096).describe('its path in the folder, with slashes'),
  base64: z.base64(),
  modifiedMs: z.number().int().min(0).optional().describe('when it was changed last'),
})

export const importMemories = useCase({
  name: 'import',
  summary: 'Many memories in one commit; the same again changes nothing.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'path', 'format', 'allowSkips', 'branch', 'message', 'tier'],
    needs: async (given, look) => ['files', ...(await toReaders(given, look))],
    does: 'reads files of this machine',
  }),
  input: z
    .strictObject({
      cube: inputs.cube,
      path: inputs.path.optional(),
      files: z
        .array(sentFile)
        .min(1)
        .max(mostSent)
        .optional()
        .describe('in place of a path: what is in the files, as one of a folder or one alone'),
      format: inputs.oneOf(importFormats).default('auto'),
      allowSkips: z.boolean().default(false),
      mirror: z
        .boolean()
        .default(false)
        .describe('also remove what an earlier mirror of this folder brought and it no longer holds'),
      allowEmpty: z
        .boolean()
        .default(false)
        .describe('with mirror: even when no file is left, or most went at once'),
      branch: inputs.branch.optional(),
      message: inputs.message,
      tier: inputs.tier
        .optional()
        .describe('how far what the file says is trusted: own when not given, as if it were written here'),
    })
    .refine(({ path, files }) => (path === undefined) !== (files === undefined), {
      message: 'expected path or files',
    })
    .refine(({ mirror, files }) => !mirror || files === undefined, {
      message: 'expected a path to mirror',
    }),
  output: z.object({
    read: outputs.count,
    added: outputs.count,
    changed: outputs.count,
    unchanged: outputs.count,
    removed: outputs.count.optional(),
    skipped: z.array(
      z.object({ item: outputs.text, reason: outputs.text, loss: z.literal(false).optional() }),
    ),
    leftOut: z.array(z.object({ reason: outputs.text, count: outputs.count, examples: outputs.texts })),
    commit: outputs.text,
    ...outputs.noticed,
  }),
  async run(
    node,
    { cube: text, path: given, files = [], format, mirror, allowEmpty, branch: branchName, message, tier },
    options,
  ) {
    const { cube } = await node.cubes.resolve(text)
    await using placed = given === undefined ? await placeFiles(files) : undefined
    const path = given ?? placed?.path ?? ''
    return await holdOwn(node, cube, async (record) => {
      const branch = branchNamed(record, branchName)
      const importer = await importerFor(path, mirror ? mirrored(path, format) : format)
      const slices = trusted(importer.read(path), tier)
      const tally = await readItems(node, record, branch.commit, slices, options)
      if (!mirror && isNothing(tally, path))
        throw nothingFound(given ?? 'what was sent', importer.format, tally)
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
      await tally.held.requireThere(node.store)
      const { commit } = await writeCommit(
        node,
        record,
        changes,
        message ?? messageOf(counts, given === undefined ? '' : ` from ${placeName(given)}`),
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
  node: Stored,
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

/** @param from where it came from, with a space before it */
function messageOf(
  { added, changed, removed = 0 }: { added: number; changed: number; removed?: number },
  from: string,
): string {
  const taken = added + changed
  const gone = removed === 0 ? '' : memoriesOf(removed)
  if (taken === 0) return `remove ${gone}${from === '' ? '' : `, which left${from.replace(' from', '')}`}`
  return `import ${memoriesOf(taken)}${from}${gone === '' ? '' : `, remove ${gone}`}`
}

/** The last part of a path: where a folder lies is nobody's business. */
function placeName(path: string): string {
  const name = basename(path).toWellFormed()
  return statSync(path).isDirectory() ? `${name}/` : name
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

function withTier(
  data: Record<string, unknown> | undefined,
  tier: Tier,
): Record<string, unknown> | undefined {
  const { [tierField]: _said, ...rest } = data ?? {}
  if (tier !== 'own') return { ...rest, [tierField]: tier }
  return data === undefined ? undefined : rest
}

async function readItems(
  node: Reads & Forgets & Clock,
  record: CubeRecord,
  commit: CID,
  slices: Slices,
  options: CallOptions,
): Promise<Tally> {
  const existing = await currentEntries(node, commit)
  const tally = createTally(existing)
  for await (const slice of slices) {
    options.signal.throwIfAborted()
    await tallySlice(node.store, tally, slice, node.nowMs())
    await tally.held.writeWhenMuch(node.store, (changes) =>
      refuseForgottenChanges(node.forgotten, record, changes),
    )
    options.progress({ phase: 'read', done: tally.read, unit: 'items' })
  }
  return tally
}

async function currentEntries(node: Reads, commit: CID): Promise<Map<string, CID>> {
  const entries = new Map<string, CID>()
  const { tree } = await node.cubes.commit(commit)
  for await (const [key, cid] of walk(node.store, tree)) entries.set(key, cid)
  return entries
}

/** Nothing was there, or all that was there did not fit. */
function isNothing({ read, skipped }: Tally, path: string): boolean {
  if (read !== skipped.length) return false
  // A folder may hold files that are no memories; a file that was named and gives nothing was named in vain.
  return read === 0 || statSync(path).isFile() || skipped.some(({ loss }) => loss !== false)
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
