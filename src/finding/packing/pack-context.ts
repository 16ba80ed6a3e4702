/**
 * Packs statements into a token budget, as one text for a model. Pure. Invariants: the text counts no more tokens than the
 * budget, marks and labels included; no passage is cut; what is not in the text is in the list of what was left out.
 */
import { z } from 'zod'
import { fields, isAtLeast, type Tier } from '../../cubes/index.ts'
import type { TokenCounter } from './count-tokens.ts'
import { fenceNote, marked } from './fence.ts'

/** A passage with whose word it is. */
export interface Statement {
  cube: string
  /** Of the cube; of one in a swarm with the name of the swarm before it. */
  name: string
  key: string
  memory: string
  text: string
  offset: number
  length: number
  /** Length of the whole memory in UTF-16 units. */
  of: number
  author: string
  tier: Tier
  created: number
  verified: boolean
}

/** What one statement is to another; places in the list of statements. */
export type Relation =
  | { kind: 'supersedes'; newer: number; older: number }
  | { kind: 'same'; a: number; b: number }
  /** The newer one says that something has changed: both may be wanted, the newer one first. */
  | { kind: 'updates'; newer: number; older: number }
  | { kind: 'contradicts'; a: number; b: number }

export const leftOutStatement = z.object({
  cube: fields.text,
  key: fields.text,
  memory: fields.text,
  reason: z.enum(['budget', 'duplicate', 'superseded', 'tier']),
  by: fields.text.optional().describe('the memory that stands for it'),
  offset: fields.count.optional(),
  tokens: fields.count.optional(),
  tier: fields.tier.optional(),
})
export type LeftOutStatement = z.infer<typeof leftOutStatement>

interface Citation extends Omit<Statement, 'text'> {
  cite: number
  uri: string
  tokens: number
  /** Citations that say otherwise. */
  differs: number[]
}

export interface PackedContext {
  text: string
  tokens: number
  citations: Citation[]
  leftOut: LeftOutStatement[]
  /** Where nothing fitted: a budget that takes the best of what was left out for it. */
  enough?: number
}

/** A mark is random, and the next one may count more tokens: it has 16 digits, and stands around a passage twice. */
const markSpread = 24

/**
 * Whether the word of one may take the place of another's: of the same author, of somebody who is trusted further, or among
 * those who work together. A stranger's claim takes nothing away.
 */
export function mayReplace(
  newer: Pick<Statement, 'author' | 'tier'>,
  older: Pick<Statement, 'author' | 'tier'>,
): boolean {
  if (newer.author === older.author) return isAtLeast(newer.tier, older.tier)
  if (!isAtLeast(newer.tier, older.tier)) return false
  return newer.tier !== older.tier || isAtLeast(newer.tier, 'team')
}

function uriOf({ cube, key }: Pick<Statement, 'cube' | 'key'>): string {
  return `memcube://${cube}/${key.split('/').map(encodeURIComponent).join('/')}`
}

/** @param statements the best first */
export function packContext(
  statements: readonly Statement[],
  relations: readonly Relation[],
  { budget, counter, mark }: { budget: number; counter: TokenCounter; mark: string },
): PackedContext {
  const gone = standIns(statements, relations)
  const leftOut = [...gone].map(([place, { by, reason }]): LeftOutStatement => ({
    ...named(statements[place]!),
    reason,
    by: statements[by]!.memory,
  }))
  const pairs = newerPairs(statements, relations)
  const order = newestFirst(statements, pairs, gone)
  const chosen: Chosen[] = []
  const noRoom = new Set<number>()
  let used = counter.count(fenceNote)
  for (const place of order) {
    const statement = statements[place]!
    // What was believed before does not stand alone where what is believed now found no room.
    const unseen = pairs.find(({ newer, older }) => older === place && noRoom.has(newer))
    if (unseen !== undefined) {
      leftOut.push({ ...named(statement), reason: 'superseded', by: statements[unseen.newer]!.memory })
      noRoom.add(place)
      continue
    }
    const differs = relations.flatMap((one) => otherOf(one, place, chosen))
    const block = blockOf(statement, chosen.length + 1, differs, mark)
    const tokens = counter.count(block)
    if (used + tokens > budget) {
      leftOut.push({ ...named(statement), reason: 'budget', tokens })
      noRoom.add(place)
    } else {
      used += tokens
      chosen.push({ place, block, tokens, differs })
    }
  }
  // Tokens of a text are not just those of its parts: what counts is the whole.
  while (chosen.length > 0 && counter.count(textOf(chosen)) > budget) {
    const { place, tokens } = chosen.pop() as Chosen
    leftOut.push({ ...named(statements[place]!), reason: 'budget', tokens })
  }
  const text = textOf(chosen)
  const best = chosen.length > 0 ? undefined : order.find((place) => noRoom.has(place))
  const least = best === undefined ? 0 : leastFor(statements[best]!, counter, mark)
  return {
    text,
    tokens: text === '' ? 0 : counter.count(text),
    ...(least > budget && { enough: least + markSpread }),
    citations: chosen.map(({ place, tokens, differs }, index) => {
      const { text: _, ...statement } = statements[place]!
      return { cite: index + 1, ...statement, uri: uriOf(statement), tokens, differs }
    }),
    leftOut,
  }
}

