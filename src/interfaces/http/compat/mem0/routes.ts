/** Mem0's paths: those that its published clients ask, and those of its open server. Each is one function of a request. */
import { MemCubeError } from '../../../../core/errors.ts'
import { readFilter, type Filter } from './filter.ts'
import { addMemories, changeMemory, removeMemories } from './change-memories.ts'
import { entities, fittingIds, listMemories, memoryHistory, searchMemories } from './find-memories.ts'
import { oneMemory, type Mem0Deps } from './read-memories.ts'
import { ignoredIn, keptMessages, readRequest, scopeGiven } from './requests.ts'
import { scopeFields, typeOf, type Scope, type ScopeField } from './scope.ts'

/** A page where none is asked for, as Mem0 has it. */
const defaultPage = 100
const defaultTop = 10
const notInferred =
  'memcube asks no language model: each message is kept as it is, as with infer=false; nothing is merged or changed'
const historyKeeps = 'it is out of the current state; the history of the cube keeps it until `memcube forget`'

export interface Mem0Request {
  deps: Mem0Deps
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  body: unknown
  /** The address of the request without its query, for links to other pages. */
  address: string
}

export interface Mem0Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  answer(request: Mem0Request): Promise<unknown>
}

export const mem0Routes: readonly Mem0Route[] = [
  { method: 'GET', path: '/v1/ping/', answer: ping },
  { method: 'POST', path: '/v3/memories/add/', answer: add },
  { method: 'POST', path: '/v3/memories/', answer: page },
  { method: 'POST', path: '/v3/memories/search/', answer: search },
  { method: 'DELETE', path: '/v1/memories/', answer: removeSome },
  { method: 'GET', path: '/v1/memories/:id/', answer: one },
  { method: 'PUT', path: '/v1/memories/:id/', answer: change },
  { method: 'DELETE', path: '/v1/memories/:id/', answer: remove },
  { method: 'GET', path: '/v1/memories/:id/history/', answer: history },
  { method: 'PUT', path: '/v1/batch/', answer: changeMany },
  { method: 'DELETE', path: '/v1/batch/', answer: removeMany },
  { method: 'GET', path: '/v1/entities/', answer: listEntities },
  { method: 'DELETE', path: '/v1/entities/:type/:id/', answer: removeEntity },
  { method: 'DELETE', path: '/v2/entities/:type/:id/', answer: removeEntity },
  { method: 'POST', path: '/memories', answer: add },
  { method: 'GET', path: '/memories', answer: list },
  { method: 'DELETE', path: '/memories', answer: removeSome },
  { method: 'GET', path: '/memories/:id', answer: one },
  { method: 'PUT', path: '/memories/:id', answer: change },
  { method: 'DELETE', path: '/memories/:id', answer: remove },
  { method: 'GET', path: '/memories/:id/history', answer: history },
  { method: 'POST', path: '/search', answer: search },
  { method: 'POST', path: '/reset', answer: reset },
  { method: 'GET', path: '/entities', answer: async (request) => (await listEntities(request)).results },
  { method: 'DELETE', path: '/entities/:type/:id', answer: removeEntity },
]

/** The client for Python does not start without an organisation and a project. */
async function ping({ deps }: Mem0Request): Promise<object> {
  return {
    status: 'ok',
    message: 'memcube answers',
    org_id: 'memcube',
    project_id: deps.cube,
    user_email: null,
  }
}

async function add({ deps, body }: Mem0Request): Promise<object> {
  const given = readRequest('add', body)
  const { timestamp, metadata, infer } = given
  const results = await addMemories(deps, {
    scope: ofOne(scopeGiven(given)),
    messages: keptMessages(given.messages),
    metadata,
    createdMs: timestamp === undefined ? undefined : timestamp * 1_000,
  })
  return { results, ...(infer !== false && { note: notInferred }), ...ignoredOf('add', body) }
}

async function search({ deps, body }: Mem0Request): Promise<object> {
  const given = readRequest('search', body)
  const { query, metadata, categories, top_k: topK, limit } = given
  const filter = filterOf(given, [
    ...(metadata === undefined ? [] : [{ metadata }]),
    ...(categories === undefined ? [] : [{ categories: { in: categories } }]),
  ])
  const results = await searchMemories(deps, query, filter, topK ?? limit ?? defaultTop)
  return { results, ...ignoredOf('search', body) }
}

async function page({ deps, body, query, address }: Mem0Request): Promise<object> {
  const sent = { ...(body as object | null), ...query }
  const given = readRequest('list', sent)
  const { page: at = 1, page_size: size = defaultPage } = given
  const { total, records } = await listMemories(deps, listFilter(given), {
    from: (at - 1) * size,
    count: size,
  })
  const link = (to: number): string => `${address}?page=${to}&page_size=${size}`
  return {
    count: total,
    next: at * size < total ? link(at + 1) : null,
    previous: at > 1 ? link(at - 1) : null,
    results: records,
    ...ignoredOf('list', sent),
  }
}

async function list({ deps, query }: Mem0Request): Promise<object> {
  const given = readRequest('list', query)
  const { records } = await listMemories(deps, listFilter(given), {
    from: 0,
    count: given.top_k ?? 1_000,
  })
  return { results: records, ...ignoredOf('list', query) }
}

