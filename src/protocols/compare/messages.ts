// The messages by which two peers compare what they have of cubes. Invariant: any fields give a message within the limits, or a
// ProtocolError. Pure. Spec: protocols/sync/spec.md, "Messages" and "Compare".
import type { CID } from 'multiformats/cid'
import {
  asBoolean,
  asBytes,
  asList,
  asMap,
  asRecordLink,
  asUint,
  misshapen,
  optional,
  type Fields,
} from '../fields.ts'
import type { AskedRange, Part, RangeAnswer } from './answer-range.ts'
import { COMPARE_LIMITS } from './limits.ts'
import type { CubeState, Sum } from './range-set.ts'

/** Cubes that the sender wants compared from now on. */
export interface Watch {
  /** Those that were named before are forgotten. */
  anew: boolean
  cubes: readonly CID[]
}

export interface Compare {
  /** How many cubes the sender has had compared: another number means that the sides do not mean the same. */
  cubes: number
  ranges: readonly AskedRange[]
}

export interface Compared {
  /** One for each range, in their order. */
  answers: readonly RangeAnswer[]
}

export function encodeCompare({ cubes, ranges }: Compare): Fields {
  const asked = ranges.map(({ from, to, count, sum }) => ({
    ...boundOf('from', from),
    ...boundOf('to', to),
    count,
    sum,
  }))
  return { cubes, ranges: asked }
}

export function encodeCompared({ answers }: Compared): Fields {
  return { answers: answers.map(encodeAnswer) }
}

function encodeAnswer({ parts, cubes }: RangeAnswer): Fields {
  return {
    ...(parts && { parts: parts.map(({ to, count, sum }) => ({ ...boundOf('to', to), count, sum })) }),
    ...(cubes && { cubes: cubes.map(({ id, state }) => ({ id: bytesOf(id), state })) }),
  }
}

/** @throws ProtocolError ERR_UNVERIFIABLE */
export function parseWatch(fields: Fields): Watch {
  const { cubesPerWatch } = COMPARE_LIMITS
  return {
    anew: asBoolean(fields['anew'], 'anew'),
    cubes: asList(fields['cubes'], 'cubes', cubesPerWatch, asRecordLink),
  }
}

/** How many cubes of the peer are compared now. @throws ProtocolError ERR_UNVERIFIABLE */
export function parseWatching(fields: Fields): { cubes: number } {
  return { cubes: asUint(fields['cubes'], 'cubes', 0, COMPARE_LIMITS.maxWatched) }
}

/** @throws ProtocolError ERR_UNVERIFIABLE */
export function parseCompare(fields: Fields): Compare {
  const ranges = asList(fields['ranges'], 'ranges', COMPARE_LIMITS.rangesPerQuestion, (value, path) => {
    const range = asMap(value, path)
    return { ...parseBound(range, 'from', path), ...parseBound(range, 'to', path), ...parseSum(range, path) }
  })
  if (ranges.length === 0) throw misshapen('ranges', 'a list of at least 1 item', ranges)
  return { cubes: asUint(fields['cubes'], 'cubes', 0, COMPARE_LIMITS.maxWatched), ranges }
}

/** @throws ProtocolError ERR_UNVERIFIABLE */
export function parseCompared(fields: Fields): Compared {
  return { answers: asList(fields['answers'], 'answers', COMPARE_LIMITS.rangesPerQuestion, parseAnswer) }
}

function parseAnswer(value: unknown, path: string): RangeAnswer {
  const fields = asMap(value, path)
  const { maxParts, maxListed } = COMPARE_LIMITS
  const parts = optional(fields['parts'], (given) => asList(given, `${path}.parts`, maxParts, parsePart))
  const cubes = optional(fields['cubes'], (given) => asList(given, `${path}.cubes`, maxListed, parseCube))
  if (parts !== undefined && cubes !== undefined)
    throw misshapen(`${path}.cubes`, 'absent when parts are given', cubes)
  return { ...(parts && { parts }), ...(cubes && { cubes }) }
}

function parsePart(value: unknown, path: string): Part {
  const fields = asMap(value, path)
  return { ...parseBound(fields, 'to', path), ...parseSum(fields, path) }
}

function parseCube(value: unknown, path: string): CubeState {
  const fields = asMap(value, path)
  return {
    id: hexOf(asBytes(fields['id'], `${path}.id`, 32, 32)),
    state: asBytes(fields['state'], `${path}.state`, 32, 32),
  }
}

function parseSum(fields: Fields, path: string): Sum {
  return {
    count: asUint(fields['count'], `${path}.count`, 0, COMPARE_LIMITS.maxWatched),
    sum: asBytes(fields['sum'], `${path}.sum`, 32, 32),
  }
}

function parseBound<N extends 'from' | 'to'>(fields: Fields, name: N, path: string): { [K in N]?: string } {
  const bound = optional(fields[name], (value) => hexOf(asBytes(value, `${path}.${name}`, 1, 32)))
  return (bound === undefined ? {} : { [name]: bound }) as { [K in N]?: string }
}

function boundOf(name: 'from' | 'to', bound: string | undefined): Fields {
  return bound === undefined ? {} : { [name]: bytesOf(bound) }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
