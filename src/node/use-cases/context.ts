import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import type { Memory } from '../../core/cube/index.ts'
import type { RecallAnswer } from '../../recall/index.ts'
import { type Asks, ask, type Asked } from '../../finding/index.ts'
import {
  type CubeRecord,
  readText,
  isAtLeast,
  parseVoice,
  partsAnswered,
  shownParts,
} from '../../cubes/index.ts'
import {
  defaultFamily,
  loadTokenCounter,
  modelFamilies,
  fewLeftOut,
  leftOutStatement,
  packContext,
  type LeftOutStatement,
  type Statement,
  relateStatements,
} from '../../finding/packing/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase, type AskedLife } from '../use-case.ts'
import type { CallOptions } from '../../home/index.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

/** All passages of what was found are candidates; the budget of the caller decides among them. */
const everyPassage = 10_000_000

const citation = z.object({
  cite: outputs.count,
  uri: outputs.text,
  cube: outputs.text,
  name: outputs.text,
  key: outputs.text,
  memory: outputs.text,
  offset: outputs.count,
  length: outputs.count,
  of: outputs.count.describe('length of the whole memory'),
  ...outputs.author,
  tier: outputs.tier,
  created: outputs.timeMs,
  verified: z.boolean(),
  tokens: outputs.count,
  differs: z.array(outputs.count).describe('citations that say otherwise'),
})
const packedContext = z.object({
  text: outputs.text.describe('for the model; fenced, and empty where nothing fits'),
  tokens: outputs.count,
  budget: outputs.count,
  model: outputs.text,
  method: z.enum(['exact', 'bound']),
  basis: outputs.text,
  citations: z.array(citation),
  left_out: z.array(leftOutStatement).describe('a few of each reason; `leftOut` asks for more'),
  left_out_counts: z.record(z.string(), outputs.count).describe('all that was left out, by reason'),
  left_out_more: outputs.count.describe('counted and not named'),
  enough: outputs.count.optional().describe('where nothing fitted: a budget that takes the best match'),
  took_ms: z.number(),
  pending: outputs.count,
  words_only: outputs.maybe,
  parts: partsAnswered.optional(),
})

export const context = useCase({
  name: 'context',
  summary:
    'Packs what is known about a question into a token budget for a model, and says what was left out.',
  writes: 'nothing',
  spans: 'all',
  placedBy: 'cubes',
  grants: reads(['query', 'budget', 'model', 'cubes', 'tags', 'tier', 'top', 'at', 'branch', 'leftOut']),
  input: z.strictObject({
    query: inputs.question,
    budget: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(2_000)
      .describe('tokens, marks and labels included'),
    model: z.string().min(1).max(64).default(defaultFamily).describe(modelFamilies.join(', ')),
    cubes: z.array(inputs.cube).max(1000).optional(),
    tags: inputs.tags.optional(),
    tier: inputs.tier.optional().describe('the least trusted tier to take from'),
    top: z.number().int().min(1).max(200).default(50).describe('memories that are considered'),
    at: inputs.revision.optional().describe('the state of the one cube at a revision'),
    branch: inputs.branch.optional(),
    leftOut: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .default(20)
      .describe('how many of what was left out are named; all are counted'),
  }),
  output: packedContext,
  run: (node, input, options) => pack([{ swarm: null, node, cubes: input.cubes }], input, options),
  across: pack,
})

interface ContextQuestion extends Omit<Asked, 'cubes' | 'budget'> {
  budget: number
  model: string
  leftOut: number
}

async function pack(
  lives: readonly AskedLife[],
  { budget, model, leftOut: named, ...asked }: ContextQuestion,
  { signal }: CallOptions,
): Promise<outputs.Unnamed<z.infer<typeof packedContext>>> {
  const counter = await loadTokenCounter(model)
  const found: Found[] = []
  for (const life of lives) {
    const inLife = { ...asked, cubes: life.cubes }
    found.push({ life, ...(await ask(life.node, { ...inLife, budget: everyPassage }, signal)) })
  }
  const memories = new Map<string, Memory>()
  const read: { statement: Statement; score: number }[] = []
  for (const one of found) read.push(...(await readStatements(one, memories)))
  const statements = bestOf(read, lives.length, asked.top)
  const sources = found.map(({ life: { node }, records }) => ({ node, records }))
  const relations = await relateStatements(statements, memories, sources)
  signal.throwIfAborted()
  const mark = Buffer.from(lives[0]!.node.random(8)).toString('hex')
  const packed = packContext(statements, relations, { budget, counter, mark })
  const { text, tokens, citations, leftOut, enough } = packed
  const below: LeftOutStatement[] = []
  for (const { life, lowest } of found)
    below.push(...(await belowTier(life.node, { ...asked, cubes: life.cubes }, lowest, signal)))
  return {
    text,
    tokens,
    budget,
    model: counter.family,
    method: counter.method,
    basis: counter.basis,
    citations,
    ...fewLeftOut([...leftOut, ...found.flatMap(copiesIn), ...below], named),
    ...(enough !== undefined && { enough }),
    took_ms: found.reduce((total, { answer }) => total + answer.tookMs, 0),
    pending: found.reduce((total, { answer }) => total + answer.pending, 0),
    words_only: found.map(({ answer }) => answer.wordsOnly).find((why) => why !== undefined) ?? null,
    ...shownParts(found.flatMap(({ records }) => [...records.values()])),
  }
}