interface Chosen {
  place: number
  block: string
  tokens: number
  differs: number[]
}

function textOf(chosen: readonly Chosen[]): string {
  return chosen.length === 0 ? '' : [fenceNote, ...chosen.map(({ block }) => block)].join('')
}

/** Tokens of a text with this statement alone. */
function leastFor(statement: Statement, counter: TokenCounter, mark: string): number {
  const block = blockOf(statement, 1, [], mark)
  return Math.max(counter.count(fenceNote) + counter.count(block), counter.count(fenceNote + block))
}

/** Ids, author and CID are in the citation of the number: in the text they would cost more tokens than what was said. */
function blockOf(statement: Statement, cite: number, differs: number[], mark: string): string {
  const { name, key, tier, created, offset, length, of, text } = statement
  const part = length < of ? `characters ${offset} to ${offset + length} of ${of}` : undefined
  const said = {
    cite,
    tier,
    ...(Math.abs(created) <= 8.64e15 && { created: new Date(created).toISOString() }),
    ...(part !== undefined && { part }),
    ...(differs.length > 0 && { differs }),
  }
  // Names and keys are words of whoever made them: they stand inside.
  return `\n\n${marked(`${JSON.stringify({ cube: name, key })}\n${text}`, said, mark)}`
}

function named({
  cube,
  key,
  memory,
  offset,
}: Statement): Pick<LeftOutStatement, 'cube' | 'key' | 'memory' | 'offset'> {
  return { cube, key, memory, offset }
}

/** The citations, among those chosen already, of what says otherwise than the statement at a place. */
function otherOf(relation: Relation, place: number, chosen: readonly Chosen[]): number[] {
  if (relation.kind !== 'contradicts') return []
  const other = relation.a === place ? relation.b : relation.b === place ? relation.a : undefined
  const at = chosen.findIndex((one) => one.place === other)
  return other === undefined || at < 0 ? [] : [at + 1]
}

interface StandIn {
  by: number
  reason: 'duplicate' | 'superseded'
}

/** Statements that others stand for. Of two that say the same, the one whose word counts more stays, else the better match. */
function standIns(
  statements: readonly Statement[],
  relations: readonly Relation[],
): ReadonlyMap<number, StandIn> {
  const gone = new Map<number, StandIn>()
  for (const one of relations) {
    if (one.kind !== 'supersedes' || gone.has(one.newer) || gone.has(one.older)) continue
    if (mayReplace(statements[one.newer]!, statements[one.older]!))
      gone.set(one.older, { by: one.newer, reason: 'superseded' })
  }
  for (const one of relations) {
    if (one.kind !== 'same' || gone.has(one.a) || gone.has(one.b)) continue
    const [first, second] = one.a < one.b ? [one.a, one.b] : [one.b, one.a]
    const stays = whichStays(statements, first, second)
    gone.set(stays === first ? second : first, { by: stays, reason: 'duplicate' })
  }
  return gone
}

/** Of two that say the same: the one whose word counts more, else the newer where it may stand for the older, else the better match. */
function whichStays(statements: readonly Statement[], first: number, second: number): number {
  const [one, other] = [statements[first]!, statements[second]!]
  if (!isAtLeast(one.tier, other.tier)) return second
  const isSecondNewer = other.created > one.created && mayReplace(other, one)
  return isSecondNewer ? second : first
}

interface NewerPair {
  newer: number
  older: number
}

/** Pairs of which the newer one is what is believed now. A stranger's claim goes before nobody's who is trusted further. */
function newerPairs(statements: readonly Statement[], relations: readonly Relation[]): NewerPair[] {
  return relations.flatMap((one): NewerPair[] => {
    if (one.kind === 'updates') return [{ newer: one.newer, older: one.older }]
    if (one.kind !== 'contradicts') return []
    const isANewer = statements[one.a]!.created > statements[one.b]!.created
    const [newer, older] = isANewer ? [one.a, one.b] : [one.b, one.a]
    const [now, before] = [statements[newer]!, statements[older]!]
    return now.created !== before.created && mayReplace(now, before) ? [{ newer, older }] : []
  })
}

/** The order of the statements, where of two that say otherwise the newer one comes before the older. */
function newestFirst(
  statements: readonly Statement[],
  pairs: readonly NewerPair[],
  gone: ReadonlyMap<number, StandIn>,
): number[] {
  const order = [...statements.keys()].filter((place) => !gone.has(place))
  for (const { newer, older } of pairs) {
    const [from, to] = [order.indexOf(newer), order.indexOf(older)]
    if (from < 0 || to < 0 || from < to) continue
    order.splice(from, 1)
    order.splice(to, 0, newer)
  }
  return order
}
