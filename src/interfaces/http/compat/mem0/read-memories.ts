/** Memories of Mem0 as they are read, one or many. */
import { MemCubeError } from '../../../../core/errors.ts'
import type { AgentCallName, AnswerOf } from '../../../../node/index.ts'
import { idOf, keyOf } from './ids.ts'
import { recordOf, type Mem0Record, type Stored } from './record.ts'

/** Memories that are read at the same time. A guess: more would only wait for each other. */
export const readsAtOnce = 16

export interface Mem0Deps {
  call<N extends AgentCallName>(name: N, input: Record<string, unknown>): Promise<AnswerOf<N>>
  cube: string
  /** Nobody named the cube: it is made when it is first needed, and is empty until then. */
  isDefault: boolean
  nowMs(): number
  random(bytes: number): Uint8Array
}

export interface Found {
  id: string
  stored: Stored
  record: Mem0Record
}

/** @throws ERR_NOT_FOUND */
export async function oneMemory(deps: Mem0Deps, id: string): Promise<Found> {
  const key = keyOf(id)
  const found = key === undefined ? undefined : await readMemory(deps, key)
  if (found !== undefined) return found
  throw new MemCubeError('ERR_NOT_FOUND', `there is no memory "${id.slice(0, 200)}" in ${deps.cube}`, {
    hint: 'list the memories; what was deleted is in the history of the cube',
  })
}

export async function readMemories(deps: Mem0Deps, keys: readonly string[]): Promise<Found[]> {
  const found: Found[] = []
  for (let at = 0; at < keys.length; at += readsAtOnce) {
    const some = await Promise.all(keys.slice(at, at + readsAtOnce).map((key) => readMemory(deps, key)))
    found.push(...some.filter((one) => one !== undefined))
  }
  return found
}

/** Undefined for one that is not there, also when it went meanwhile, and for one without a text. */
export async function readMemory(deps: Mem0Deps, key: string, at?: string): Promise<Found | undefined> {
  const id = idOf(key)
  if (id === undefined) return undefined
  try {
    const stored = await deps.call('get', { cube: deps.cube, key, ...(at !== undefined && { at }) })
    const record = recordOf(id, stored)
    return record && { id, stored, record }
  } catch (error) {
    if (codeIn(error) === 'ERR_NOT_FOUND') return undefined
    throw error
  }
}

/** A default cube that nobody wrote to is not there yet. */
export async function emptyWithoutCube<T, Empty>(
  { isDefault }: Pick<Mem0Deps, 'isDefault'>,
  asked: Promise<T>,
  empty: Empty,
): Promise<T | Empty> {
  try {
    return await asked
  } catch (error) {
    if (isDefault && codeIn(error) === 'ERR_NOT_FOUND') return empty
    throw error
  }
}

export function codeIn(error: unknown): string | undefined {
  return error instanceof MemCubeError ? error.code : undefined
}
