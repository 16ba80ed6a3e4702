import { z } from 'zod'
import type { AnswerOf } from '../../../node/index.ts'
import { pageFields, type Answer, type Tool } from '../tool.ts'

type Cube = AnswerOf<'show'>

export const listTool: Tool = {
  name: 'memcube_list',
  title: 'List cubes, or the keys of one',
  description:
    'The cubes of this home and its swarms, who can read each and how far it is trusted; with `cube`, its keys. In pages: go on with `cursor`.',
  calls: ['list', 'keys', 'show'],
  output: { total: 'number' },
  effect: 'reads',
  basic: true,
  unlisted: ['swarm'],
  pages: ['cubes', 'keys'],
  input: z.strictObject({
    cube: z.string().min(1).max(2048).optional(),
    prefix: z.string().max(1024).optional().describe('of keys'),
    swarm: z.string().min(1).max(256).optional(),
    ...pageFields,
  }),
  async run({ cube, prefix, ...place }, { call }) {
    if (cube === undefined) {
      const { cubes } = await call('list', place)
      return { cubes: cubes.map(asListed) }
    }
    const { keys } = await call('keys', { cube, ...place, ...(prefix !== undefined && { prefix }) })
    return { of: asLabel(await call('show', { cube, ...place })), keys }
  },
}

/** What says whose words the rest of an answer is. */
export function asLabel({
  cube,
  displayName,
  author,
  authorName,
  authorLabel,
  authorBlocked,
  tier,
  visibility,
}: Cube): Answer {
  const named = tier === 'own' ? {} : { authorName, authorLabel, ...(authorBlocked && { authorBlocked }) }
  return { cube, name: displayName, author, ...named, tier, visibility }
}

/** What helps to choose a cube; the rest is in its resource. */
function asListed(one: Cube): Answer {
  const { cube, name, role, author, tier, memories, topics, about, published, fresh } = one
  const { headTime, lastAsked } = one
  const { visibility, swarm, waiting, state, authorName, authorLabel, authorBlocked } = one
  return {
    cube,
    name,
    role,
    author,
    ...(tier !== 'own' && { authorName, authorLabel, ...(authorBlocked && { authorBlocked }) }),
    tier,
    memories,
    visibility,
    published,
    ...(swarm !== null && { swarm }),
    ...(topics.length > 0 && { topics }),
    ...(about !== null && { about }),
    ...(!fresh && { fresh }),
    // How old it is, and how many said that there is nothing newer.
    ...(lastAsked !== null && { headTime, lastAsked }),
    ...(state !== 'held' && { state }),
    ...(waiting.length > 0 && { waiting }),
  }
}
