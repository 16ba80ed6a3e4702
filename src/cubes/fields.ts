/**
 * The parts that answers are made of. What the node answers is written down once, as a schema beside the code that makes
 * it; its type follows from that. Fields may be added: readers take what they know.
 */
import { z } from 'zod'
import { tiers } from './tier.ts'

export const text = z.string()
/** A sentence of ours. People in it are named as they are called here, by `node/put-names.ts`; nobody else's words are one. */
export const sentence = z.string()
export const texts = z.array(text)
export const maybe = text.nullable()
export const count = z.int().min(0)
export const timeMs = z.number().describe('milliseconds since the Unix epoch')
export const tier = z.enum(tiers)
/** What two licences are to each other. */
export const licence = z.object({
  ours: maybe,
  theirs: maybe,
  verdict: z.enum(['same', 'compatible', 'incompatible', 'unknown']),
  says: text,
})
/** A place and what in it looks like a secret. */
export const secret = z.object({ where: text, kind: text })