async function one({ deps, params }: Mem0Request): Promise<object> {
  return (await oneMemory(deps, params['id'] ?? '')).record
}

async function change({ deps, params, body }: Mem0Request): Promise<object> {
  const { text, data, metadata, timestamp } = readRequest('change', body)
  const record = await changeMemory(deps, params['id'] ?? '', {
    text: text ?? data,
    metadata,
    createdMs: timestamp === undefined ? undefined : Math.round(timestamp * 1_000),
  })
  return { ...record, text: record.memory, message: 'Memory updated successfully!' }
}

async function changeMany({ deps, body }: Mem0Request): Promise<object> {
  const { memories: all } = readRequest('batchChange', body)
  // What is not there is told before anything is changed.
  for (const { memory_id: id } of all) await oneMemory(deps, id)
  for (const { memory_id: id, text, metadata } of all)
    await changeMemory(deps, id, { text, metadata, createdMs: undefined })
  return { message: `Successfully updated ${all.length} memories` }
}

async function remove({ deps, params }: Mem0Request): Promise<object> {
  const { id } = await oneMemory(deps, params['id'] ?? '')
  await removeMemories(deps, [id])
  return { message: 'Memory deleted successfully!', note: historyKeeps }
}

async function removeMany({ deps, body }: Mem0Request): Promise<object> {
  const { memories: all } = readRequest('batchRemove', body)
  const ids = [...new Set(all.map(({ memory_id: id }) => id))]
  for (const id of ids) await oneMemory(deps, id)
  return {
    message: `Successfully deleted ${await removeMemories(deps, ids)} memories`,
    note: historyKeeps,
  }
}

async function removeSome({ deps, query }: Mem0Request): Promise<object> {
  const count = await removeFitting(deps, readFilter(scopeGiven(readRequest('some', query))))
  return { message: 'Memories deleted successfully!', deleted: count, note: historyKeeps }
}

/** `*` is everybody in a filter: a memory of somebody of that name could not be told from those of all. @throws ERR_INVALID_INPUT */
function ofOne(scope: Scope): Scope {
  if (!Object.values(scope).includes('*')) return scope
  throw new MemCubeError('ERR_INVALID_INPUT', 'expected the id of one, got "*", which stands for all', {
    hint: 'name whose memory it is',
  })
}

/** All of Mem0's memories in the cube, in commits that `memcube revert` undoes. */
async function reset({ deps }: Mem0Request): Promise<object> {
  const count = await removeFitting(deps, { all: [] })
  return { message: 'All memories reset', deleted: count, note: historyKeeps }
}

async function removeFitting(deps: Mem0Deps, filter: Filter): Promise<number> {
  return removeMemories(deps, await fittingIds(deps, filter))
}

async function history({ deps, params }: Mem0Request): Promise<object> {
  return memoryHistory(deps, params['id'] ?? '')
}

async function listEntities({ deps }: Mem0Request): Promise<{ count: number; results: object[] }> {
  const found = await entities(deps)
  const results = found.map(({ type, id, count }) => ({ id, type, name: id, total_memories: count }))
  return { count: results.length, results }
}

async function removeEntity({ deps, params: { type, id = '' } }: Mem0Request): Promise<object> {
  const field = scopeFields.find((name) => typeOf(name) === type)
  // In a filter `*` is everybody. Here one is named.
  if (field === undefined || id === '*') throw noEntity(`${type}`, id)
  const count = await removeFitting(deps, readFilter({ [field]: { in: [id] } }))
  if (count === 0) throw noEntity(`${type}`, id)
  return { message: 'Entity deleted successfully!', deleted: count, note: historyKeeps }
}

function noEntity(type: string, id: string): MemCubeError {
  return new MemCubeError(
    'ERR_NOT_FOUND',
    `there are no memories of the ${type.slice(0, 64)} "${id.slice(0, 200)}"`,
  )
}

type Narrowed = Partial<Record<ScopeField, string>> & { filters?: Record<string, unknown> | undefined }

/** What is asked for in fields and in filters: all of it. */
function filterOf(given: Narrowed, more: readonly Record<string, unknown>[] = []): Filter {
  const named = scopeFields.flatMap((field) =>
    given[field] === undefined ? [] : [{ [field]: given[field] }],
  )
  return { all: [...named, given.filters ?? {}, ...more].map(readFilter) }
}

function listFilter(
  given: Narrowed & {
    start_date?: string | undefined
    end_date?: string | undefined
    categories?: string[] | undefined
  },
): Filter {
  const { start_date: start, end_date: end, categories } = given
  return filterOf(given, [
    ...(start === undefined ? [] : [{ created_at: { gte: start } }]),
    ...(end === undefined ? [] : [{ created_at: { lte: end } }]),
    ...(categories === undefined ? [] : [{ categories: { in: categories } }]),
  ])
}

function ignoredOf(name: 'add' | 'search' | 'list', given: unknown): { ignored?: string[] } {
  const ignored = ignoredIn(name, given)
  return ignored.length === 0 ? {} : { ignored }
}
