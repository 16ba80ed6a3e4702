/** The parts that answers of use cases are made of, beside those of what they call. */
import { z } from 'zod'
import { fields, named } from '../../cubes/index.ts'

export const { text, sentence, texts, maybe, count, timeMs, tier, licence, secret } = fields
export type { Unnamed } from '../../cubes/index.ts'
export const { author, ofAuthor, by, member, people } = named

/** Added to the answer of a call that writes, by `notices.ts`. */
export const noticed = {
  notice: text.optional().describe('what a person should know about what was done'),
}

/** Added to a row that comes from a swarm, where the answer is of several lives. */
export const ofSwarm = { swarm: text.optional().describe('name of the swarm that it is from') }

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
  ...author,
})

export const invitation = z.object({
  id: text,
  role: text,
  expires: text,
  auto: z.boolean(),
  ...by,
  state: z.enum(['open', 'used', 'revoked', 'expired', 'waiting']),
  name: maybe.describe('who waits to be confirmed; a claim'),
})
