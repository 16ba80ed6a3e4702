/** What of Mem0 is looked for: lists, searches, histories, and whose memories there are. */
import { MemCubeError } from '../../../../core/errors.ts'
import { matches, neededTags, type Filter } from './filter.ts'
import { idOf, keyOf, keyPrefix } from './ids.ts'
import {
  emptyWithoutCube,
  oneMemory,
  readMemories,
  readMemory,
  readsAtOnce,
  type Found,
  type Mem0Deps,
} from './read-memories.ts'
import { historyOf, type Mem0Record, type Version } from './record.ts'
import { scopeOfTag, typeOf } from './scope.ts'

/** Memories that are read for one list whose filter asks for more than whose they are. A guess: some seconds of work. */
const maxRead = 20_000
/** What recall is asked for when a filter may refuse some of it; what it answers at most. */
const maxFound = 1_000
/** States of a memory that its history shows. A guess. */
const maxHistory = 1_000

/** A part of the list, the newest first, and how long it is. @throws ERR_LIMIT for a filter that would have too many read */
export async function listMemories(
  deps: Mem0Deps,
  filter: Filter,
  { from, count }: { from: number; count: number },
): Promise<{ total: number; records: Mem0Record[] }> {
  const keys = await keysFor(deps, filter)
  if (neededTags(filter).isAll) {
    const found = await readMemories(deps, keys.slice(from, from + count))
    return { total: keys.length, records: found.map(({ record }) => record) }
  }
  const fitting = await readFitting(deps, keys, filter)
  return { total: fitting.length, records: fitting.slice(from, from + count).map(({ record }) => record) }
}

/** Of every memory that a filter lets through. Each is looked at, unless all are meant. @throws ERR_LIMIT */
export async function fittingIds(deps: Mem0Deps, filter: Filter): Promise<string[]> {
  const keys = await keysFor(deps, filter)
  if ('all' in filter && filter.all.length === 0) return keys.flatMap((key) => idOf(key) ?? [])
  return (await readFitting(deps, keys, filter)).map(({ id }) => id)
}

/** Keys of memories that may fit, the newest first. */
async function keysFor(deps: Mem0Deps, filter: Filter): Promise<string[]> {
  const { tags } = neededTags(filter)
  const asked = deps.call('keys', { cube: deps.cube, prefix: keyPrefix, ...(tags.length > 0 && { tags }) })
  const { keys } = await emptyWithoutCube(deps, asked, { keys: [] })
  return keys.filter((key) => idOf(key) !== undefined).toReversed()
}

async function readFitting(deps: Mem0Deps, keys: readonly string[], filter: Filter): Promise<Found[]> {
  if (keys.length <= maxRead)
    return (await readMemories(deps, keys)).filter(({ record }) => matches(filter, record))
  throw new MemCubeError(
    'ERR_LIMIT',
    `the filter would have ${keys.length} memories read; at most ${maxRead} are`,
    { hint: 'name a user_id, agent_id, app_id or run_id beside it' },
  )
}

/** The best first, each with its score: 1 for the best that recall can say. */
export async function searchMemories(
  deps: Mem0Deps,
  query: string,
  filter: Filter,
  top: number,
): Promise<(Mem0Record & { score: number })[]> {
  const best = await recalledKeys(deps, query, filter, top)
  const keys = [...best.keys()]
  const found: (Mem0Record & { score: number })[] = []
  for (let at = 0; at < keys.length && found.length < top; at += readsAtOnce) {
    const some = await readMemories(deps, keys.slice(at, at + readsAtOnce))
    for (const { id, record } of some)
      if (matches(filter, record)) found.push({ ...record, score: best.get(keyPrefix + id) ?? 0 })
  }
  return found.slice(0, top)
}

/** Each once, with the score of the passage that fits best. */
async function recalledKeys(
  deps: Mem0Deps,
  query: string,
  filter: Filter,
  top: number,
): Promise<Map<string, number>> {
  const { tags, isAll } = neededTags(filter)
  const asked = deps.call('recall', {
    query,
    cubes: [deps.cube],
    ...(tags.length > 0 && { tags }),
    // Passages of one memory count each, and a filter refuses some.
    top: isAll ? Math.min(maxFound, 4 * top) : maxFound,
  })
  const { results } = await emptyWithoutCube(deps, asked, { results: [] })
  const best = new Map<string, number>()
  for (const { key, score } of results) if (idOf(key) !== undefined && !best.has(key)) best.set(key, score)
  return best
}

/** @throws ERR_NOT_FOUND for what was never there */
export async function memoryHistory(deps: Mem0Deps, id: string): Promise<Record<string, unknown>[]> {
  const key = keyOf(id) ?? (await oneMemory(deps, id)).id
  const asked = deps.call('log', { cube: deps.cube, key, limit: maxHistory })
  const { commits } = await emptyWithoutCube(deps, asked, { commits: [] })
  if (commits.length === 0) await oneMemory(deps, id)
  const versions: Version[] = []
  for (const { commit, time } of commits.toReversed())
    versions.push({ commit, timeMs: time, record: (await readMemory(deps, key, commit))?.record })
  return historyOf(id, versions)
}

/** Whose memories there are, and how many of each. */
export async function entities(deps: Mem0Deps): Promise<{ type: string; id: string; count: number }[]> {
  const asked = deps.call('keys', { cube: deps.cube, prefix: keyPrefix, countTags: true })
  const { tags = [] } = await emptyWithoutCube(deps, asked, { tags: [] })
  return tags.flatMap(({ tag, count }) => {
    const found = scopeOfTag(tag)
    return found === undefined ? [] : [{ type: typeOf(found.field), id: found.id, count }]
  })
}
