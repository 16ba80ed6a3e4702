import { z } from 'zod'
import { MemCubeError } from '../../../core/errors.ts'
import type { Answer, Tool, ToolContext } from '../tool.ts'

/** Memories of one call. A guess: what a model writes at once. */
const maxMemories = 50

const fields = {
  text: z.string().optional(),
  key: z.string().optional().describe('a path such as postgres/vacuum; made from the text when not given'),
  tags: z.array(z.string()).optional(),
  source: z.string().optional().describe('URI of where it comes from'),
  replaces: z.string().optional().describe('CID that the key must hold; else it is a conflict'),
  data: z
    .looseObject({ session: z.string().optional(), order: z.number().optional() })
    .optional()
    .describe('what belongs together, in which order'),
}

export const rememberTool: Tool = {
  name: 'memcube_remember',
  title: 'Remember',
  description:
    'Keeps what will matter later: facts, decisions, preferences, solutions. One `text`, or several `memories`. The same key again replaces what it holds; history keeps the old. Answers per memory with `similar`: what says the same or otherwise already.',
  calls: ['add', 'list', 'create'],
  output: {},
  effect: 'writes',
  basic: true,
  unlisted: ['data', 'replaces', 'message', 'swarm'],
  input: z.strictObject({
    ...fields,
    memories: z
      .array(z.strictObject({ ...fields, text: z.string() }))
      .min(1)
      .max(maxMemories)
      .optional()
      .describe('instead of text'),
    cube: z.string().optional().describe('the default cube when not given'),
    branch: z.string().optional().describe('one of memcube_branch'),
    message: z.string().optional(),
    swarm: z.string().optional(),
  }),
  async run({ memories, cube, branch, message, swarm, ...one }, context) {
    const all = memoriesOf(memories as Answer[] | undefined, one)
    const where = await placeOf(cube as string | undefined, swarm as string | undefined, context)
    const shared = { cube: where, branch, message, swarm, similar: true }
    if (memories === undefined) return context.call('add', given({ ...shared, ...all[0] }))
    const results: Answer[] = []
    for (const memory of all)
      results.push(await attempt(() => context.call('add', given({ ...shared, ...memory }))))
    return { results, kept: results.filter(({ error }) => error === undefined).length }
  },
}

/** @throws ERR_INVALID_INPUT */
function memoriesOf(memories: Answer[] | undefined, one: Answer): Answer[] {
  if ((memories === undefined) === (one['text'] === undefined))
    throw new MemCubeError('ERR_INVALID_INPUT', 'expected either text or memories', {
      hint: 'Give `text` for one memory, or `memories` for several.',
    })
  return memories ?? [one]
}

/** One that is refused does not keep back the others; a grant that is missing is missing for all. */
async function attempt(write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof MemCubeError) || error.code === 'ERR_DENIED') throw error
    return { error: error.code, message: error.message }
  }
}

/** The cube that was named, or the default one, which is made when it is first needed. */
async function placeOf(
  cube: string | undefined,
  swarm: string | undefined,
  { call, defaultCube }: Pick<ToolContext, 'call' | 'defaultCube'>,
): Promise<string> {
  if (cube !== undefined) return cube
  if (swarm !== undefined)
    throw new MemCubeError('ERR_INVALID_INPUT', 'a memory for a swarm needs a cube', {
      hint: 'Name it as SWARM/CUBE.',
    })
  const { cubes } = await call('list', {})
  if (cubes.some((one) => one.name === defaultCube || one.cube === defaultCube)) return defaultCube
  if (defaultCube.includes('/') || defaultCube.startsWith('memcube:')) return defaultCube
  try {
    await call('create', { name: defaultCube, about: 'what agents keep when they name no cube' })
  } catch (error) {
    // Another agent was first.
    if (!(error instanceof MemCubeError) || error.code !== 'ERR_CONFLICT') throw error
  }
  return defaultCube
}

function given(fieldsGiven: Answer): Answer {
  return Object.fromEntries(Object.entries(fieldsGiven).filter(([, value]) => value !== undefined))
}
