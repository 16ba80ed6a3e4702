/**
 * One record of another tool, read field by field. What fits is taken; what is missing, of another type or unknown stays,
 * and `rest` gives it all for the `data` of the memory. So nothing is dropped because somebody did not expect it. Pure.
 */
import { isFields, isNothing, storable, textIn, timeIn, type Fields } from './fields.ts'
import { isNotMemory, withoutNotMemory, type NotMemory, type Path } from './not-memory.ts'

/** protocols/cube/spec.md, "Memory". */
const maxTags = 256
const maxTagBytes = 256
const maxWordBytes = 2_048

export class RecordReader {
  readonly #fields: Map<string, unknown>

  constructor(fields: Fields) {
    this.#fields = new Map(Object.entries(fields))
  }

  /** The value of a field, which stays where it is. */
  look(name: string): unknown {
    return this.#fields.get(name)
  }

  /** The value of a field. Whoever takes it accounts for all of it. */
  take(name: string): unknown {
    const value = this.#fields.get(name)
    this.#fields.delete(name)
    return value
  }

  /** The first of these that is a text and not blank. */
  text(...names: readonly string[]): string | undefined {
    return this.#first(names, textIn)
  }

  /** The first of these that is a text short enough for agent, model, tool or source. */
  word(...names: readonly string[]): string | undefined {
    return this.#first(names, (value) => {
      const text = textIn(value)
      return text !== undefined && Buffer.byteLength(text) <= maxWordBytes ? text : undefined
    })
  }

  /** The first of these that is a text or a whole number: both are ids. */
  id(...names: readonly string[]): string | undefined {
    return this.#first(names, (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textIn(value),
    )
  }

  /** As `id`, with the name of the field that had it; empty when none has one. */
  namedId(names: readonly string[]): [name: string, id: string][] {
    for (const name of names) {
      const id = this.id(name)
      if (id !== undefined) return [[name, id]]
    }
    return []
  }

  /** The first of these that is a date or a time, in milliseconds since the Unix epoch. */
  time(...names: readonly string[]): number | undefined {
    return this.#first(names, timeIn)
  }

  /** A list of texts, each not blank: all of it, or nothing. */
  texts(name: string): string[] {
    return this.#first([name], (value) => (isTexts(value) ? value : undefined)) ?? []
  }

  /** A list of texts that can all be tags. */
  tags(...names: readonly string[]): string[] {
    return this.#first(names, (value) => (isTags(value) ? value : undefined)) ?? []
  }

  /** The fields of an object; what is left of them comes back with `put`. */
  inner(name: string): RecordReader {
    const value = this.#fields.get(name)
    return new RecordReader(isFields(value) ? (this.take(name) as Fields) : {})
  }

  put(name: string, inner: RecordReader): void {
    const left = Object.fromEntries(inner.#fields)
    if (Object.keys(left).length > 0) this.#fields.set(name, left)
  }

  /** What nobody took, with the fields that are not set. */
  all(): Fields {
    return storable(Object.fromEntries(this.#fields)) as Fields
  }

  /**
   * What nobody took, as a signed block can hold it; undefined when there is nothing.
   * @param path where the record stands in its document
   */
  rest(notMemory: NotMemory, path: Path = []): Fields | undefined {
    const left = [...this.#fields].flatMap(([name, value]) => {
      if (isNothing(value) || isNotMemory([...path, name], notMemory)) return []
      const kept = withoutNotMemory(value, [...path, name], notMemory)
      return kept === undefined ? [] : [[name, storable(kept)] as const]
    })
    return left.length === 0 ? undefined : Object.fromEntries(left)
  }

  #first<T>(names: readonly string[], read: (value: unknown) => T | undefined): T | undefined {
    for (const name of names) {
      const value = read(this.#fields.get(name))
      if (value === undefined) continue
      this.#fields.delete(name)
      return value
    }
    return undefined
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => textIn(item) !== undefined)
}

function isTags(value: unknown): value is string[] {
  return (
    isTexts(value) &&
    value.length <= maxTags &&
    value.every((tag) => tag.isWellFormed() && Buffer.byteLength(tag.normalize('NFC')) <= maxTagBytes)
  )
}
