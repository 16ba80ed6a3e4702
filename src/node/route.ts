/**
 * Where a call belongs: outside of swarms, or in one of them. A call that names a swarm goes there; `S/cube` names one too; the
 * name or id of a cube goes to where that cube is. What is asked of the whole home is asked of all.
 */
import { type Membership, type Reads, requireWriter } from '../cubes/index.ts'
import {
  type Life,
  type Swarms,
  besideIn,
  placeOf,
  sharedNameNotice,
  statedPlace,
  type Found,
  type Space,
  type Spaces,
} from '../swarms/index.ts'
import { invalidInput, type CallOptions } from '../home/index.ts'
import { runNoticed } from './notices.ts'
import { writesOf, type Answered, type AskedLife, type UseCase } from './use-case.ts'

type Input = Record<string, unknown>

/** A call of a home that may be in swarms. */
interface Routed {
  root: Life
  useCase: UseCase
  input: Input
  options: CallOptions
}

/** Runs a use case where it belongs. @throws ERR_NOT_FOUND, ERR_CONFLICT, ERR_DENIED, and what it throws */
export async function runRouted(
  root: Life,
  useCase: UseCase,
  { swarm, ...input }: Input,
  options: CallOptions,
): Promise<unknown> {
  const call: Routed = { root, useCase, input, options }
  const { swarms } = root
  if (swarms === undefined || (swarm === undefined && !swarms.isAny())) return runIn(call, undefined, input)
  const spaces = await swarms.spaces()
  if (swarm !== undefined) return runInNamed(call, spaces, spaces.resolve(swarm as string))
  const named = useCase.placedBy === undefined ? undefined : input[useCase.placedBy]
  if (useCase.across !== undefined)
    return useCase.across(await livesFor(root, spaces, named), input as never, options)
  if (typeof named === 'string') return runAtCube(call, spaces, named)
  return Array.isArray(named) ? runAtCubes(call, spaces, named as string[]) : runInAll(call, spaces)
}

/** Runs it in one life: outside of swarms, or in one of them where this home may do that. @throws ERR_DENIED */
async function runIn(
  { root, useCase, options }: Routed,
  space: Space | undefined,
  input: Input,
): Promise<unknown> {
  if (space !== undefined && writesOf(useCase, input) === 'cube') requireWriter(space.team)
  return withNotice(root, useCase, await runNoticed(space?.node ?? root, useCase, input, options))
}

/** What is asked of all that is stored is asked of the mirrors of a swarm too, while they are open. */
async function runInSwarm(call: Routed, space: Space, input: Input): Promise<Answered<unknown>[]> {
  const { useCase, options } = call
  const answers: Answered<unknown>[] = [{ swarm: space.name, answer: await runIn(call, space, input) }]
  const sealed = space.live?.mirrors()
  if (sealed === undefined || useCase.spans !== 'stores') return answers
  return [...answers, { swarm: space.name, answer: await useCase.run(sealed, input as never, options) }]
}

async function runInNamed(call: Routed, spaces: Spaces, space: Space): Promise<unknown> {
  const { useCase, input } = call
  return joined(useCase, await runInSwarm(call, space, withoutPrefix(useCase, space, spaces, input)), input)
}

async function runAtCube(call: Routed, spaces: Spaces, cube: string): Promise<unknown> {
  const { root, useCase, input } = call
  const found = await placeOf(root, spaces, cube)
  return runIn(call, found.space, await placedInput(root, useCase, spaces, found, input))
}

async function runAtCubes(call: Routed, spaces: Spaces, cubes: readonly string[]): Promise<unknown> {
  const { root, useCase, input } = call
  const answers: Answered<unknown>[] = []
  for (const [space, inIt] of await placesOf(root, spaces, cubes)) {
    const answer = await runIn(call, space, { ...input, [useCase.placedBy as string]: inIt })
    answers.push({ swarm: space?.name ?? null, answer })
  }
  // Of one life too: its rows say where they are from.
  return answers.length === 0 ? runIn(call, undefined, input) : together(useCase, answers, input)
}

async function runInAll(call: Routed, spaces: Spaces): Promise<unknown> {
  const { useCase, input } = call
  const answers: Answered<unknown>[] = [{ swarm: null, answer: await runIn(call, undefined, input) }]
  if (useCase.spans === 'all' || useCase.spans === 'stores')
    for (const space of spaces.list()) answers.push(...(await runInSwarm(call, space, input)))
  return joined(useCase, answers, input)
}

function joined(useCase: UseCase, answers: readonly Answered<unknown>[], input: Input): unknown {
  return answers.length === 1 ? answers[0]?.answer : together(useCase, answers, input)
}

function together({ join }: UseCase, answers: readonly Answered<unknown>[], input: Input): unknown {
  return join === undefined ? answers[0]?.answer : join(answers as readonly Answered<never>[], input as never)
}

/** The input with the names that the cubes have where the call is run. */
async function placedInput(
  root: Reads & Membership,
  { placedBy = '', beside = [] }: UseCase,
  spaces: Spaces,
  found: Found,
  input: Input,
): Promise<Input> {
  const placed: Input = { ...input, [placedBy]: found.text }
  for (const name of beside)
    if (typeof input[name] === 'string') placed[name] = await besideIn(root, spaces, found, input[name])
  return placed
}

/** A cube that is new here may have the name of one with other readers: that is said at once. */
async function withNotice(
  root: Reads & Swarms & Membership,
  { names }: UseCase,
  answer: unknown,
): Promise<unknown> {
  if (names !== true || root.swarms === undefined) return answer
  const { name } = answer as { name: string }
  const notice = await sharedNameNotice(root, await root.swarms.spaces(), name)
  return notice === undefined ? answer : { ...(answer as object), notice }
}

/** With the swarm named twice, both must mean the same one. */
function withoutPrefix(
  { placedBy = '', beside = [] }: UseCase,
  space: Space,
  spaces: Spaces,
  input: Input,
): Input {
  const plain = (text: unknown): unknown => {
    if (Array.isArray(text)) return text.map(plain)
    if (typeof text !== 'string') return text
    const found = statedPlace(spaces, text)
    if (found === undefined) return text
    if (found.space === space) return found.text
    throw invalidInput(`"${text}" is not in ${space.name}`, 'name one place')
  }
  const given = [placedBy, ...beside].filter((name) => name in input)
  return { ...input, ...Object.fromEntries(given.map((name) => [name, plain(input[name])])) }
}

/** Where the cubes that were asked for are; all of the home for none. */
async function livesFor(root: Life, spaces: Spaces, cubes: unknown): Promise<AskedLife[]> {
  const lifeOf = (space: Space | undefined, inIt?: string[]): AskedLife => ({
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
  root: Reads & Membership,
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
