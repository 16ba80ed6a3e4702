/**
 * Deletes the blocks that nothing refers to, while everybody reads and writes on: marks from the roots, waits for the
 * writers that were under way when it began, because they may have read what it could not note, marks what is new, and
 * sweeps in small batches, looking before each at what others read and wrote since. Killed at any moment it leaves a
 * store in which only garbage is missing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { CidSet } from '../../core/codec/index.ts'
import type { Collection, Deleted, MeasuredBlock } from '../../storage/index.ts'
import { fields, type Reads } from '../../cubes/index.ts'
import {
  type Chance,
  type Clock,
  type Locks,
  type Stored,
  NodeError,
  type CallOptions,
} from '../../home/index.ts'
import { Marker } from './mark.ts'
import { listRoots, rootsIn } from './roots.ts'
import { keepStaged } from './staging-marks.ts'

/** Blocks deleted in one write; as the store writes them. */
const sweepBlocks = 1_024
/** How often what others do is looked at while the writers of before are waited for. Guess. */
const waitRoundMs = 50

export interface CollectOptions extends CallOptions {
  /** Milliseconds of rest after each batch, for a run that nobody waits for. */
  restMs?: number
  /** Give the disk its room back at once, however little it is. */
  compact?: boolean
}

export const collected = z.object({
  freedBytes: z.number(),
  /** Blocks deleted. */
  blocks: fields.count,
  /** Blocks that stay. */
  kept: fields.count,
  tookMs: z.number(),
  /** Bytes of memory that the sets took. */
  memoryBytes: fields.count,
})
export type Collected = z.infer<typeof collected>

/** Below this the room is given back by LevelDB itself when it next rewrites its tables. Guess. */
const worthCompactingBytes = 1024 * 1024

/** @throws ERR_CORRUPT and nothing deleted where a block on which others hang is damaged or missing; ERR_ABORTED, ERR_CONFLICT */
export async function collectGarbage(
  node: Reads & Clock & Chance & Locks,
  options: CollectOptions,
): Promise<Collected> {
  const started = performance.now()
  refuseWhenDamaged(node)
  const seed = Buffer.from(node.random(4)).readUInt32BE()
  // The marker reads through the collection, which asks the marker: the one is made before the other is used.
  const collection = node.store.beginCollection((cid) => marker.isSettled(cid))
  const marker = new Marker(collection, seed)
  const run = new Run(node, collection, marker, new CidSet(seed), options)
  try {
    await run.mark()
    const { blocks, bytes } = await run.sweep()
    const memoryBytes = marker.bytes + collection.bytes
    const isWorthIt = options.compact === true ? blocks > 0 : bytes >= worthCompactingBytes
    // From here on nothing is deleted, so nothing needs to be noted.
    collection.end()
    if (isWorthIt) {
      options.progress({ phase: 'compact', done: blocks, unit: 'blocks' })
      await collection.compact()
    }
    const tookMs = Math.round(performance.now() - started)
    return { freedBytes: bytes, blocks, kept: run.kept, tookMs, memoryBytes }
  } finally {
    collection.end()
  }
}

/** A record that a damaged file took with it was a root: its blocks are no garbage. */
function refuseWhenDamaged({ store }: Stored): void {
  const [first] = store.damage()
  if (first === undefined) return
  throw new NodeError('ERR_CORRUPT', `nothing is deleted from a damaged home: ${first.message}`, {
    hint: 'run `memcube fsck --repair` first',
  })
}

class Run {
  kept = 0
  readonly #node: Reads & Clock & Locks
  readonly #collection: Collection
  readonly #marker: Marker
  readonly #staged: CidSet
  readonly #options: CollectOptions

  constructor(
    node: Reads & Clock & Locks,
    collection: Collection,
    marker: Marker,
    staged: CidSet,
    options: CollectOptions,
  ) {
    this.#node = node
    this.#collection = collection
    this.#marker = marker
    this.#staged = staged
    this.#options = options
  }

  async mark(): Promise<void> {
    const settled = this.#node.exclusive.settled()
    let isWaiting = true
    const stopWaiting = (): void => void (isWaiting = false)
    settled.then(stopWaiting, stopWaiting)
    await this.#markRoots()
    while (isWaiting) {
      this.#options.progress({ phase: 'wait for writers', done: this.#marker.size, unit: 'blocks' })
      await Promise.race([settled, sleep(waitRoundMs)])
      await this.#look()
    }
    // Also what those writers wrote before the records that they put were noted.
    await this.#markRoots()
    await keepStaged(this.#node, (cid) => this.#staged.add(cid))
    await this.#look()
    this.#refuseDamage()
  }

  async sweep(): Promise<Deleted> {
    const freed: Deleted = { blocks: 0, bytes: 0 }
    const flush = async (cids: readonly CID[]): Promise<void> => {
      const { blocks, bytes } = await this.#delete(cids)
      freed.blocks += blocks
      freed.bytes += bytes
      this.#options.progress({ phase: 'sweep', done: freed.blocks, unit: 'blocks' })
      await this.#rest()
    }
    await flush(this.#marker.looseTrees())
    let dead: CID[] = []
    for await (const cid of this.#collection.blocks({ signal: this.#options.signal })) {
      if (!this.#isDead(cid)) this.kept++
      else if (dead.push(cid) >= sweepBlocks) {
        await flush(dead)
        dead = []
      }
    }
    await flush(dead)
    return freed
  }

  /** Tries until nothing has been noted in the turn in which it deletes. */
  async #delete(cids: readonly CID[]): Promise<Deleted> {
    if (cids.length === 0) return { blocks: 0, bytes: 0 }
    const measured = await this.#collection.measure(cids)
    for (;;) {
      await this.#look()
      this.#refuseDamage()
      const deleting = this.#collection.delete(measured.filter(({ cid }: MeasuredBlock) => this.#isDead(cid)))
      if (deleting !== undefined) return deleting
    }
  }

  #isDead(cid: CID): boolean {
    return !this.#marker.has(cid) && !this.#staged.has(cid) && !this.#collection.isKept(cid)
  }

  async #markRoots(): Promise<void> {
    await this.#marker.mark(await listRoots(this.#node), () => this.#rest('mark'))
  }

  /** Marks from what others read and put meanwhile, until there is nothing more. */
  async #look(): Promise<void> {
    for (;;) {
      this.#options.signal.throwIfAborted()
      const { asked, records } = this.#collection.takeNoted()
      if (asked.length + records.length === 0) return
      await this.#marker.mark(await rootsIn(this.#node, records))
      await this.#marker.markAsked(asked)
    }
  }

  async #rest(phase?: string): Promise<void> {
    this.#options.signal.throwIfAborted()
    if (phase !== undefined) this.#options.progress({ phase, done: this.#marker.size, unit: 'blocks' })
    if (this.#options.restMs !== undefined) await sleep(this.#options.restMs)
  }

  /** What hangs on a block that cannot be read would be taken for garbage. */
  #refuseDamage(): void {
    const [first, ...others] = this.#marker.damage
    if (first === undefined) return
    throw new NodeError(
      'ERR_CORRUPT',
      `the block ${first.cid} is damaged or missing${others.length > 0 ? `, and ${others.length} others` : ''}; what it keeps cannot be told from garbage, so no more was freed`,
      { hint: 'run `memcube fsck --repair`, or pull the cube again, then collect again' },
    )
  }
}
