import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { type Feeds, type Tells, type Writes, listAway, type CubeRecord } from '../../cubes/index.ts'
import { type Locks, type Stored, invalidInput, NodeError } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import {
  eraseForgotten,
  type Erased,
  forgetIn,
  memoriesUnder,
  olderUnder,
  type ForgottenKeys,
  reinstateIn,
  cubesHolding,
} from '../../cubes/forgotten/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { type Looking, offersThatStay, standing, whereElse } from './forget-elsewhere.ts'
import { fetcher, whoFetched } from './who-fetched.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const input = z.strictObject({
  cube: inputs.cube,
  keys: z.array(inputs.key).max(1_000).default([]),
  at: inputs.revision.optional(),
  reason: z.string().min(1).max(1_024).optional(),
  everywhere: z.boolean().default(false),
  reinstate: z.array(z.string().min(1).max(256)).max(1_000).default([]),
})

const erasure = z.object({
  forgotten: z.array(z.object({ cube: outputs.text, key: outputs.text, memory: outputs.text })),
  memories: outputs.texts,
  tombstone: outputs.maybe,
  tombstones: outputs.texts,
  commit: outputs.maybe,
  removed: z.object({
    blocks: outputs.count,
    payloads: outputs.count,
    texts: z.int(),
    vectors: outputs.count,
    bytes: z.number(),
  }),
  compacted: z.boolean(),
  alsoIn: z
    .array(standing)
    .describe('memories in current states that say the same, or have it in them: they were not touched'),
  notForced: outputs.texts.describe('where it may stay, whatever is done here'),
  fetchedBy: z
    .array(fetcher)
    .describe(
      'nodes that fetched the cube from this home, as far as it remembers; others may have it from them',
    ),
  ...outputs.noticed,
})
const reinstatement = z.object({
  reinstated: outputs.texts,
  commit: outputs.maybe,
  ...outputs.noticed,
})

export const forget = useCase({
  name: 'forget',
  summary:
    'Erases memories for good: from every branch, the store and the index, and has others do the same.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'keys', 'at', 'reason', 'everywhere', 'reinstate'],
    // From every branch. Everywhere means other cubes too, and some of these may be shared.
    needs: async (given, look) =>
      given['everywhere'] === true || (await look(given, 'cube')) !== 'private'
        ? ['forget', 'publish']
        : ['forget'],
    does: 'erases what cannot be brought back',
  }),
  input,
  output: z.union([erasure, reinstatement]),
  run(node, request, { signal }) {
    if ((request.keys.length === 0) === (request.reinstate.length === 0))
      throw invalidInput('expected keys to forget, or memories to reinstate', 'see `memcube help forget`')
    // One at a time: which cubes share a memory must not change in between.
    return node.exclusive({ kind: 'forget' }, async () =>
      request.keys.length > 0 ? forgetKeys(node, request, signal) : reinstate(node, request),
    )
  },
})

async function forgetKeys(
  node: Erasing,
  { cube: text, keys, at, reason, everywhere }: z.infer<typeof input>,
  signal: AbortSignal,
): Promise<z.infer<typeof erasure>> {
  const record = await node.cubes.resolve(text)
  const memories = await memoriesUnder(node, record, keys, at)
  const others = await cubesHolding(node, new Set([record.cube]), new Set(memories.keys()))
  if (others.length > 0 && !everywhere) throw sharedWith(others)
  // As long as it can be read.
  const alsoIn = await whereElse(node, memories, signal)
  const index = await node.recall.open()
  const before = await index.status()
  const done: ForgottenKeys[] = []
  for (const { cube } of [record, ...others])
    done.push(
      await node.exclusive(cube, async () =>
        forgetIn(node, await node.cubes.resolveHeld(cube), memories, reason),
      ),
    )
  const after = await (await node.recall.open()).status()
  const erased = await eraseForgotten(node)
  return {
    forgotten: done.flatMap(({ forgotten }) => forgotten),
    memories: [...memories.keys()],
    tombstone: done[0]?.tombstones[0] ?? null,
    tombstones: done.flatMap(({ tombstones }) => tombstones),
    commit: done[0]?.commit ?? null,
    removed: {
      blocks: erased.blocks,
      payloads: erased.payloads,
      texts: before.texts - after.texts,
      vectors: Math.max(0, before.vectors - after.vectors),
      bytes: erased.bytes,
    },
    compacted: true,
    alsoIn: alsoIn.places,
    notForced: [
      ...alsoIn.notLooked,
      ...(await offersThatStay(node, record, keys, memories)),
      ...(await olderThatStay(node, record, keys)),
      ...whatStays([record, ...others], erased, memories),
      ...(await archivesThatStay(node)),
      ...(await blocksThatStay(node)),
    ],
    fetchedBy: await whoFetched(node, new Set([record, ...others].map(({ cube }) => cube))),
  }
}