interface Found {
  life: AskedLife
  answer: RecallAnswer
  records: ReadonlyMap<string, CubeRecord>
  lowest: Statement['tier']
}

/** The best first, of so many memories; the indexes of several lives measure alike. */
function bestOf(
  read: readonly { statement: Statement; score: number }[],
  lives: number,
  top: number,
): Statement[] {
  if (lives < 2) return read.map(({ statement }) => statement)
  const ordered = read.toSorted((a, b) => b.score - a.score).map(({ statement }) => statement)
  const best = new Set([...new Set(ordered.map(({ memory }) => memory))].slice(0, top))
  return ordered.filter(({ memory }) => best.has(memory))
}

/** @param memories is filled with those of the statements, by CID */
async function readStatements(
  { life: { swarm, node }, answer, records }: Found,
  memories: Map<string, Memory>,
): Promise<{ statement: Statement; score: number }[]> {
  const lengths = new Map<string, number>()
  const hits = new Map(answer.hits.map((hit) => [`${hit.cube}\n${hit.key}`, hit]))
  const read: { statement: Statement; score: number }[] = []
  for (const { cube, key, memory, text, offset, length, score } of answer.packed?.passages ?? []) {
    const hit = hits.get(`${cube}\n${key}`)
    const record = records.get(cube)
    if (hit === undefined || record === undefined) continue
    const body = memories.get(memory) ?? (await node.cubes.memory(parseCid(memory)))
    memories.set(memory, body)
    const of = lengths.get(memory) ?? (await readText(node.store, body))?.trim().length ?? 0
    lengths.set(memory, of)
    const statement = {
      cube,
      name: swarm === null ? record.name : `${swarm}/${record.name}`,
      key,
      memory,
      text,
      offset,
      length,
      of,
      author: hit.author,
      tier: await node.voices.tier(record, parseVoice(hit.voice)),
      created: hit.created,
      // The index is fed only from commits whose signature and closure were verified.
      verified: true,
    }
    read.push({ statement, score })
  }
  return read
}

/** Passages with just the words of another, and the same memory under other cubes and keys. */
function copiesIn({ answer: { hits, packed }, records }: Found): LeftOutStatement[] {
  const passages = (packed?.leftOut ?? []).map(({ cube, key, memory, offset, of }): LeftOutStatement => ({
    cube,
    key,
    memory,
    offset,
    reason: 'duplicate',
    ...(of !== undefined && { by: of }),
  }))
  const copies = hits.flatMap(({ memory, alsoIn, ...hit }) =>
    alsoIn
      .filter((other) => !isTakenOver(hit, other, records))
      .map(({ cube, key }): LeftOutStatement => ({ cube, key, memory, reason: 'duplicate', by: memory })),
  )
  return [...passages, ...copies]
}

/** Under one key of a fork and its upstream stands one memory, which the fork took over: nobody wrote it twice. */
function isTakenOver(a: Place, b: Place, records: Found['records']): boolean {
  return a.key === b.key && originOf(a.cube, records) === originOf(b.cube, records)
}

interface Place {
  cube: string
  key: string
}

/** The cube that a fork, or a fork of a fork, began as. */
function originOf(cube: string, records: Found['records']): string {
  const upstream = records.get(cube)?.forkOf?.cube.toString()
  return upstream === undefined ? cube : originOf(upstream, records)
}

/** What would have been considered had the words of strangers been asked for. Their texts are not given. */
async function belowTier(
  node: Asks,
  asked: Asked,
  lowest: Statement['tier'],
  signal: AbortSignal,
): Promise<LeftOutStatement[]> {
  if (isAtLeast('community', lowest) || asked.at !== undefined || asked.branch !== undefined) return []
  const { answer, records } = await ask(node, { ...asked, tier: 'community' }, signal)
  const found: LeftOutStatement[] = []
  for (const { cube, key, memory, voice } of answer.hits) {
    const record = records.get(cube)
    if (record === undefined) continue
    const tier = await node.voices.tier(record, parseVoice(voice))
    if (!isAtLeast(tier, lowest)) found.push({ cube, key, memory, reason: 'tier', tier })
  }
  return found
}
