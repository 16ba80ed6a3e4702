/** The parts that answers of use cases are made of. Fields may be added: readers take what they know. */
import { z } from 'zod'
import { tiers } from '../../cubes/index.ts'

export const text = z.string()
export const texts = z.array(text)
export const maybe = text.nullable()
export const count = z.int().min(0)
export const timeMs = z.number().describe('milliseconds since the Unix epoch')
export const tier = z.enum(tiers)

/** Added to the answer of a call that writes, by `notices.ts`. */
export const noticed = {
  notice: text.optional().describe('what a person should know about what was done'),
}

/** Added to a row that comes from a swarm, where the answer is of several lives. */
export const ofSwarm = { swarm: text.optional().describe('name of the swarm that it is from') }

/** What two licences are to each other. */
export const licence = z.object({
  ours: maybe,
  theirs: maybe,
  verdict: z.enum(['same', 'compatible', 'incompatible', 'unknown']),
  says: text,
})

export const waiting = z.object({
  kind: z
    .enum(['edited-twice', 'unfinished-merge', 'unmerged', 'proposal', 'restored'])
    .describe('edited-twice, unfinished-merge, unmerged, proposal or restored'),
  key: text.optional(),
  beside: text.optional().describe('where the other of two edits is'),
  branch: text.optional(),
  id: text.optional(),
  hint: text.describe('how it is decided'),
})

/** A place and what in it looks like a secret. */
export const secret = z.object({ where: text, kind: text })

/** What a check of stored data found. */
export const problem = z.object({
  kind: z.enum(['missing', 'corrupt', 'unverifiable', 'rollback', 'record', 'files', 'staging', 'index']),
  cid: text.describe('the block, or else the cube, that it is about; empty where it is about neither'),
  message: text,
  cube: text.optional(),
  key: text.optional().describe('the key whose memory is affected'),
  commit: text.optional().describe('the newest commit that is affected'),
})

const conflict = z.object({
  key: text,
  kind: z.enum(['edit/edit', 'edit/remove', 'add/add']),
  base: maybe,
  ours: maybe,
  theirs: maybe,
})

/** What a merge did, or would have to be told. */
export const merged = z.object({
  type: z.enum(['nothing', 'fast-forward', 'merge', 'unfinished', 'aborted']),
  commit: text.optional().describe('absent while conflicts are left'),
  added: count,
  changed: count,
  removed: count,
  conflicts: z.array(conflict),
  resolved: z.array(conflict.extend({ by: text })),
  similar: z
    .array(z.object({ a: text, b: text, score: z.number(), kind: z.enum(['same', 'contradicts']) }))
    .describe('keys of two memories that say the same, or the same with another value'),
  deduped: z
    .array(z.object({ key: text, from: z.tuple([text, text]), memory: text }))
    .describe('one record for two that said the same'),
  tier,
  licence: licence.optional(),
  notes: texts,
})

/** A peer that is connected. */
export const peer = z.object({
  peerId: text,
  addresses: texts,
  agent: maybe,
  agreement: z.object({ result: text, hash: text }).nullable(),
})

/** A swarm, as each call about one names it. */
export const swarm = z.object({ swarm: text.describe('id of the swarm'), name: text, epoch: count })

/** A swarm that this home is in. */
export const shownSwarm = swarm.extend({
  role: maybe,
  members: count,
  online: count,
  cubes: count,
  mirrors: count.describe('sealed copies that are held here; 0 while the swarm has no seeds'),
  state: text.describe(
    'online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem',
  ),
  problem: maybe,
  kubo: text.describe('whether Kubo nodes are let in'),
  author: text,
})

export const invitation = z.object({
  id: text,
  role: text,
  expires: text,
  auto: z.boolean(),
  by: text,
  state: z.enum(['open', 'used', 'revoked', 'expired', 'waiting']),
  name: maybe.describe('who waits to be confirmed; a claim'),
})

/** An invitation that was just made. */
export const invited = z.object({ invite: text, id: text, expires: text, role: text })
