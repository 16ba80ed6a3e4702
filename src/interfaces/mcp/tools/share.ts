import { z } from 'zod'
import { callTool, pageFields, type Tool } from '../tool.ts'

export const shareTools: readonly Tool[] = [
  callTool({
    name: 'memcube_discover',
    title: 'Discover cubes',
    description: 'Cubes that other nodes offer, by topic. They read the topic. Grant: network.',
    call: 'discover',
    output: ['cubes'],
    effect: 'reads',
    pages: ['cubes'],
  }),
  callTool({
    name: 'memcube_pull',
    title: 'Pull a cube',
    description:
      'Fetches and verifies a cube of others as community knowledge; recall has it with `tier: "community"`. Grant: network.',
    call: 'pull',
    output: ['cube', 'name', 'commit', 'memories', 'asked', 'answered', 'headTime'],
    effect: 'writes',
    unlisted: ['depth', 'from', 'branch'],
    say: { cube: 'name, id or ticket' },
  }),
  callTool({
    name: 'memcube_follow',
    title: 'Follow',
    description:
      'Keeps a cube, or all of an author, up to date and recalls it without being asked; one that is not here is pulled first. Grants: network, trust.',
    call: 'follow',
    output: ['target', 'following'],
    effect: 'writes',
    unlisted: ['branch'],
  }),
  callTool({
    name: 'memcube_fork',
    title: 'Fork',
    description: 'An own cube that shares the history of another, to change and to propose from.',
    call: 'fork',
    output: ['cube', 'name', 'forkOf'],
    effect: 'writes',
    unlisted: ['branch'],
    say: {},
  }),
  callTool({
    name: 'memcube_propose',
    title: 'Propose',
    description:
      'Offers the changes of a fork to its upstream; the fork becomes public. Grants: propose, publish.',
    call: 'propose',
    output: ['proposal', 'upstream', 'commit'],
    effect: 'writes',
    say: { message: 'why; the authors read it' },
  }),
  {
    name: 'memcube_review',
    title: 'Review proposals',
    description:
      'Lists what others propose; with `id` and `decision` or `comment` answers one. Grants: propose, to accept also publish.',
    calls: ['proposals', 'accept', 'decline', 'comment'],
    output: {},
    effect: 'writes',
    pages: ['proposals'],
    unlisted: ['swarm', 'strategy'],
    input: z.strictObject({
      cube: z.string().min(1).max(2048).optional().describe('only those to this cube'),
      id: z.string().min(1).max(256).optional(),
      decision: z.enum(['accept', 'decline']).optional(),
      reason: z.string().max(1024).optional().describe('the proposer reads it'),
      comment: z.string().max(2048).optional().describe('instead of a decision'),
      strategy: z.enum(['ask', 'ours', 'theirs', 'union']).optional(),
      swarm: z.string().min(1).max(256).optional(),
      ...pageFields,
    }),
    run({ cube, id, decision, reason, comment, strategy, ...place }, { call }) {
      if (decision === undefined && comment !== undefined)
        return call('comment', { proposal: id, ...place, text: comment })
      if (decision === undefined) return call('proposals', { ...place, ...(cube !== undefined && { cube }) })
      if (decision === 'accept')
        return call('accept', {
          proposal: id,
          ...place,
          ...(strategy !== undefined && { strategy }),
          ...(reason !== undefined && { message: reason }),
        })
      return call('decline', { proposal: id, ...place, ...(reason !== undefined && { reason }) })
    },
  },
  callTool({
    name: 'memcube_publish',
    title: 'Publish',
    description: 'Gives a cube to everybody; `dryRun` says what would leave. Grant: publish.',
    call: 'publish',
    output: ['cube', 'head'],
    effect: 'writes',
    // What may be known in spite of looking like a secret is for a person to say; the table of agent calls has no field for it.
    say: { dryRun: '' },
  }),
]
