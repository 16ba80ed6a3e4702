import { z } from 'zod'
import type { Shelved } from '../../cubes/index.ts'
import { invalidInput } from '../../home/index.ts'
import { defaultTtlMs, invited, inviteTo, maxTtlMs } from '../../swarms/index.ts'
import { useCase } from '../use-case.ts'
import * as outputs from './outputs.ts'

/** At an admin: an invitation for a seed. */
const seedInvited = invited.extend({ swarm: outputs.text })
/** At a seed: what it holds. */
const seedHolds = outputs.swarm.extend({
  role: outputs.text,
  online: outputs.count,
  mirrors: outputs.count,
  bytes: outputs.count,
  held: z.array(
    z.object({ mirror: outputs.text, ...outputs.author, commit: outputs.text, time: outputs.text }),
  ),
})

export const swarmSeed = useCase({
  name: 'swarm-seed',
  summary:
    'Lets a server in, once, that stores and serves the sealed cubes of a swarm and cannot read them; on such a server, says what it holds.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({
    swarm: z.string().min(1).max(256).describe('the name or id of a swarm'),
    untrusted: z.boolean().default(false).describe('for a machine that must not be able to read'),
    ttlMs: z.number().int().min(1_000).max(maxTtlMs).default(defaultTtlMs),
  }),
  output: z.union([seedInvited, seedHolds]),
  async run(node, { swarm: text, untrusted, ttlMs }) {
    if (node.swarms === undefined) throw invalidInput('a swarm has no swarms', 'leave --swarm out')
    const space = (await node.swarms.spaces()).resolve(text)
    const { team, live } = space
    if (team.me()?.role === 'seed') {
      const mirrors = live?.mirrors()
      const held = mirrors === undefined ? [] : await listHeld(mirrors)
      return {
        swarm: space.id,
        name: space.name,
        epoch: team.roster().epoch.epoch,
        role: 'seed' as const,
        online: live?.online().length ?? 0,
        mirrors: held.length,
        held,
        bytes: (await mirrors?.store.usage())?.bytes ?? 0,
      }
    }
    if (!untrusted)
      throw invalidInput(
        'a member seeds what it holds by itself',
        'say --untrusted for a server that may not read; it gets an invitation of its own',
      )
    return { swarm: space.id, ...(await inviteTo(node, space, { role: 'seed', ttlMs, auto: true })) }
  },
})

/** Mirrors by what a seed can know of them. */
async function listHeld(
  sealed: Shelved,
): Promise<{ mirror: string; author: string; commit: string; time: string }[]> {
  const records = await sealed.cubes.list()
  return Promise.all(
    records.map(async ({ cube, author, commit }) => {
      const { time } = await sealed.cubes.commit(commit)
      return { mirror: cube, author, commit: commit.toString(), time: new Date(time).toISOString() }
    }),
  )
}
