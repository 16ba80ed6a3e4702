import { z } from 'zod'
import { callTool, type Tool } from '../tool.ts'

const decisionInput = z.strictObject({
  cube: z.string().min(1).max(2048).optional().describe('only proposals to this cube, when listing'),
  id: z.string().min(1).max(256).optional().describe('the proposal to decide on; without it they are listed'),
  decision: z.enum(['accept', 'decline']).optional(),
  swarm: z.string().min(1).max(256).optional().describe('in this swarm: its name or id'),
  reason: z.string().max(1024).optional().describe('why it is declined; the proposer reads it'),
})

export const shareTools: readonly Tool[] = [
  callTool({
    name: 'discover',
    title: 'Discover cubes',
    description: 'Cubes that other nodes offer, by topic, with author, licence, size and number of seeds.',
    call: 'discover',
    output: { cubes: z.array(z.looseObject({ cube: z.string(), name: z.string(), author: z.string() })) },
  }),
  callTool({
    name: 'pull',
    title: 'Pull a cube',
    description:
      "Fetches and verifies someone's cube into the local cache as community knowledge; recall shows it when asked with a tier.",
    call: 'pull',
    effect: 'writes',
    output: { cube: z.string(), name: z.string(), commit: z.string(), memories: z.number() },
  }),
  callTool({
    name: 'follow',
    title: 'Follow',
    description:
      'Keeps a cube or all cubes of an author up to date, and recalls them without being asked for strangers. A cube that is not here yet is pulled first, by its id or ticket.',
    call: 'follow',
    effect: 'writes',
    grant: () => 'trust',
    output: { target: z.string(), following: z.boolean() },
  }),
  callTool({
    name: 'fork',
    title: 'Fork',
    description:
      'An own cube that shares history and blocks with another one, to change and to propose from.',
    call: 'fork',
    effect: 'writes',
    output: { cube: z.string(), name: z.string(), forkOf: z.string() },
  }),
  callTool({
    name: 'propose',
    title: 'Propose',
    description: 'Offers the changes of a fork to its upstream. The fork becomes public.',
    call: 'propose',
    effect: 'writes',
    grant: () => 'propose',
    output: { proposal: z.string(), upstream: z.string(), commit: z.string() },
  }),
  {
    name: 'review',
    title: 'Review proposals',
    description:
      'Lists what others propose for the cubes of this home, with author, trust and size of the change; with `id` and `decision` accepts or declines one.',
    calls: ['proposals', 'accept', 'decline'],
    effect: 'writes',
    input: decisionInput,
    output: z.looseObject({}),
    grant: ({ decision }) => (decision === undefined ? undefined : 'propose'),
    run({ cube, id, decision, reason, ...place }, call) {
      if (decision === undefined) return call('proposals', { ...place, ...(cube !== undefined && { cube }) })
      return call(decision as string, { id, ...place, ...(reason !== undefined && { reason }) })
    },
  },
  callTool({
    name: 'publish',
    title: 'Publish',
    description: 'Advertises a cube of this home and serves it to everybody.',
    call: 'publish',
    // What may be known in spite of looking like a secret is for a person to say.
    hide: ['allowSecret', 'asRestored'],
    effect: 'writes',
    grant: () => 'publish',
    output: { cube: z.string(), head: z.string(), ticket: z.string() },
  }),
]
