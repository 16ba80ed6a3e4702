/** What is pinned where, and whether it is what is published now. By what is here alone; no place is asked. */
import { z } from 'zod'
import { fields } from '../../cubes/index.ts'
import { publishedCommit } from './change-pins.ts'
import { pinState, pinStates } from './decide-pin.ts'
import type { Pins } from './needs.ts'
import { listPins } from './pin-record.ts'

export const shownPin = z.object({
  cube: fields.text,
  name: fields.maybe.describe('what it is called here; null for one that is not here any more'),
  place: fields.text,
  commit: fields.maybe.describe('the commit that the place has pinned; null before the first'),
  published: fields.maybe.describe('the commit that readers read now; null where it is not published'),
  state: z
    .enum(pinStates)
    .describe(
      'current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same',
    ),
  sinceMs: fields.timeMs,
  pinnedMs: fields.timeMs.nullable().describe('when the place said that it has it'),
})
export type ShownPin = z.infer<typeof shownPin>

export async function showPins(node: Pins): Promise<ShownPin[]> {
  const shown: ShownPin[] = []
  for (const pin of await listPins(node)) {
    const record = await node.cubes.get(pin.cube)
    const published = record && (await publishedCommit(node, record))?.toString()
    shown.push({
      cube: pin.cube,
      name: record?.name ?? null,
      place: pin.place,
      commit: pin.pinned ?? null,
      published: published ?? null,
      state: pinState(pin, published),
      sinceMs: pin.sinceMs,
      pinnedMs: pin.pinnedMs ?? null,
    })
  }
  return shown
}
