/**
 * What was staged for pulls that did not end well: a pack that was cut off is kept so that the next pull goes on from it, and
 * counts as the cubes do. It gives way first. Its bytes are counted once in each process, and added to as more comes.
 */
import type { CID } from 'multiformats/cid'
import type { Locks, Lock, Stored } from '../../home/index.ts'
import type { HeldCube } from './plan-eviction.ts'

/** Blocks read at once to be counted; as a pull reads. */
const countedAtOnce = 256
const named = 'staged '
const proposed = 'proposal/'
const cubeId = /^b[a-z2-7]{58}$/

export class Leftovers {
  readonly #node: Stored & Locks
  readonly #bytes = new Map<string, number>()

  constructor(node: Stored & Locks) {
    this.#node = node
  }

  /** More was staged. What was there before this process is counted at the first need. */
  add(id: string, bytes: number): void {
    const known = this.#bytes.get(id)
    if (known !== undefined) this.#bytes.set(id, known + bytes)
  }

  drop(id: string): void {
    this.#bytes.delete(id)
  }

  async bytesOf(id: string): Promise<number> {
    const known = this.#bytes.get(id)
    if (known !== undefined) return known
    const counted = await this.#count(id)
    this.#bytes.set(id, counted)
    return counted
  }

  /** The id in a name that `held` gave. */
  idOf(name: string): string | undefined {
    return name.startsWith(named) ? name.slice(named.length) : undefined
  }

  /** Those of others that are asked about; what is staged for a cube that is being pulled stays. */
  async held(isCounted: (id: string) => boolean): Promise<HeldCube[]> {
    const found: HeldCube[] = []
    for (const id of await this.#node.store.stageIds()) {
      const lock = lockOf(id)
      if (lock === undefined || !isCounted(id)) continue
      const bytes = await this.bytesOf(id)
      found.push({ cube: named + id, bytes, usedMs: -1, evictable: !this.#node.exclusive.isBusy(lock) })
    }
    return found
  }

  /** @returns whether it went: a pull may have begun meanwhile */
  async giveUp(id: string): Promise<boolean> {
    const lock = lockOf(id)
    if (lock === undefined || this.#node.exclusive.isBusy(lock)) return false
    await this.#node.exclusive(lock, () => this.#node.store.clearStaging(id))
    this.drop(id)
    return true
  }

  async #count(id: string): Promise<number> {
    const { store } = this.#node
    let bytes = 0
    let batch: CID[] = []
    const flush = async (): Promise<void> => {
      // A damaged block is the business of `fsck`; it is not counted.
      for (const block of await store.getMany(batch).catch(() => [])) bytes += block?.length ?? 0
      batch = []
    }
    for await (const cid of store.stagedBlocks(id)) if (batch.push(cid) >= countedAtOnce) await flush()
    await flush()
    return bytes
  }
}

/** The lock under which a mark grows; undefined for what is not of others. */
function lockOf(id: string): Lock | undefined {
  if (id.startsWith(proposed)) return { kind: 'fork content', name: id.slice(proposed.length) }
  return cubeId.test(id) ? { kind: 'cube', name: id } : undefined
}
