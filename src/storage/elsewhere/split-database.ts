/**
 * A database whose blocks are elsewhere. What it writes is one atomic batch here, and with it the blocks that it names are
 * at the target: they are sent, and taken, before the batch is written, and erased there only after it. So a record here
 * never refers to a block that is nowhere, and what the target may have too much is written down (`index-keys.ts`).
 */
import type { Database, KeyRange, WriteOperation } from '../database.ts'
import { blockRange, keyAfter } from '../key-space.ts'
import type { Block } from '../../core/codec/index.ts'
import type { BlockCache } from './block-cache.ts'
import {
  blockKeyOf,
  cidOfBlockKey,
  doubtKey,
  doubtRange,
  encodeDoubt,
  encodeSize,
  indexKey,
  indexRange,
  isBlockKey,
} from './index-keys.ts'
import type { ElsewhereReport, Place, RemoteBlocks } from './interface.ts'
import { createSplitReads } from './split-reads.ts'

/** Blocks erased at the target in one go, and keys counted at once. Guess. */
const batchKeys = 1_024
/** How long nothing is tried again after the target did not erase, so that each write does not wait for it. Guess. */
const restMs = 60_000

export interface SplitParts {
  level: Database
  remote: RemoteBlocks
  cache: BlockCache
  direction: Place['direction']
  nowMs?: () => number
}

export class SplitDatabase implements Database {
  readonly level: Database
  readonly remote: RemoteBlocks
  readonly #cache: BlockCache
  readonly #reads: ReturnType<typeof createSplitReads>
  readonly #nowMs: () => number
  direction: Place['direction']
  #turn: Promise<unknown> = Promise.resolve()
  /** Undefined until it was looked whether the target may have something to erase. */
  #hasDoubts: boolean | undefined
  #restUntilMs = 0

  constructor({ level, remote, cache, direction, nowMs = Date.now }: SplitParts) {
    this.level = level
    this.remote = remote
    this.#cache = cache
    this.#reads = createSplitReads({ level: { ...level, close: async () => {} }, now: level, remote, cache })
    this.direction = direction
    this.#nowMs = nowMs
  }

  getMany = (keys: Uint8Array[]): ReturnType<Database['getMany']> => this.#reads.getMany(keys)
  hasMany = (keys: Uint8Array[]): Promise<boolean[]> => this.#reads.hasMany(keys)
  sizes = (keys: Uint8Array[]): Promise<(number | undefined)[]> => this.#reads.sizes(keys)
  keys = (range: KeyRange, limit: number): ReturnType<Database['keys']> => this.#reads.keys(range, limit)
  entries = (range: KeyRange, limit: number): ReturnType<Database['entries']> =>
    this.#reads.entries(range, limit)

  async snapshot(): ReturnType<Database['snapshot']> {
    const snapshot = await this.level.snapshot()
    const reads = createSplitReads({
      level: snapshot,
      now: this.level,
      remote: this.remote,
      cache: this.#cache,
    })
    return { ...reads, close: () => snapshot.close() }
  }

