/**
 * One record for two memories that say the same. It stands under the lower of the two keys, has the longer of the two
 * texts, cites both, and is the same whoever makes it from the same two. Both stay in history.
 */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import type { Block } from '../../core/codec/index.ts'
import { isOpaque, type Memory } from '../../core/cube/index.ts'
import { compareKeys, type Entry, type KeyChange } from '../../core/tree/index.ts'
import type { Hears, Reads } from '../needs.ts'
import { composeText } from '../compose-memory.ts'
import type { CubeRecord } from '../cube-record.ts'
import { dedupeActivity } from '../derived-record.ts'
import * as fields from '../fields.ts'
import { readText } from '../read-body.ts'
import type { Voice } from '../voices.ts'
import type { Similar } from './overlap.ts'

/** How a record that stands for two relates to each of them. */
const relation = 'same'

export const deduped = z.object({
  key: fields.text,
  /** The keys that both had. */
  from: z.tuple([fields.text, fields.text]),
  memory: fields.text,
})
export type Deduped = z.infer<typeof deduped>

interface Deduplication {
  changes: KeyChange[]
  blocks: Block[]
  deduped: Deduped[]
  /** Says which pairs were left as they are. */
  notes: string[]
}

interface DedupeInput {
  record: CubeRecord
  similar: readonly Similar[]
  /** What stands under a key, and the commit in whose history it came to stand there. */
  ours(key: string): Promise<{ cid: CID; commit: CID } | undefined>
  theirs(key: string): Promise<{ cid: CID; commit: CID } | undefined>
}

/** Of pairs that share a memory the most alike is taken; contradictions never are. */
export async function dedupe(node: Reads & Hears, input: DedupeInput): Promise<Deduplication> {
  const done: Deduplication = { changes: [], blocks: [], deduped: [], notes: [] }
  const used = new Set<string>()
  let different = 0
  for (const { a, b, kind } of input.similar) {
    if (kind !== 'same' || used.has(a) || used.has(b)) continue
    const pair = await readPair(node, input, a, b)
    if (pair === undefined) continue
    if (!canBeOne(pair[0].memory, pair[1].memory)) {
      different++
      continue
    }
    used.add(a).add(b)
    const [key, other] = compareKeys(a, b) < 0 ? [a, b] : [b, a]
    const composed = composeOne(key, pair)
    done.blocks.push(...composed.blocks)
    done.changes.push({ key, value: composed.cid }, { key: other, value: null })
    done.deduped.push({ key, from: [a, b], memory: composed.cid.toString() })
  }
  if (different > 0)
    done.notes.push(
      `${different} pairs say the same under another licence, for another time or as another kind: left as they are`,
    )
  return done
}

interface Side {
  entry: Entry
  memory: Memory
  text: string
  voice: Voice
}

async function readPair(
  node: Reads & Hears,
  { record, ours, theirs }: DedupeInput,
  a: string,
  b: string,
): Promise<[Side, Side] | undefined> {
  const read = async (
    key: string,
    found: { cid: CID; commit: CID } | undefined,
  ): Promise<Side | undefined> => {
    if (found === undefined) return undefined
    const { cid, commit } = found
    const memory = await node.cubes.read(cid)
    if (isOpaque(memory)) return undefined
    const text = await readText(node.store, memory)
    const [voice] = await node.voices.at(record, commit)([{ key, cid, memory }])
    return text === undefined || voice === undefined ? undefined : { entry: [key, cid], memory, text, voice }
  }
  const [left, right] = [await read(a, await ours(a)), await read(b, await theirs(b))]
  return left === undefined || right === undefined ? undefined : [left, right]
}

/** What is said beside the text must be the same too: a record has one licence, one validity, one kind. */
function canBeOne(a: Memory, b: Memory): boolean {
  const beside = ({ type, valid, governance }: Memory): string =>
    JSON.stringify([
      type,
      valid?.from,
      valid?.until,
      governance.licence,
      governance.sensitivity,
      governance.expires,
    ])
  return beside(a) === beside(b)
}

function composeOne(key: string, pair: [Side, Side]): ReturnType<typeof composeText> {
  const sides = [...pair].sort(
    (a, b) => b.text.length - a.text.length || Buffer.compare(a.entry[1].bytes, b.entry[1].bytes),
  )
  const [first, second] = sides as [Side, Side]
  const inputs = new Set(
    sides.flatMap(({ voice }) => voice.map(({ author, cube }) => JSON.stringify([author, cube]))),
  )
  const { type, media, valid, governance, data } = first.memory
  return composeText(key, first.text, {
    type,
    media,
    tags: sides.flatMap(({ memory }) => memory.tags),
    created: Math.max(first.memory.created, second.memory.created),
    ...(valid !== undefined && { valid }),
    provenance: {
      activity: dedupeActivity,
      derived: sides.map(({ entry }) => ({ memory: entry[1], relation })),
    },
    governance,
    data: { ...data, inputs: [...inputs].map((input) => JSON.parse(input) as string[]) },
  })
}
