/** A memory as JSON shows it: CIDs as text, bytes in base64. */
import { z } from 'zod'
import type { Governance, Memory, Provenance } from '../../core/cube/index.ts'
import { author, count, text, texts, tier, timeMs } from './outputs.ts'

const body = z
  .union([text, z.object({ base64: text }), z.object({ link: text, bytes: count })])
  .describe('a text, bytes in base64, or the CID and size of a payload')

const provenance = z.object({
  agent: text.optional(),
  model: text.optional(),
  tool: text.optional(),
  source: z.object({ uri: text, digest: text.optional() }).optional(),
  derived: z.array(z.object({ memory: text, cube: text.optional(), relation: text })).optional(),
  activity: text,
})

const governance = z.object({
  licence: text.optional(),
  sensitivity: text.optional(),
  expires: timeMs.optional(),
  priority: z.number().optional(),
})

export const shownMemory = z.object({
  key: text,
  memory: text.describe('CID'),
  type: z.enum(['plaintext', 'activation', 'parameter', 'opaque']),
  media: text,
  body,
  tags: texts,
  created: timeMs,
  valid: z.object({ from: timeMs.optional(), until: timeMs.optional() }).nullable(),
  provenance,
  governance,
  data: z.record(text, z.unknown()).nullable(),
  ...author,
  author: text.describe(
    'did:key of who wrote it, whoever put it back or took it over; in a cube of one other author, of who signs that',
  ),
  tier,
  blocked: z
    .boolean()
    .describe(
      'one whose word it is was blocked here: recall leaves it out; who names it sees it, with this said',
    ),
  commit: text,
  verified: z.boolean(),
  opaque: z
    .object({
      version: count,
      bytes: count.describe('of the record, which `body` has whole'),
      unknown: texts.describe('names of fields that have to be understood and are not'),
    })
    .nullable()
    .describe('of a memory that this memcube cannot read: it keeps and serves it as it is'),
})

export function shownBody({ body: held }: Memory): z.infer<typeof body> {
  if (typeof held === 'string') return held
  if (held instanceof Uint8Array) return { base64: Buffer.from(held).toString('base64') }
  return { link: held.link.toString(), bytes: held.bytes }
}

/** Fields that this program does not know are in the record, not in the answer. */
export function shownProvenance(given: Provenance): z.infer<typeof provenance> {
  const { derived } = given
  const said = known(given, ['agent', 'model', 'tool', 'activity'])
  const source = given.source && known(given.source, ['uri', 'digest'])
  if (source !== undefined) Object.assign(said, { source })
  if (derived === undefined) return said
  return {
    ...said,
    derived: derived.map(({ memory, cube, relation }) => ({
      memory: memory.toString(),
      ...(cube !== undefined && { cube: cube.toString() }),
      relation,
    })),
  }
}

export function shownGovernance(given: Governance): z.infer<typeof governance> {
  return known(given, ['licence', 'sensitivity', 'expires', 'priority'])
}

function known<T extends object, K extends keyof T>(given: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]),
  ) as Pick<T, K>
}

export function shownValidity(given: NonNullable<Memory['valid']>): { from?: number; until?: number } {
  return known(given, ['from', 'until'])
}
