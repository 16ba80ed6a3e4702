import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import type { Memory } from '../../core/cube/index.ts'
import type { RecallAnswer } from '../../recall/index.ts'
import type { NodeContext } from '../context.ts'
import type { CubeRecord } from '../cubes/cube-record.ts'
import { readText } from '../cubes/read-body.ts'
import { isAtLeast } from '../cubes/tier.ts'
import { parseVoice } from '../cubes/voices.ts'
import { defaultFamily, loadTokenCounter, modelFamilies } from '../packing/count-tokens.ts'
import { packContext, type LeftOutStatement, type Statement } from '../packing/pack-context.ts'
import { relateStatements } from '../packing/relate-statements.ts'
import { useCase } from '../use-case.ts'
import { ask, type Asked } from './recall.ts'
import * as inputs from './inputs.ts'

/** All passages of what was found are candidates; the budget of the caller decides among them. */
const everyPassage = 10_000_000

export const context = useCase({
  name: 'context',
  summary:
    'Packs what is known about a question into a token budget for a model, and says what was left out.',
  input: z.strictObject({
    query: z.string().max(8192),
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
  }),
  async run(node, { budget, model, ...asked }, { signal }) {
    const counter = await loadTokenCounter(model)
    const { answer, records, lowest } = await ask(node, { ...asked, budget: everyPassage }, signal)
    const { statements, memories } = await readStatements(node, answer, records)
    const relations = await relateStatements(node, statements, memories, records)
    signal.throwIfAborted()
    const mark = Buffer.from(node.random(8)).toString('hex')
    const packed = packContext(statements, relations, { budget, counter, mark })
    const { text, tokens, citations, leftOut } = packed
    return {
      text,
      tokens,
      budget,
      model: counter.family,
      method: counter.method,
      basis: counter.basis,
      citations,
      left_out: [...leftOut, ...copiesIn(answer), ...(await belowTier(node, asked, lowest, signal))],
      took_ms: answer.tookMs,
      pending: answer.pending,
      words_only: answer.wordsOnly ?? null,
    }
  },
})

async function readStatements(
  node: NodeContext,
  answer: RecallAnswer,
  records: ReadonlyMap<string, CubeRecord>,
): Promise<{ statements: Statement[]; memories: Map<string, Memory> }> {
  const memories = new Map<string, Memory>()
  const lengths = new Map<string, number>()
  const hits = new Map(answer.hits.map((hit) => [`${hit.cube}\n${hit.key}`, hit]))
  const statements: Statement[] = []
  for (const { cube, key, memory, text, offset, length } of answer.packed?.passages ?? []) {
    const hit = hits.get(`${cube}\n${key}`)
    const record = records.get(cube)
    if (hit === undefined || record === undefined) continue
    if (!memories.has(memory)) {
      const read = await node.cubes.memory(parseCid(memory))
      memories.set(memory, read)
      lengths.set(memory, (await readText(node.store, read))?.trim().length ?? 0)
    }
    statements.push({
      cube,
      name: record.name,
      key,
      memory,
      text,
      offset,
      length,
      of: lengths.get(memory) as number,
      author: hit.author,
      tier: await node.voices.tier(record, parseVoice(hit.voice)),
      created: hit.created,
      // The index is fed only from commits whose signature and closure were verified.
      verified: true,
    })
  }
  return { statements, memories }
}

/** Passages with just the words of another, and the same memory under other cubes and keys. */
function copiesIn({ hits, packed }: RecallAnswer): LeftOutStatement[] {
  const passages = (packed?.leftOut ?? []).map(({ cube, key, memory, offset, of }): LeftOutStatement => ({
    cube,
    key,
    memory,
    offset,
    reason: 'duplicate',
    ...(of !== undefined && { by: of }),
  }))
  const copies = hits.flatMap(({ memory, alsoIn }) =>
    alsoIn.map(({ cube, key }): LeftOutStatement => ({ cube, key, memory, reason: 'duplicate', by: memory })),
  )
  return [...passages, ...copies]
}

/** What would have been considered had the words of strangers been asked for. Their texts are not given. */
async function belowTier(
  node: NodeContext,
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
