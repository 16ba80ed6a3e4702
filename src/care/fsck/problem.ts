/** What a check of the home can find. Data, so that a person, a script and the repair read the same. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { MemCubeError } from '../../core/errors.ts'
import { fields } from '../../cubes/index.ts'

/** What a check of stored data found. */
export const problem = z.object({
  kind: z.enum([
    /** A block that is needed is not in the store. */
    'missing',
    /** Stored bytes that are not what was written. */
    'corrupt',
    /** A signature, a form or a count that does not hold. */
    'unverifiable',
    /** The current head and the highest one ever accepted do not fit. */
    'rollback',
    /** A local record that is damaged, or not there although others speak of it. */
    'record',
    /** Files of the database that were or are damaged. */
    'files',
    /** A mark of an interrupted pull that names blocks which are not here. */
    'staging',
    /** The index is not what the store says. */
    'index',
  ]),
  cid: fields.text.describe('the block, or else the cube, that it is about; empty where it is about neither'),
  message: fields.sentence,
  cube: fields.text.optional(),
  key: fields.text.optional().describe('the key whose memory is affected'),
  commit: fields.text.optional().describe('the newest commit that is affected'),
})
export type Problem = z.infer<typeof problem>

/** Where a problem was met. */
export interface ProblemPlace {
  cube: string
  key?: string
  commit?: string
}

export function missing(cid: CID, place: ProblemPlace, what = 'the block'): Problem {
  return {
    kind: 'missing',
    cid: cid.toString(),
    message: `${what} is not in the store; \`memcube fsck --repair\` asks peers for it`,
    ...place,
  }
}

/** @throws what is no expected failure */
export function problemOf(cid: CID, error: unknown, place: ProblemPlace): Problem {
  if (!(error instanceof MemCubeError)) throw error
  return {
    kind: error.code === 'ERR_CORRUPT' ? 'corrupt' : 'unverifiable',
    cid: cid.toString(),
    message: error.message,
    ...place,
  }
}
