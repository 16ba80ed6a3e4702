/**
 * What a person should know about a write, beside its answer: that the cube is read by everybody, told once after it was
 * published; that a swarm does not let this home in any more, told each time; that nothing changed.
 */
import type { Stored, CallOptions } from '../home/index.ts'
import type { InSpace, Life } from '../swarms/index.ts'
import { type CubeRecord, namedBranches, readersOf } from '../cubes/index.ts'
import { bytesEqual, encode } from '../core/codec/index.ts'
import { writesOf, type UseCase } from './use-case.ts'

/** Runs a use case, and adds a `notice` to its answer where there is something to say. */
export async function runNoticed(
  node: Life,
  useCase: UseCase,
  input: unknown,
  options: CallOptions,
): Promise<unknown> {
  const text = cubeIn(useCase, input)
  const writes = writesOf(useCase, input)
  const isTold = writes === 'cube' || (writes === 'home' && useCase.sets === true)
  if (text === undefined || !isTold) return useCase.run(node, input as never, options)
  const before = await node.cubes.find(text)
  const answer = await useCase.run(node, input as never, options)
  const after = before === undefined ? undefined : await node.cubes.get(before.cube)
  if (before === undefined || after === undefined || typeof answer !== 'object') return answer
  const notice =
    useCase.sets === true && isSame(before, after) && !allows(input)
      ? `${readersOf(node, after).displayName} already was as asked: nothing changed`
      : node.team === undefined
        ? await publicNotice(node, before, after)
        : shutOutNotice(node)
  return notice === undefined ? answer : { ...answer, notice }
}

function isSame(a: CubeRecord, b: CubeRecord): boolean {
  return bytesEqual(encode(a), encode(b))
}

function cubeIn({ placedBy }: UseCase, input: unknown): string | undefined {
  const text = placedBy === undefined ? undefined : (input as Record<string, unknown>)[placedBy]
  return typeof text === 'string' ? text : undefined
}

const toldKey = (cube: string): string => `told-public/${cube}`

async function publicNotice(
  { store }: Stored,
  before: CubeRecord,
  after: CubeRecord,
): Promise<string | undefined> {
  const name = { space: 'meta', key: toldKey(after.cube) } as const
  const isTold = (await store.records(name.space).get(name.key)) !== undefined
  if (!after.published) {
    // Published again, it is said again.
    if (isTold) await store.commit({ del: [name] })
    return undefined
  }
  if (isTold || !before.published || !isMoved(before, after)) return undefined
  await store.commit({ put: [{ ...name, value: true }] })
  return `${after.name} is published: what was written now goes to everybody, and so does all that is written there later. This is said once for each cube; \`memcube unpublish ${after.name}\` ends it for what comes after`
}

/** What may be known although it looks like a secret is kept beside the record. */
function allows(input: unknown): boolean {
  const { allowSecret } = input as { allowSecret?: unknown[] }
  return allowSecret !== undefined && allowSecret.length > 0
}

/** What others get is what the head names: nothing was written for them when a branch is published, taken back or private. */
function isMoved(before: CubeRecord, after: CubeRecord): boolean {
  const [old, now] = [namedBranches(before), namedBranches(after)]
  return Object.entries(now).some(([name, commit]) => old[name]?.equals(commit) === false)
}

function shutOutNotice({ space }: InSpace): string | undefined {
  if (space?.live?.isShutOut() !== true) return undefined
  return `no member of ${space.name} lets this home in: it was removed, or has missed a change. What was written stays here and reaches nobody until then; \`memcube doctor\` says more`
}
