/**
 * What the newest head of a cube of others rests on: when this home last asked for it, how many nodes, and how many answered. A node
 * that is behind looks like one that has the newest. It is local, and made again by the next pull.
 */
import { parseHead } from '../core/cube/index.ts'
import { z } from 'zod'
import type { RecordPut, Store } from '../storage/index.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import * as fields from './fields.ts'

/** As the last pull counted; nobody was asked by a pull where gossip alone brought the cube. */
const shownAsked = z.object({
  atMs: fields.timeMs,
  asked: fields.count.describe('nodes that were asked for the newest head'),
  answered: fields.count.describe('those of them that answered'),
})
type LastAsked = z.infer<typeof shownAsked>

export const freshness = {
  headTime: z.number().describe('when the head that is here was signed, by its author: ms since 1970'),
  lastAsked: shownAsked
    .nullable()
    .describe('what its being the newest rests on; null for what this home signs'),
}

/** Of the cube, also while it is away. */
const placeOf = (cube: string) => ({ space: 'meta', key: `asked/${cube}` }) as const

export function lastAskedEntry(cube: string, asked: LastAsked): RecordPut {
  return { ...placeOf(cube), value: asked }
}

export async function freshnessOf(
  store: Pick<Store, 'records'>,
  record: CubeRecord,
): Promise<{ headTime: number; lastAsked: LastAsked | null }> {
  const headTime = parseHead(record.head).time
  if (isWritable(record)) return { headTime, lastAsked: null }
  return {
    headTime,
    lastAsked: (await store.records<LastAsked>('meta').get(placeOf(record.cube).key)) ?? null,
  }
}

/** The word of one node, or of none: nobody else said that there is nothing newer. */
export function isOneVoice({ lastAsked }: { lastAsked: Pick<LastAsked, 'answered'> | null }): boolean {
  return (lastAsked?.answered ?? 0) <= 1
}
