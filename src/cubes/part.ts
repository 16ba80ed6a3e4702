/**
 * Cubes of which a part alone is held. Whoever asks the shelf for a cube gets one that is whole, or is told; who knows what
 * to do with a part asks for it by `resolveHeld`. Pure.
 */
import { z } from 'zod'
import { keysOfPart } from '../core/cube/index.ts'
import type { KeyFilter } from '../core/tree/index.ts'
import { NodeError } from '../home/index.ts'
import type { CubeRecord, HeldPart } from './cube-record.ts'
import * as fields from './fields.ts'

/** Of an answer that speaks of a cube: absent where all of it is held. */
export const heldPart = z
  .object({
    filter: fields.texts.describe('what the keys that are held begin with'),
    of: fields.count.describe('memories of the whole cube, as its author counts them'),
  })
  .describe('only this part of the cube is held here')

type Held = Pick<CubeRecord, 'name' | 'part'>

/** The keys that are held. */
export function keysHeld({ part }: Pick<CubeRecord, 'part'>): KeyFilter {
  return keysOfPart(part?.filter)
}

/** The field of an answer. */
export function shownPart({ part }: Pick<CubeRecord, 'part'>): { part?: HeldPart } {
  return part === undefined ? {} : { part }
}

/** Of an answer that is made from several cubes: those of which there may be more elsewhere. */
export const partsAnswered = z
  .array(z.object({ cube: fields.text, name: fields.text, part: heldPart }))
  .describe('cubes of which a part alone is held: the rest of them was not searched')

/** The field of such an answer. */
export function shownParts(records: Iterable<CubeRecord>): { parts?: z.infer<typeof partsAnswered> } {
  const parts = [...records].flatMap(({ cube, name, part }) =>
    part === undefined ? [] : [{ cube, name, part }],
  )
  return parts.length === 0 ? {} : { parts }
}

/** @throws ERR_NOT_FOUND */
export function requireWhole(record: Held, asked = 'that needs the whole cube'): void {
  if (record.part === undefined) return
  const under = record.part.filter.map((prefix) => `"${prefix}"`).join(', ')
  throw new NodeError(
    'ERR_NOT_FOUND',
    `only a part of ${record.name} is held here, what is under ${under}: ${asked}`,
    { hint: `\`memcube pull ${record.name}\` fetches the rest` },
  )
}

/** @throws ERR_NOT_FOUND for a key of which nobody here can say whether the cube has it */
export function requireHeldKey(record: Held, key: string): void {
  if (keysHeld(record).has(key)) return
  requireWhole(record, `whether it has "${key}" is not known`)
}

/** The same for all keys under a prefix. @throws ERR_NOT_FOUND where none of them is held */
export function requireHeldPrefix(record: Held, prefix: string): void {
  const isOver = record.part?.filter.some((one) => one.startsWith(prefix)) === true
  if (!isOver) requireHeldKey(record, prefix)
}
