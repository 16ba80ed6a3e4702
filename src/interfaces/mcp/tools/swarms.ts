import { z } from 'zod'
import { pageFields, type Tool } from '../tool.ts'

/**
 * Who is in a swarm is for agents to see. Who comes in and goes is decided by people: no tool invites, confirms, removes,
 * joins, leaves, gives roles or changes keys, and no grant allows it.
 */
export const swarmTools: readonly Tool[] = [
  {
    name: 'memcube_swarms',
    title: 'Private swarms',
    description:
      'The private swarms of this home; with `swarm` its members. `team/notes` names the cube notes of the swarm team. Who is let in or out is for people to decide.',
    calls: ['swarm-list', 'swarm-members'],
    output: {},
    effect: 'reads',
    pages: ['swarms', 'members'],
    input: z.strictObject({
      swarm: z.string().min(1).max(256).optional(),
      ...pageFields,
    }),
    async run({ swarm }, { call }) {
      if (swarm === undefined) return call('swarm-list', {})
      const { epoch, members } = await call('swarm-members', { swarm })
      return { epoch, members }
    },
  },
]
