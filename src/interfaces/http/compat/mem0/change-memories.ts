/** What Mem0's calls write: memories that are added, changed and removed, by calls of the node. */
import { MemCubeError } from '../../../../core/errors.ts'
import { keyPrefix, newId } from './ids.ts'
import { codeIn, oneMemory, type Mem0Deps } from './read-memories.ts'
import { changedData, newData, type Mem0Record } from './record.ts'
import type { Message } from './requests.ts'
import { scopeTags, type Scope } from './scope.ts'

/** As many as one call of `remove` takes. */
const removedAtOnce = 10_000

interface NewMemories {
  scope: Scope
  messages: readonly Message[]
  metadata: Record<string, unknown> | undefined
  createdMs: number | undefined
}

/** Each message is a memory, in a commit of its own. @throws what `add` throws, and says how many were kept before */
export async function addMemories(
  deps: Mem0Deps,
  { scope, messages, metadata, createdMs }: NewMemories,
): Promise<Record<string, unknown>[]> {
  const nowMs = deps.nowMs()
  const kept: Record<string, unknown>[] = []
  for (const [at, { role, text, name }] of messages.entries()) {
    const id = newId(nowMs, at, deps.random(8))
    const data = newData(scope, { metadata, role, name, createdMs: createdMs ?? nowMs })
    const input = { cube: deps.cube, key: keyPrefix + id, text, tags: scopeTags(scope), data }
    await addToCube(deps, input).catch((error: unknown) => {
      throw at === 0 ? error : keptBefore(error, at, messages.length)
    })
    kept.push({ id, memory: text, event: 'ADD', role, actor_id: name ?? null })
  }
  return kept
}

async function addToCube(deps: Mem0Deps, input: Record<string, unknown>): Promise<unknown> {
  try {
    return await deps.call('add', input)
  } catch (error) {
    if (codeIn(error) !== 'ERR_NOT_FOUND' || !deps.isDefault) throw error
    const about = 'memories of programs that speak to Mem0'
    await deps.call('create', { name: deps.cube, about }).catch((refused: unknown) => {
      // Another request was first.
      if (codeIn(refused) !== 'ERR_CONFLICT') throw refused
    })
    return deps.call('add', input)
  }
}

function keptBefore(error: unknown, kept: number, all: number): unknown {
  if (!(error instanceof MemCubeError)) return error
  return new MemCubeError(error.code, `${error.message}; ${kept} of ${all} messages were kept before it`, {
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  })
}

interface Change {
  text: string | undefined
  metadata: Record<string, unknown> | undefined
  createdMs: number | undefined
}

/** @throws ERR_NOT_FOUND, and ERR_CONFLICT when somebody changed it meanwhile */
export async function changeMemory(
  deps: Mem0Deps,
  id: string,
  { text, metadata, createdMs }: Change,
): Promise<Mem0Record> {
  const { stored, record } = await oneMemory(deps, id)
  await deps.call('add', {
    cube: deps.cube,
    key: keyPrefix + id,
    text: text ?? record.memory,
    data: changedData(stored, { metadata, createdMs }),
    replaces: stored.memory,
  })
  return (await oneMemory(deps, id)).record
}

/** In one commit, as far as one call takes them. @returns how many */
export async function removeMemories(deps: Mem0Deps, ids: readonly string[]): Promise<number> {
  let count = 0
  for (let at = 0; at < ids.length; at += removedAtOnce) {
    const keys = ids.slice(at, at + removedAtOnce).map((id) => keyPrefix + id)
    count += (await deps.call('remove', { cube: deps.cube, keys })).removed.length
  }
  return count
}
