/**
 * Writes blocks of an import while it still reads, so that a large file is not in memory until the commit. Nothing refers
 * to them before that: an import that stops leaves garbage. The caller holds the lock of the cube, for which a collection
 * of garbage waits.
 */
import type { CID } from 'multiformats/cid'
import type { Store } from '../../storage/index.ts'
import type { CubeChange } from '../../cubes/index.ts'
import { NodeError, countOf } from '../../home/index.ts'

/** A smaller import is in memory whole and is written with its commit. Guess: twice the slices of the readers. */
const heldBytes = 8 * 1024 * 1024

/** Changes that are in memory with their blocks. */
export class HeldChanges {
  #changes: CubeChange[] = []
  #bytes = 0
  readonly #written: CID[] = []

  add(change: CubeChange): void {
    this.#changes.push(change)
    for (const { bytes } of change.after?.blocks ?? []) this.#bytes += bytes.length
  }

  /** What was written before its change came: the bytes of a file. */
  wrote(cid: CID): void {
    this.#written.push(cid)
  }

  /** Writes the blocks when there is much of them; of each change only the CID stays. */
  async writeWhenMuch(
    store: Pick<Store, 'putBlocks'>,
    refuse: (changes: readonly CubeChange[]) => void,
  ): Promise<void> {
    if (this.#bytes < heldBytes) return
    const changes = this.#changes
    this.#changes = []
    this.#bytes = 0
    refuse(changes)
    const blocks = changes.flatMap(({ after }) => after?.blocks ?? [])
    await store.putBlocks(blocks)
    for (const { cid } of blocks) this.#written.push(cid)
    for (const change of changes)
      if (change.after !== undefined) change.after = { cid: change.after.cid, memory: undefined, blocks: [] }
  }

  /**
   * Before the commit: another cube may have had the same text and have forgotten it meanwhile.
   * @throws ERR_CONFLICT
   */
  async requireThere(store: Pick<Store, 'hasMany'>): Promise<void> {
    const gone = (await store.hasMany(this.#written)).filter((isThere) => !isThere).length
    if (gone === 0) return
    throw new NodeError(
      'ERR_CONFLICT',
      `${countOf(gone, 'block')} of this import were erased while it was read, because another cube forgot the same text; nothing was imported`,
      { hint: 'import it again' },
    )
  }
}
