/**
 * A JSON document of any size as its parts: the elements of its arrays, one at a time, and its other properties whole.
 * Invariant: at most one slice of parts in memory, no part above the limits in bytes, values and depth.
 */
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { Assembler } from 'stream-json/assembler.js'
import type { Token } from 'stream-json/core/parser.js'
import { invalidInput, NodeError } from '../../../home/index.ts'
import { tokenBatches } from './json-tokens.ts'

/** One element of an array, or one property that is no array. */
export interface JsonPart {
  /** The property of the document that it is or that lists it; undefined in a document that is an array. */
  property: string | undefined
  /** Its place in the array; undefined for a property that is none. */
  index: number | undefined
  value: unknown
  /** What it took of the document, white space before it included. */
  bytes: number
}

/** The largest part: a conversation of years has some megabytes. Guess. */
const maxPartBytes = 64 * 1024 * 1024
/**
 * Values of one part, names of properties included: an empty list takes two bytes of a file and about a hundred of memory.
 * A message of ChatGPT has some sixty, so this is a conversation of ten thousand messages and more. Measured: see the test
 * of the memory of an import.
 */
const maxPartValues = 1_000_000
/** Conversations of the largest exports nest below twenty. Guess. */
const maxDepth = 100
/** Parts handed on at once, and their bytes and values: a slice costs memory as a part does. */
const sliceParts = 256
const sliceBytes = 4 * 1024 * 1024
const sliceValues = 250_000

/**
 * @param name what the document is called in errors
 * @throws ERR_INVALID_INPUT for what is not one JSON document of objects, ERR_LIMIT for a part above the limits
 */
export async function* readParts(
  source: Readable,
  name: string,
  options: { sliceParts?: number } = {},
): AsyncGenerator<JsonPart[]> {
  const walk = new PartWalk(name)
  const isFull = sliceBound(options.sliceParts ?? sliceParts)
  let slice: JsonPart[] = []
  try {
    for await (const tokens of tokenBatches(source, (bytes) => walk.count(bytes))) {
      for (const token of tokens) {
        const part = walk.take(token)
        if (part === undefined) continue
        slice.push(part)
        if (!isFull(part, walk.partValues)) continue
        yield slice
        slice = []
        await setImmediate()
      }
    }
  } catch (cause) {
    throw cause instanceof NodeError ? cause : notJson(name, cause)
  }
  if (slice.length > 0) yield slice
  // Some tools write JSON that holds their JSON as one text.
  const { inner } = walk
  if (inner !== undefined) yield* readParts(Readable.from([Buffer.from(inner)]), name, options)
  else if (!walk.isWhole) throw notJson(name, new Error('it ends in the middle'))
}

/** Says of each part whether the slice is full with it. */
function sliceBound(most: number): (part: JsonPart, values: number) => boolean {
  let left = { parts: most, bytes: sliceBytes, values: sliceValues }
  return ({ bytes }, values) => {
    left = { parts: left.parts - 1, bytes: left.bytes - bytes, values: left.values - values }
    const isFull = left.parts <= 0 || left.bytes <= 0 || left.values <= 0
    if (isFull) left = { parts: most, bytes: sliceBytes, values: sliceValues }
    return isFull
  }
}

class PartWalk {
  /** The document's one text, where it is nothing else. */
  inner: string | undefined
  isWhole = false
  /** Values of the part that is read, or was read last. */
  partValues = 0
  readonly #name: string
  #depth = 0
  #isArray = false
  #property: string | undefined
  /** Place of the next element; undefined outside of an array of parts. */
  #index: number | undefined
  #part: Assembler | undefined
  #partDepth = 0
  #unclaimed = 0

  constructor(name: string) {
    this.#name = name
  }

  count(bytes: number): void {
    this.#unclaimed += bytes
    if (this.#unclaimed > maxPartBytes)
      throw new NodeError('ERR_LIMIT', `${this.#name} has an item above ${maxPartBytes} bytes`, {
        hint: 'take that item out, or import it as text',
      })
  }

  take(token: Token): JsonPart | undefined {
    if (this.#part !== undefined) return this.#continue(token)
    switch (token.name) {
      case 'startArray':
      case 'startObject':
        return this.#start(token)
      case 'endArray':
      case 'endObject':
        return this.#end()
      case 'keyValue':
        this.#property = token.value
        return undefined
      default:
        return this.#scalar(token)
    }
  }

  #start(token: Token): undefined {
    const isArray = token.name === 'startArray'
    if (this.#depth === 0) this.#isArray = isArray
    // Arrays at the top and directly below hold the parts; everything else begins one.
    const holdsParts = this.#depth === 0 || (this.#depth === 1 && !this.#isArray && isArray)
    if (holdsParts) {
      this.#depth++
      if (isArray) this.#index = 0
    } else this.#begin(token)
    return undefined
  }

  #begin(token: Token): void {
    this.#part = new Assembler()
    this.#partDepth = 0
    this.partValues = 0
    this.#continue(token)
  }

  #continue(token: Token): JsonPart | undefined {
    const part = this.#part!
    if (token.name.startsWith('start') && ++this.#partDepth > maxDepth)
      throw invalidInput(`${this.#name} nests deeper than ${maxDepth}`, 'check where the file comes from')
    if (token.name.startsWith('end')) this.#partDepth--
    else if (++this.partValues > maxPartValues)
      throw new NodeError('ERR_LIMIT', `${this.#name} has an item of more than ${maxPartValues} values`, {
        hint: 'take that item out, or import it as text',
      })
    // The one name that an object cannot simply have.
    part.consume(
      token.name === 'keyValue' && token.value === '__proto__' ? { name: 'keyValue', value: 'proto' } : token,
    )
    if (this.#partDepth > 0) return undefined
    this.#part = undefined
    return this.#done(part.current)
  }

  #end(): undefined {
    this.#depth--
    this.#index = undefined
    if (this.#depth === 0) this.isWhole = true
    return undefined
  }

  #scalar(token: Token): JsonPart | undefined {
    const value = scalarOf(token)
    this.partValues = 1
    if (this.#depth > 0) return this.#done(value)
    if (typeof value !== 'string' || this.inner !== undefined)
      throw notJson(this.#name, new Error('it is no object'))
    this.inner = value
    return undefined
  }

  #done(value: unknown): JsonPart {
    const bytes = this.#unclaimed
    this.#unclaimed = 0
    const index = this.#index
    if (index !== undefined) this.#index = index + 1
    return { property: this.#isArray ? undefined : this.#property, index, value, bytes }
  }
}

function scalarOf(token: Token): unknown {
  switch (token.name) {
    case 'stringValue':
      return token.value
    case 'numberValue':
      return Number(token.value)
    case 'trueValue':
      return true
    case 'falseValue':
      return false
    default:
      return null
  }
}

function notJson(name: string, cause: unknown): NodeError {
  return new NodeError(
    'ERR_INVALID_INPUT',
    `${name} is not JSON: ${(cause as Error).message.slice(0, 200)}`,
    {
      cause,
      hint: 'it may have been cut off: export it again; nothing was imported',
    },
  )
}