  async write(operations: WriteOperation[], options: { sync: boolean }): Promise<void> {
    const { others, puts, dels } = splitOperations(operations)
    if (puts.size === 0 && dels.size === 0) return this.level.write(operations, options)
    return this.inTurn(() => this.#writeBlocks(others, [...puts.values()], [...dels.values()], options))
  }

  /** Nothing else writes blocks meanwhile. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async compact(range: KeyRange): Promise<void> {
    await this.#cache.purge()
    await this.level.compact(range)
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#cache.close()
    await this.level.close()
  }

  /** Bytes of files that are kept for reading. */
  cacheBytes(): Promise<number> {
    return this.#cache.fileBytes()
  }

  /** The target is given up: what is kept of it for reading goes. */
  removeCache(): Promise<void> {
    return this.#cache.remove()
  }

  /** Sends blocks to the target, which has them when it returns, and writes that down. In a turn. */
  async send(blocks: readonly PutBlock[], rest: WriteOperation[], options: { sync: boolean }): Promise<void> {
    const named = await this.#named(blocks.map(({ key }) => key))
    // Before they are sent: whatever ends this half way, somebody will know what the target may have.
    const fresh = blocks.filter((_, at) => !named[at])
    await this.level.write(
      fresh.map(({ key }) => doubt(key)),
      { sync: false },
    )
    if (fresh.length > 0) this.#hasDoubts = true
    await this.remote.put(blocks.map(asBlock))
    const taken = blocks.flatMap(({ key, value }): WriteOperation[] => [
      { type: 'put', key: indexKey(key), value: encodeSize(indexKey(key), value.length) },
      { type: 'del', key: doubtKey(key) },
    ])
    await this.level.write([...rest, ...taken], options)
  }

  /**
   * Erases at the target what nothing here needs. In a turn.
   * @throws {StorageError} ERR_UNREACHABLE, ERR_DENIED, and what is left is tried again
   */
  async eraseDoubts(): Promise<void> {
    for (let { gte } = doubtRange; ;) {
      const keys = await this.level.keys({ gte, lt: doubtRange.lt }, batchKeys)
      const last = keys.at(-1)
      if (last === undefined) break
      const blocks = keys.map(blockKeyOf)
      const named = await this.#named(blocks)
      await this.remote.delete(blocks.filter((_, at) => !named[at]).map(cidOfBlockKey))
      await this.level.write(
        keys.map((key) => ({ type: 'del', key })),
        { sync: false },
      )
      gte = keyAfter(last)
    }
    this.#hasDoubts = false
  }

  /** As `eraseDoubts`, and never fails. @param now also where it failed a moment ago: somebody waits for it */
  async tryErasing({ now = false } = {}): Promise<void> {
    this.#hasDoubts ??= (await this.level.keys(doubtRange, 1)).length > 0
    if (!this.#hasDoubts || (!now && this.#nowMs() < this.#restUntilMs)) return
    await this.eraseDoubts().catch(() => (this.#restUntilMs = this.#nowMs() + restMs))
  }

  /** @param whole nothing is left on the old side, so nothing has to be counted there */
  async report(whole: boolean): Promise<Pick<ElsewhereReport, 'waiting' | 'toErase'>> {
    const old = this.direction === 'out' ? blockRange : undefined
    const waiting = whole ? 0 : old === undefined ? await this.#countAway() : await countKeys(this.level, old)
    return { waiting, toErase: await countKeys(this.level, doubtRange) }
  }

  async #writeBlocks(
    others: WriteOperation[],
    puts: PutBlock[],
    dels: Uint8Array[],
    options: { sync: boolean },
  ): Promise<void> {
    await this.tryErasing()
    const named = await this.#named(dels)
    const away = dels.filter((_, at) => named[at])
    const deleted: WriteOperation[] = [
      ...dels.map((key): WriteOperation => ({ type: 'del', key })),
      ...away.flatMap((key): WriteOperation[] => [{ type: 'del', key: indexKey(key) }, doubt(key)]),
    ]
    const rest = [...others, ...deleted]
    if (puts.length > 0 && this.direction === 'out') {
      await this.send(puts, rest, options)
      await this.#cache.put(puts.map(({ key, value }) => [key, value]))
    } else await this.level.write([...puts, ...rest], options)
    if (away.length === 0) return
    await this.#cache.forget(away)
    this.#hasDoubts = true
    // What is forgotten is deleted so that the disk has it; garbage is not.
    await this.tryErasing({ now: options.sync })
  }

  async #named(blocks: Uint8Array[]): Promise<boolean[]> {
    return (await this.level.getMany(blocks.map(indexKey))).map((entry) => entry !== undefined)
  }

  /** Blocks that the index names and that are not here yet. */
  async #countAway(): Promise<number> {
    let count = 0
    for await (const page of pagesOfIndex(this.level)) {
      const here = await this.level.hasMany(page)
      count += here.filter((is) => !is).length
    }
    return count
  }
}

export interface PutBlock {
  type: 'put'
  key: Uint8Array
  value: Uint8Array
}

/** The blocks that the index names, by their keys. */
export async function* pagesOfIndex(level: Pick<Database, 'keys'>): AsyncGenerator<Uint8Array[]> {
  for (let { gte } = indexRange; ;) {
    const keys = await level.keys({ gte, lt: indexRange.lt }, batchKeys)
    const last = keys.at(-1)
    if (last === undefined) return
    yield keys.map(blockKeyOf)
    gte = keyAfter(last)
  }
}

/** Of several operations on one block the last one holds, as in a batch of LevelDB. */
function splitOperations(operations: readonly WriteOperation[]): {
  others: WriteOperation[]
  puts: Map<string, PutBlock>
  dels: Map<string, Uint8Array>
} {
  const others: WriteOperation[] = []
  const puts = new Map<string, PutBlock>()
  const dels = new Map<string, Uint8Array>()
  for (const operation of operations) {
    if (!isBlockKey(operation.key)) {
      others.push(operation)
      continue
    }
    const name = Buffer.from(operation.key).toString('latin1')
    puts.delete(name)
    dels.delete(name)
    if (operation.type === 'put') puts.set(name, operation)
    else dels.set(name, operation.key)
  }
  return { others, puts, dels }
}

function doubt(block: Uint8Array): WriteOperation {
  const key = doubtKey(block)
  return { type: 'put', key, value: encodeDoubt(key) }
}

function asBlock({ key, value }: PutBlock): Block {
  return { cid: cidOfBlockKey(key), bytes: value }
}

async function countKeys(level: Pick<Database, 'keys'>, range: KeyRange): Promise<number> {
  let count = 0
  for (let { gte } = range; ;) {
    const keys = await level.keys({ gte, lt: range.lt }, batchKeys)
    const last = keys.at(-1)
    if (last === undefined) return count
    count += keys.length
    gte = keyAfter(last)
  }
}
