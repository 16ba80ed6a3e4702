/** One change of the lineage, as an auditor reads it. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { cidText } from '../../core/codec/index.ts'
import { type Memory, isOpaque, readMemory } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { getEntry, type TreeChange } from '../../core/tree/index.ts'
import type { CubeRecord } from '../cube-record.ts'
import type { Hears, Reads } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import * as fields from '../fields.ts'
import * as named from '../named.ts'
import { hasState } from '../branches.ts'
import { isTold } from '../voices.ts'
import type { ChangeProof } from './prove-change.ts'
import type { LineageStep } from './steps.ts'

export const lineageRow = z.object({
  key: fields.text,
  /** `present`: it was there in the oldest state that is held; who brought it is not known. */
  op: z.enum(['add', 'change', 'remove', 'present']),
  memory: fields.maybe,
  previous: fields.maybe,
  commit: fields.text,
  cube: fields.text,
  ...named.author,
  ...named.writer,
  time: fields.timeMs,
  /** Null where the merge itself decided, or the commit is none. */
  brought: fields.maybe.describe('of a merge: the parent that brought it'),
  exact: z
    .boolean()
    .describe('false where one of several commits made the change, the newest of which is named'),
  verified: z.boolean(),
  proof: z.enum(['change', 'state', 'none']),
  /** What the memory says of itself (for `remove`, the one that was removed); all null where it is not held. */
  source: z.object({ uri: fields.text, digest: fields.text.optional() }).nullable(),
  model: fields.maybe,
  tool: fields.maybe,
  agent: fields.maybe,
  derived: z.array(z.object({ memory: fields.text, cube: fields.maybe, relation: fields.text })),
  activity: fields.maybe,
  licence: fields.maybe,
})
export type LineageRow = named.Unnamed<z.infer<typeof lineageRow>>

export async function rowOf(
  node: Reads & Hears,
  record: CubeRecord,
  step: LineageStep,
  change: TreeChange,
  proof: ChangeProof,
): Promise<LineageRow> {
  const { key, before, after } = change
  const { cid, commit, kind } = step
  return {
    key,
    op:
      kind === 'state' ? 'present' : before === undefined ? 'add' : after === undefined ? 'remove' : 'change',
    memory: after === undefined ? null : cidText(after),
    previous: before === undefined ? null : cidText(before),
    commit: cidText(cid),
    cube: cidText(commit.cube),
    author: formatDid(commit.author),
    writer:
      after === undefined || !isTold(record)
        ? null
        : await node.voices.writer(record, cid, { key, cid: after }),
    time: commit.time,
    brought: (await broughtBy(node, step, change))?.toString() ?? null,
    exact: kind === 'exact',
    verified: proof === 'change',
    proof,
    ...claimsOf(await heldMemory(node, (after ?? before) as CID)),
  }
}

/** The parent of a merge, other than the first, that has just what the merge took over. */
async function broughtBy(
  node: Reads,
  { commit, kind }: LineageStep,
  { key, after }: TreeChange,
): Promise<CID | undefined> {
  if (kind !== 'exact') return undefined
  for (const parent of commit.parents.slice(1)) {
    if (!(await hasState(node, parent))) continue
    const value = await getEntry(node.store, (await node.cubes.commit(parent)).tree, key)
    if (value === undefined ? after === undefined : after?.equals(value) === true) return parent
  }
  return undefined
}

/** A memory may have been erased since. */
async function heldMemory({ store }: Stored, cid: CID): Promise<Memory | undefined> {
  const bytes = await store.get(cid)
  const memory = bytes === undefined ? undefined : readMemory(bytes)
  // What an opaque one says of its origin cannot be read.
  return memory === undefined || isOpaque(memory) ? undefined : memory
}

type Claims = Pick<LineageRow, 'source' | 'model' | 'tool' | 'agent' | 'derived' | 'activity' | 'licence'>

function claimsOf(memory: Memory | undefined): Claims {
  const { source, model, tool, agent, derived = [], activity } = memory?.provenance ?? {}
  return {
    source: source ?? null,
    model: model ?? null,
    tool: tool ?? null,
    agent: agent ?? null,
    derived: derived.map((one) => ({
      memory: one.memory.toString(),
      cube: one.cube?.toString() ?? null,
      relation: one.relation,
    })),
    activity: activity ?? null,
    licence: memory?.governance.licence ?? null,
  }
}
