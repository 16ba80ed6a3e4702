/** What waits for a decision in a cube, and how it is made. Told until somebody made it. */
import { z } from 'zod'
import { MemCubeError } from '../../core/errors.ts'
import {
  type Membership,
  type Reads,
  type Trust,
  isWritable,
  type CubeRecord,
  readersOf,
  isShunned,
  fields,
} from '../../cubes/index.ts'
import { shortId, type Clock, type Stored } from '../../home/index.ts'
import { isProposal, listUnfinished } from '../../cubes/merging/index.ts'
import { heldProposals, type HeldProposal } from '../../cubes/proposals/index.ts'
import { editedTwice } from './edited-twice.ts'

export const waitingRow = z.object({
  /**
   * - `edited-twice`: two people changed `key` at the same time; the other edit is under `beside`.
   * - `unfinished-merge`: a merge has conflicts that nobody settled yet.
   * - `unmerged`: another author of the cube went another way.
   * - `proposal`: somebody offered a change, `id`.
   * - `restored`: the cube came from a backup, and others may hold what is newer.
   */
  kind: z
    .enum(['edited-twice', 'unfinished-merge', 'unmerged', 'proposal', 'restored'])
    .describe('edited-twice, unfinished-merge, unmerged, proposal or restored'),
  key: fields.text.optional(),
  beside: fields.text.optional().describe('where the other of two edits is'),
  branch: fields.text.optional(),
  id: fields.text.optional(),
  hint: fields.text.describe('how it is decided'),
})
export type Waiting = z.infer<typeof waitingRow>

/** @param open proposals that wait, where they were listed already */
export async function waitingIn(
  node: Reads & Membership,
  record: CubeRecord,
  open: readonly HeldProposal[],
): Promise<Waiting[]> {
  // Nobody here decides about the cubes of strangers.
  if (!isWritable(record) && node.team === undefined) return []
  const name = shellWord(readersOf(node, record).displayName)
  return [
    ...(await twiceIn(node, record, name)),
    ...(await unfinishedIn(node, record, name)),
    ...apartIn(node, record, name),
    ...open
      .filter(({ upstream }) => upstream === record.cube)
      .map(({ id }) => ({
        kind: 'proposal' as const,
        id,
        hint: `\`memcube proposals ${name}\` shows it; \`memcube accept ${shortId(id)}\` or \`memcube decline ${shortId(id)}\` decides`,
      })),
    ...(record.restored === undefined
      ? []
      : [
          {
            kind: 'restored' as const,
            hint: `\`memcube pull ${name}\` asks others what is newer; \`memcube publish ${name} --as-restored\` goes on without`,
          },
        ]),
  ]
}

/** Proposals to cubes of this home that nobody has decided about. */
export async function openProposals(node: Stored & Trust & Clock): Promise<HeldProposal[]> {
  const open: HeldProposal[] = []
  for (const held of await heldProposals(node.store, node.nowMs()))
    if (held.state === 'open' && !held.stored.mine && !(await isShunned(node, held.author))) open.push(held)
  return open
}

async function twiceIn({ store, cubes }: Reads, record: CubeRecord, name: string): Promise<Waiting[]> {
  try {
    const { tree } = await cubes.commit(record.commit)
    return (await editedTwice(store, record.cube, tree)).map(({ key, beside }) => ({
      kind: 'edited-twice' as const,
      key,
      beside,
      hint: `read both with \`memcube get\`; \`memcube choose ${name} ${shellWord(key)}\` keeps that one, \`memcube choose ${name} ${shellWord(beside)}\` the other; the one that is not kept stays in history`,
    }))
  } catch (error) {
    // A damaged cube is told of by `fsck`; the rest of the answer stands.
    if (error instanceof MemCubeError) return []
    throw error
  }
}

async function unfinishedIn(node: Stored, record: CubeRecord, name: string): Promise<Waiting[]> {
  const found: Waiting[] = []
  for (const merge of await listUnfinished(node.store, record.cube)) {
    const branch = shellWord(merge.branch)
    const isOffer = await isProposal(node, record, merge)
    const finish = isOffer ? `accept ${shortId(merge.other)}` : `merge ${name}`
    found.push({
      kind: 'unfinished-merge',
      branch: merge.branch,
      hint: `\`memcube ${finish} --branch ${branch}\` shows the conflicts; settle each with --resolve KEY=ours, theirs or @FILE, or forget it with \`memcube merge ${name} --branch ${branch} --abort\``,
    })
  }
  return found
}

/** In a swarm one of its writers merges them without being asked. */
function apartIn({ team }: Membership, record: CubeRecord, name: string): Waiting[] {
  if (team !== undefined || !isWritable(record)) return []
  return (record.diverged ?? []).map((commit) => ({
    kind: 'unmerged',
    hint: `\`memcube merge ${name} ${commit}\` takes in what another author wrote`,
  }))
}

/** As it has to be typed. */
function shellWord(text: string): string {
  return /^[\p{L}\p{N}._/-][\p{L}\p{N}._/~-]*$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
