/** From conflicts to changes: what was decided before, what is decided now, and a strategy for the rest. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { RESERVED_PREFIX, type Provenance } from '../../core/cube/index.ts'
import { keepBoth, takeTheirs, type MergeConflict } from '../../core/merge/index.ts'
import type { KeyChange } from '../../core/tree/index.ts'
import type { Shelved } from '../needs.ts'
import { type Clock, invalidInput, readText } from '../../home/index.ts'
import { composeText } from '../compose-memory.ts'
import { keptFields } from '../kept-fields.ts'
import { isFor, type Settled } from './unfinished-merge.ts'

type Strategy = 'ask' | 'ours' | 'theirs' | 'union'

/** What a person decided for one key: a side, a text, or the text of a file. */
export interface Decision {
  key: string
  take?: 'ours' | 'theirs' | undefined
  text?: string | undefined
  file?: string | undefined
}

export interface Settlement {
  /** To our tree, besides what only one side changed. */
  changes: KeyChange[]
  blocks: Block[]
  /** Decisions made for single keys, now or before. */
  settled: Settled[]
  unresolved: MergeConflict[]
  resolved: { conflict: MergeConflict; by: Settled['by'] | Strategy }[]
}

interface SettleInput {
  conflicts: MergeConflict[]
  before: readonly Settled[]
  decisions: readonly Decision[]
  strategy: Strategy
  /** The cube of the other side, where it is another. */
  theirCube: CID | undefined
  /** What our tree has at a key after what only one side changed. */
  valueAt(key: string): Promise<CID | undefined>
}

/** @throws ERR_INVALID_INPUT for a decision about a key that is not in conflict */
export async function settleConflicts(node: Shelved & Clock, input: SettleInput): Promise<Settlement> {
  const { conflicts, strategy, valueAt } = input
  const blocks: Block[] = []
  const made = new Map<string, Settled>()
  for (const conflict of conflicts) {
    const earlier = input.before.find((settled) => isFor(settled, conflict))
    if (earlier !== undefined) made.set(conflict.key, earlier)
  }
  for (const decision of input.decisions) {
    const key = decision.key.normalize('NFC')
    const conflict = conflicts.find((other) => other.key === key)
    if (conflict === undefined) throw notInConflict(key, conflicts)
    made.set(key, await decide(node, conflict, decision, input.theirCube, blocks))
  }
  const open = conflicts.filter(({ key }) => !made.has(key))
  const settled = [...made.values()]
  const byHand = settled.map(({ key, value }) => ({ key, value }))
  const bySide = await applyStrategy(open, strategy, async (key) => {
    const change = byHand.find((other) => other.key === key)
    return change === undefined ? valueAt(key) : (change.value ?? undefined)
  })
  const isOpen = ({ key }: MergeConflict): boolean => bySide.unresolved.some((other) => other.key === key)
  return {
    changes: [...byHand, ...bySide.changes],
    blocks,
    settled,
    unresolved: bySide.unresolved,
    resolved: conflicts
      .filter((conflict) => !isOpen(conflict))
      .map((conflict) => ({ conflict, by: made.get(conflict.key)?.by ?? strategy })),
  }
}

async function applyStrategy(
  conflicts: MergeConflict[],
  strategy: Strategy,
  valueAt: (key: string) => Promise<CID | undefined>,
): Promise<{ changes: KeyChange[]; unresolved: MergeConflict[] }> {
  if (strategy === 'ask') return { changes: [], unresolved: conflicts }
  if (strategy === 'ours') return { changes: [], unresolved: [] }
  if (strategy === 'theirs') return takeTheirs(conflicts)
  // A cube's settings are one memory under one key: two of them are not a union.
  const [settings, memories] = partition(conflicts, ({ key }) => key.startsWith(RESERVED_PREFIX))
  const { changes, unresolved } = await keepBoth(memories, valueAt)
  return { changes, unresolved: [...settings, ...unresolved] }
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

async function decide(
  node: Shelved & Clock,
  conflict: MergeConflict,
  decision: Decision,
  theirCube: CID | undefined,
  blocks: Block[],
): Promise<Settled> {
  const { key, base = null, ours = null, theirs = null } = conflict
  const sides = { key, base, ours, theirs }
  const { take } = decision
  if (take !== undefined) return { ...sides, by: take, value: take === 'ours' ? ours : theirs }
  const composed = await composeDecided(node, conflict, textOf(decision), theirCube)
  blocks.push(...composed.blocks)
  return { ...sides, by: 'text', value: composed.cid }
}

function textOf({ key, text, file }: Decision): string {
  if (text !== undefined) return text
  const read = file === undefined ? { reason: 'not named' } : readText(file)
  if ('text' in read) return read.text
  throw invalidInput(
    `the text for "${key}" ${file === undefined ? 'is' : `in ${file} is`} ${read.reason}`,
    'say ours, theirs, or @FILE with a text file',
  )
}

/** A memory that took the place of both, and says so. */
async function composeDecided(
  node: Shelved & Clock,
  { key, ours, theirs }: MergeConflict,
  text: string,
  theirCube: CID | undefined,
): Promise<ReturnType<typeof composeText>> {
  const sides = await Promise.all(
    [ours, theirs].map(async (cid) => (cid === undefined ? undefined : node.cubes.memory(cid))),
  )
  const kept = keptFields(sides[0] ?? sides[1], true, [])
  const media = sides.find((memory) => memory?.media.startsWith('text/') === true)?.media ?? 'text/plain'
  const derived: Provenance['derived'] = []
  if (ours !== undefined) derived.push({ memory: ours, relation: 'merged' })
  if (theirs !== undefined)
    derived.push({ memory: theirs, relation: 'merged', ...(theirCube !== undefined && { cube: theirCube }) })
  return composeText(key, text, {
    type: 'plaintext',
    media,
    tags: sides.flatMap((memory) => memory?.tags ?? []),
    created: node.nowMs(),
    provenance: {
      activity: 'merge',
      derived,
      ...(kept.source !== undefined && { source: kept.source }),
    },
    governance:
      sides.find((memory) => memory?.governance.licence !== undefined)?.governance ?? kept.governance,
    ...(kept.valid !== undefined && { valid: kept.valid }),
    ...(kept.data !== undefined && { data: kept.data }),
  })
}

function notInConflict(key: string, conflicts: readonly MergeConflict[]): Error {
  const [first] = conflicts
  return invalidInput(
    `"${key}" is not in conflict; nothing was merged`,
    first === undefined
      ? 'there is no conflict: merge without --resolve'
      : `in conflict ${conflicts.length === 1 ? 'is' : `are ${conflicts.length} keys, the first is`} "${first.key}"`,
  )
}
