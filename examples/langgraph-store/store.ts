/**
 * A LangGraph store over a cube of memcube: what agents remember is signed, has a history, and can be shared.
 *
 * Each put is a commit, acknowledged when it is on the disk. A search with a query is recall, by words and by meaning.
 */
import {
  BaseStore,
  type GetOperation,
  type Item,
  type ListNamespacesOperation,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchItem,
  type SearchOperation,
} from '@langchain/langgraph-checkpoint'
import { DaemonError, type Daemon } from '../shared/daemon.ts'
import {
  isSearched,
  keyPrefix,
  memoryKey,
  namespaceTag,
  placeOf,
  toItem,
  toMemory,
  type StoredMemory,
} from './item.ts'
import { matchesFilter, matchesPath } from './matches.ts'

/** The most that recall answers with. */
const maxFound = 1_000
/** Memories read at once. */
const readsAtOnce = 16

export class MemcubeStore extends BaseStore {
  readonly #daemon: Daemon
  readonly #cube: string

  /** @param cube name or id of a cube of the home, best one that nothing else writes to */
  constructor(daemon: Daemon, cube: string) {
    super()
    this.#daemon = daemon
    this.#cube = cube
  }

  /** As LangGraph's own stores: what is read is the state before the batch, and of two puts of one item the last counts. */
  async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const results: unknown[] = []
    const puts = new Map<string, PutOperation>()
    for (const operation of operations) {
      if ('value' in operation) puts.set(memoryKey(operation.namespace, operation.key), operation)
      results.push('value' in operation ? undefined : await this.#read(operation))
    }
    for (const [key, operation] of puts) await this.#put(key, operation)
    return results as OperationResults<Op>
  }

  #read(operation: Exclude<Operation, PutOperation>): Promise<unknown> {
    if ('namespacePrefix' in operation) return this.#search(operation)
    if ('key' in operation) return this.#get(operation)
    return this.#listNamespaces(operation)
  }

  async #get({ namespace, key }: GetOperation): Promise<Item | null> {
    const memory = memoryKey(namespace, key)
    const stored = await this.#stored(memory)
    return (stored && toItem(memory, stored)) ?? null
  }

  async #put(key: string, operation: PutOperation): Promise<void> {
    const before = await this.#stored(key)
    if (operation.value !== null) {
      const nowMs = Date.now()
      const createdAtMs = (before && toItem(key, before))?.createdAt.getTime() ?? nowMs
      await this.#call('add', toMemory(operation, createdAtMs, nowMs))
    } else if (before !== undefined) {
      await this.#call('remove', { keys: [key] })
    }
  }

  async #search(operation: SearchOperation): Promise<SearchItem[]> {
    const { namespacePrefix, filter, limit = 10, offset = 0, query = '' } = operation
    const wanted = offset + limit
    const found: SearchItem[] = []
    // A filter may refuse most of what is found; without one, only passages of the same item are left out.
    const top = Math.min(maxFound, filter === undefined ? 4 * wanted : maxFound)
    const candidates =
      query.trim() === '' || wanted === 0
        ? await this.#listed(namespacePrefix)
        : await this.#recalled(namespacePrefix, query, top)
    for (let at = 0; at < candidates.length && found.length < wanted; at += readsAtOnce) {
      const items = await Promise.all(
        candidates.slice(at, at + readsAtOnce).map((candidate) => this.#readCandidate(candidate)),
      )
      found.push(
        ...(items.filter((item) => item !== undefined && matchesFilter(item.value, filter)) as SearchItem[]),
      )
    }
    return found.slice(offset, wanted)
  }

  async #readCandidate({ key, score }: Candidate): Promise<SearchItem | undefined> {
    const stored = await this.#stored(key)
    if (stored === undefined || (score !== undefined && !isSearched(stored))) return undefined
    const item = toItem(key, stored)
    return item && { ...item, ...(score !== undefined && { score }) }
  }

  /** All items in and below a namespace, in the order of their keys. */
  async #listed(namespace: readonly string[]): Promise<Candidate[]> {
    const prefix = keyPrefix(namespace)
    const { keys } = await this.#call<{ keys: string[] }>('keys', prefix === '' ? {} : { prefix })
    return keys.map((key) => ({ key }))
  }

  /** Items that recall finds, the best first; of a long one the passage that fits best. */
  async #recalled(namespace: readonly string[], query: string, top: number): Promise<Candidate[]> {
    const { results } = await this.#daemon.call<{ results: { key: string; score: number }[] }>('recall', {
      query,
      cubes: [this.#cube],
      tags: [namespaceTag(namespace)],
      top,
    })
    const best = new Map<string, number>()
    for (const { key, score } of results) if (!best.has(key)) best.set(key, score)
    return Array.from(best, ([key, score]) => ({ key, score }))
  }

  async #listNamespaces(operation: ListNamespacesOperation): Promise<string[][]> {
    const { matchConditions = [], maxDepth, limit, offset } = operation
    const { keys } = await this.#call<{ keys: string[] }>('keys', {})
    const found = new Map<string, string[]>()
    for (const { namespace } of keys.flatMap((key) => placeOf(key) ?? [])) {
      if (!matchConditions.every((condition) => matchesPath(namespace, condition))) continue
      const shown = namespace.slice(0, maxDepth)
      found.set(keyPrefix(shown), shown)
    }
    const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, namespace]) => namespace)
    return sorted.slice(offset, offset + limit)
  }

  async #stored(key: string): Promise<StoredMemory | undefined> {
    try {
      return await this.#call<StoredMemory>('get', { key })
    } catch (error) {
      if (error instanceof DaemonError && error.code === 'ERR_NOT_FOUND') return undefined
      throw error
    }
  }

  #call<T>(name: string, input: object): Promise<T> {
    return this.#daemon.call<T>(name, { cube: this.#cube, ...input })
  }
}

/** A memory that may be an answer; with a score when recall found it. */
interface Candidate {
  key: string
  score?: number
}