type Erasing = Tells & Locks & Writes & Looking & Peers

function sharedWith(others: readonly CubeRecord[]): NodeError {
  return new NodeError(
    'ERR_CONFLICT',
    `other cubes of this home have the same memory: ${others.map(({ name }) => name).join(', ')}; nothing was forgotten`,
    {
      hint: `add --everywhere to forget it in these too${others.some(({ own }) => !own) ? '; in a cube of others this home alone does without it' : ''}`,
    },
  )
}

/** What no command can do, in plain words. */
function whatStays(
  records: readonly CubeRecord[],
  { keptFor }: Erased,
  memories: ReadonlyMap<string, CID>,
): string[] {
  const stays: string[] = []
  if (records.some(({ own, published }) => own && published))
    stays.push(
      'nodes that pulled the cube erase it when they pull again; those that stay away, or do not obey, keep it',
    )
  if (records.some(({ own, published }) => own && !published))
    stays.push(
      'whoever pulled the cube while it was published keeps it until it is published again and they pull',
    )
  if (records.some(({ own }) => !own))
    stays.push('the author of the cube and other nodes keep it; this home alone does without')
  stays.push('backups, exports and copies that were made before keep it')
  stays.push('the history stays as it was signed: it still shows the keys, and the messages of commits')
  stays.push('other memories that quote it, or were made from it, stay, and recall finds them')
  if (keptFor.length > 0)
    stays.push(`${memories.size === 1 ? 'it stays' : 'some stay'} in the store for ${keptFor.join(', ')}`)
  return stays
}

/** What the same keys held before may be what was meant. */
async function olderThatStay(
  node: Parameters<typeof olderUnder>[0],
  record: CubeRecord,
  keys: readonly string[],
): Promise<string[]> {
  const older = await olderUnder(node, record, keys)
  if (older === 0) return []
  const [versions, these] = older === 1 ? ['version', 'it'] : ['versions', 'these']
  const what = `${older} older ${versions} under the same ${keys.length === 1 ? 'key' : 'keys'} can still be read in the history`
  return [
    record.own
      ? `${what}: the same \`memcube forget\` once more erases ${these}`
      : `${what}: name them with --at REV`,
  ]
}

/** A store elsewhere that did not answer, or where somebody else keeps the same block. */
async function blocksThatStay({ store }: Stored): Promise<string[]> {
  const elsewhere = await store.elsewhere()
  if (elsewhere === undefined || elsewhere.toErase === 0) return []
  const why = elsewhere.problem === undefined ? '' : `: ${elsewhere.problem}`
  return [
    `it may still be in ${elsewhere.target}, which did not erase it${why}; that is tried again, and \`memcube doctor\` tells`,
  ]
}

/** Files of cubes that were put away are not opened. */
async function archivesThatStay(node: Stored): Promise<string[]> {
  const archived = (await listAway(node.store)).filter(({ why }) => why === 'archived')
  if (archived.length === 0) return []
  const names = archived.map(({ record }) => record.name).join(', ')
  return [`archives were not looked into: if it may be in ${names}, restore these and forget it there too`]
}

async function reinstate(
  node: Writes & Tells & Feeds & Locks,
  { cube: text, reinstate: memories }: z.infer<typeof input>,
): Promise<z.infer<typeof reinstatement>> {
  const { cube } = await node.cubes.resolve(text)
  const commit = await node.exclusive(cube, async () =>
    reinstateIn(node, await node.cubes.resolve(cube), memories),
  )
  return { reinstated: memories, commit: commit ?? null }
}
