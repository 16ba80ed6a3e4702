/**
 * Where a call belongs: outside of swarms, or in one of them. A call that names a swarm goes there; `S/cube` names one too; the
 * name or id of a cube goes to where that cube is. What is asked of the whole home is asked of all.
 */
import type { NodeContext } from './context.ts'
import { invalidInput } from '../home/errors.ts'
import { runNoticed } from './notices.ts'
import { writesOf, type Life, type UseCase } from './use-case.ts'
import type { CallOptions } from '../home/call-options.ts'
import { besideIn, placeOf, sharedNameNotice, statedPlace } from '../swarms/cube-places.ts'
import { requireWriter } from '../cubes/membership.ts'
import { mergeAnswers, mergedCalls, type Answered } from './merge-answers.ts'
import type { Space, Spaces } from '../swarms/spaces.ts'

type Input = Record<string, unknown>

/** Runs a use case where it belongs. @throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_DENIED, and what it throws */
export async function runRouted(
  root: NodeContext,
  useCase: UseCase,
  { swarm, ...input }: Input,
  options: CallOptions,
): Promise<unknown> {
  const run = async (place: Space | undefined, given: Input): Promise<unknown> => {
    const node = place?.node ?? root
    if (place !== undefined && writesOf(useCase, given) === 'cube') requireWriter(place.team)
    return withNotice(root, useCase, await runNoticed(node, useCase, given, options))
  }
  /** What is asked of all that is stored is asked of the mirrors of a swarm too, while they are open. */
  const inSpace = async (space: Space, given: Input): Promise<Answered[]> => {
    const answers: Answered[] = [{ swarm: space.name, answer: await run(space, given) }]
    const sealed = space.live?.mirrors()
    if (sealed === undefined || !storeCalls.has(useCase.name) || namesCube(given)) return answers
    return [...answers, { swarm: space.name, answer: await useCase.run(sealed, given as never, options) }]
  }
  if (root.swarms === undefined) return run(undefined, input)
  if (swarm === undefined && !root.swarms.isAny()) return run(undefined, input)
  const spaces = await root.swarms.spaces()
  if (swarm !== undefined) {
    const space = spaces.resolve(swarm as string)
    const answers = await inSpace(space, withoutPrefix(space, spaces, input))
    return answers.length === 1 ? answers[0]?.answer : mergeAnswers(useCase.name, input, answers)
  }
  if (useCase.across !== undefined) {
    const lives = await livesFor(root, spaces, input['cubes'])
    return useCase.across(lives, input as never, options)
  }
  if (Array.isArray(input['cubes'])) return runForCubes(root, spaces, input, useCase.name, run)
  for (const field of cubeFields) {
    const text = input[field]
    if (typeof text !== 'string') continue
    const found = await placeOf(root, spaces, text)
    const beside: Input = {}
    for (const name of besideFields)
      if (typeof input[name] === 'string') beside[name] = await besideIn(root, spaces, found, input[name])
    return run(found.space, { ...input, ...beside, [field]: found.text })
  }
  if (!mergedCalls.has(useCase.name)) return run(undefined, input)
  const answers: Answered[] = [{ swarm: null, answer: await run(undefined, input) }]
  for (const space of spaces.list()) answers.push(...(await inSpace(space, input)))
  return mergeAnswers(useCase.name, input, answers)
}

/** Fields that name a cube. */
const cubeFields = ['cube', 'target', 'to'] as const

/** Fields that may name another cube, which is where the first one is. */
const besideFields = ['other', 'a', 'b'] as const

/** Calls about all that is stored. */
const storeCalls: ReadonlySet<string> = new Set(['fsck', 'gc'])

function namesCube(input: Input): boolean {
  const { cubes } = input
  return cubeFields.some((name) => input[name] !== undefined) || (Array.isArray(cubes) && cubes.length > 0)
}

/** A cube that is new here may have the name of one with other readers: that is said at once. */
async function withNotice(root: NodeContext, { names }: UseCase, answer: unknown): Promise<unknown> {
  if (names !== true || root.swarms === undefined) return answer
  const { name } = answer as { name: string }
  const notice = await sharedNameNotice(root, await root.swarms.spaces(), name)
  return notice === undefined ? answer : { ...(answer as object), notice }
}

/** With the swarm named twice, both must mean the same one. */
function withoutPrefix(space: Space, spaces: Spaces, input: Input): Input {
  const plain = (text: unknown): unknown => {
    if (typeof text !== 'string') return text
    const found = statedPlace(spaces, text)
    if (found === undefined) return text
    if (found.space === space) return found.text
    throw invalidInput(`"${text}" is not in ${space.name}`, 'name one place')
  }
  const given = Object.fromEntries(
    [...cubeFields, ...besideFields]
      .filter((name) => name in input)
      .map((name) => [name, plain(input[name])]),
  )
  const { cubes } = input
  return { ...input, ...given, ...(Array.isArray(cubes) && { cubes: cubes.map(plain) }) }
}

/** Where the cubes that were asked for are; all of the home for none. */
async function livesFor(root: NodeContext, spaces: Spaces, cubes: unknown): Promise<Life[]> {
  const lifeOf = (space: Space | undefined, inIt?: string[]): Life => ({
    swarm: space?.name ?? null,
    node: space?.node ?? root,
    cubes: inIt,
  })
  if (!Array.isArray(cubes)) return [lifeOf(undefined), ...spaces.list().map((space) => lifeOf(space))]
  const places = await placesOf(root, spaces, cubes as string[])
  if (places.size === 0) return [lifeOf(undefined, [])]
  return [...places].map(([space, inIt]) => lifeOf(space, inIt))
}

async function placesOf(
  root: NodeContext,
  spaces: Spaces,
  cubes: readonly string[],
): Promise<Map<Space | undefined, string[]>> {
  const places = new Map<Space | undefined, string[]>()
  for (const text of cubes) {
    const found = await placeOf(root, spaces, text)
    places.set(found.space, [...(places.get(found.space) ?? []), found.text])
  }
  return places
}

async function runForCubes(
  root: NodeContext,
  spaces: Spaces,
  input: Input,
  name: string,
  run: (space: Space | undefined, input: Input) => Promise<unknown>,
): Promise<unknown> {
  const places = await placesOf(root, spaces, input['cubes'] as string[])
  if (places.size === 0) return run(undefined, input)
  const answers: Answered[] = []
  for (const [space, cubes] of places)
    answers.push({ swarm: space?.name ?? null, answer: await run(space, { ...input, cubes }) })
  return mergeAnswers(name, input, answers)
}
