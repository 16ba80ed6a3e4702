/**
 * Which passages stand beside which: in the same memory, and across the border to the memory before or after in the same
 * session or document. Asked of the database once for each memory, then remembered until something is written.
 */
import { type Catalogue, NONE } from '../catalogue.ts'
import { GrowingColumn } from '../columns.ts'

const UNKNOWN = -2

export class Neighbours {
  readonly #catalogue: Catalogue
  readonly #look: (memory: number) => { previous: number | undefined; next: number | undefined }
  readonly #before = new GrowingColumn(Int32Array, UNKNOWN)
  readonly #after = new GrowingColumn(Int32Array, UNKNOWN)

  constructor(
    catalogue: Catalogue,
    look: (memory: number) => { previous: number | undefined; next: number | undefined },
  ) {
    this.#catalogue = catalogue
    this.#look = look
  }

  forget(): void {
    this.#before.fill(UNKNOWN)
    this.#after.fill(UNKNOWN)
  }

  /** `NONE` at the beginning of a session, and for memories that belong to none. */
  previous(passage: number): number {
    const within = this.#catalogue.previousPassage(passage)
    if (within !== NONE) return within
    const memory = this.#beside(passage, this.#before)
    return memory === NONE ? NONE : this.#catalogue.lastPassage(memory)
  }

  next(passage: number): number {
    const within = this.#catalogue.nextPassage(passage)
    if (within !== NONE) return within
    const memory = this.#beside(passage, this.#after)
    return memory === NONE ? NONE : this.#catalogue.firstPassage(memory)
  }

  #beside(passage: number, column: GrowingColumn<Int32Array>): number {
    const memory = this.#catalogue.memoryOf(passage)
    if (memory === NONE) return NONE
    if (column.get(memory) === UNKNOWN) {
      const found = this.#look(memory)
      this.#before.set(memory, found.previous ?? NONE)
      this.#after.set(memory, found.next ?? NONE)
    }
    return column.get(memory)
  }
}
