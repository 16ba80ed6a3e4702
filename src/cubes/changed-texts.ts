/** What changed in words: the texts of memories before and after, as far as there are texts to show. */
import { countOf } from '../home/index.ts'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { isOpaque, type Memory } from '../core/cube/index.ts'
import type { TreeChange } from '../core/tree/index.ts'
import { MemCubeError } from '../core/errors.ts'
import type { IsBlocked } from './blocked-words.ts'
import * as fields from './fields.ts'
import type { Forgets, Reads } from './needs.ts'
import { readText } from './read-body.ts'

export const changedText = z.object({
  key: fields.text,
  before: fields.maybe.describe('the text; null where there was none, or none to show'),
  after: fields.maybe,
  beforeIs: fields.text.optional().describe('what there was, where it is no text that can be shown'),
  afterIs: fields.text.optional(),
  beforeBlocked: z.literal(true).optional().describe('one whose word it was is blocked here, as in `get`'),
  afterBlocked: z.literal(true).optional(),
  also: fields.texts.optional().describe('what else differs: tags, media, source, ...'),
})
type ChangedText = z.infer<typeof changedText>

export const textsOfChange = {
  texts: z.array(changedText).optional().describe('with `text`: the words that changed'),
  textsLeftOut: fields.count.optional().describe('changes whose texts would make the answer too long'),
}
export interface TextsOfChange {
  texts: ChangedText[]
  textsLeftOut: number
}

/** Of all texts in one answer. Guess: more than anybody reads, and a fraction of what an answer may have. */
const maxAllChars = 4 * 1024 * 1024

/** Counts what is shown across several changes, so that one answer stays bounded. */
export interface TextBudget {
  left: number
}

export const createTextBudget = (): TextBudget => ({ left: maxAllChars })

/** Of which states the two sides of a change are: tells whose words are marked. */
export interface Sides {
  before: IsBlocked
  after: IsBlocked
}

/** One side of a change. */
interface Side {
  text: string | null
  is?: string
  memory?: Memory
  isBlocked?: boolean
}

export async function readChange(
  node: Reads & Forgets,
  { key, before, after }: TreeChange,
  sides: Sides,
  budget: TextBudget,
): Promise<ChangedText | undefined> {
  const old = await sideOf(node, key, before, sides.before)
  const fresh = await sideOf(node, key, after, sides.after)
  const size = key.length + (old.text?.length ?? 0) + (fresh.text?.length ?? 0)
  if (size > budget.left) return undefined
  budget.left -= size
  const also = old.memory && fresh.memory ? alsoDiffers(old.memory, fresh.memory) : []
  return {
    key,
    before: old.text,
    after: fresh.text,
    ...(old.is !== undefined && { beforeIs: old.is }),
    ...(fresh.is !== undefined && { afterIs: fresh.is }),
    ...(old.isBlocked === true && { beforeBlocked: true as const }),
    ...(fresh.isBlocked === true && { afterBlocked: true as const }),
    ...(also.length > 0 && { also }),
  }
}

/** The texts of changes, in their order, as far as there is room. */
export async function textsOf(
  node: Reads & Forgets,
  changes: AsyncIterable<TreeChange> | Iterable<TreeChange>,
  sides: Sides,
  budget: TextBudget = createTextBudget(),
): Promise<TextsOfChange> {
  const texts: ChangedText[] = []
  let textsLeftOut = 0
  for await (const change of changes) {
    const read = await readChange(node, change, sides, budget)
    if (read === undefined) textsLeftOut++
    else texts.push(read)
  }
  return { texts, textsLeftOut }
}

/** The text of a memory, or what it is instead; null for none. */
export async function readShown(
  node: Reads & Forgets,
  key: string,
  cid: CID | undefined,
  isBlocked: IsBlocked,
): Promise<{ text: string | null; isBlocked: boolean }> {
  const { text, is, ...side } = await sideOf(node, key, cid, isBlocked)
  return { text: text ?? (is === undefined ? null : `(${is})`), isBlocked: side.isBlocked === true }
}

async function sideOf(
  node: Reads & Forgets,
  key: string,
  cid: CID | undefined,
  isBlocked: IsBlocked,
): Promise<Side> {
  if (cid === undefined) return { text: null }
  const side = await contentOf(node, cid)
  const { memory } = side
  return memory === undefined ? side : { ...side, isBlocked: await isBlocked({ key, cid, memory }) }
}

async function contentOf(node: Reads & Forgets, cid: CID): Promise<Side> {
  if (!(await node.store.has(cid)))
    return { text: null, is: node.forgotten.find(cid) === undefined ? 'not held here' : 'forgotten' }
  const memory = await node.cubes.read(cid)
  if (isOpaque(memory))
    return { text: null, is: `a memory of a later version, ${countOf(memory.bytes, 'byte')}` }
  const { body } = memory
  try {
    const text = await readText(node.store, memory)
    if (text !== undefined) return { text, memory }
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    return { text: null, is: 'a payload that is not held here', memory }
  }
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body.length : body.bytes
  return { text: null, is: `${memory.media}, ${countOf(bytes, 'byte')}`, memory }
}

const compared = ['type', 'media', 'tags', 'valid', 'governance', 'data'] as const

/** What is said of the memory besides its text, where it is said otherwise. */
function alsoDiffers(a: Memory, b: Memory): string[] {
  const said = (value: unknown): string => JSON.stringify(value) ?? ''
  const names: string[] = compared.filter((name) => said(a[name]) !== said(b[name]))
  return said(a.provenance.source) === said(b.provenance.source) ? names : [...names, 'source']
}
