/**
 * Which passages stand beside which: in the same memory, and across the border to the memory before or after in the same
 * session or document. Asked of the database once for each place, then remembered until something is written.
 */
import { type Catalogue, NONE } from '../catalogue.ts'
import { GrowingColumn } from '../columns.ts'
import type { Beside } from './fuse.ts'

const UNKNOWN = -2

export class Neighbours {
  readonly #catalogue: Catalogue
  readonly #look: (place: number) => { previous: number | undefined; next: number | undefined }
  readonly #before = new GrowingColumn(Int32Array, UNKNOWN)
  readonly #after = new GrowingColumn(Int32Array, UNKNOWN)

  /** @param look the memories before and after a place */
  constructor(
    catalogue: Catalogue,
    look: (place: number) => { previous: number | undefined; next: number | undefined },
  ) {
    this.#catalogue = catalogue
    this.#look = look
  }

  forget(): void {
    this.#before.fill(UNKNOWN)
    this.#after.fill(UNKNOWN)
  }

  /**
   * Neighbours where the memory may answer from: what stands beside it in another cube has no say.
   * @param placeOf `NONE` for a memory that may not answer
   */
  seenFrom(placeOf: (memory: number) => number): Beside {
    return {
      previous: (passage) => {
        const memory = this.#catalogue.memoryOf(passage)
        if (memory === NONE) return NONE
        if (passage > this.#catalogue.firstPassage(memory)) return passage - 1
        const other = this.#across(placeOf(memory), this.#before)
        return other === NONE || other === memory ? NONE : this.#catalogue.lastPassage(other)
      },
      next: (passage) => {
        const memory = this.#catalogue.memoryOf(passage)
        if (memory === NONE) return NONE
        if (passage < this.#catalogue.lastPassage(memory)) return passage + 1
        const other = this.#across(placeOf(memory), this.#after)
        return other === NONE || other === memory ? NONE : this.#catalogue.firstPassage(other)
      },
    }
  }

  /** `NONE` at the ends of a session, and for memories that belong to none. */
  #across(place: number, column: GrowingColumn<Int32Array>): number {
    if (place === NONE) return NONE
    if (column.get(place) === UNKNOWN) {
      const found = this.#look(place)
      this.#before.set(place, found.previous ?? NONE)
      this.#after.set(place, found.next ?? NONE)
    }
    return column.get(place)
  }
}
