/** What one question asks of vectors of which some are at a server: see `Meaning`. What was fetched is known until it is answered. */
import { dot } from '../vectors/arena.ts'
import { Best, type Scored } from '../vectors/best.ts'
import type { Meaning, TokensOf } from '../vectors/meaning.ts'
import type { Quantised } from '../vectors/quantised.ts'
import type { PassageFilter, VectorIndex } from '../vectors/vector-index.ts'
import type { AwayVector, Passing, RecallServer } from './interface.ts'
import { judgeVectors } from './judge.ts'

/** Vectors that are fetched at once. */
const step = 2_000
/** The server computes with less precision: so many more are asked for, and the last of them left out. Guess. */
const spare = 32
/** A filter that keeps fewer passages than this, or this share, names them; a larger one is a mask. As in `VectorIndex`. */
const mostNamed = 4096
const namedShare = 0.1

interface AwaySource {
  server: Pick<RecallServer, 'nearest' | 'vectorsOf'>
  dimensions: number
  /** How many vectors are at the server. */
  count: number
  generationOf(passage: number): number
  /** Those that are in memory. */
  here: VectorIndex | undefined
  tokensHere: TokensOf
}

export function meaningAway(source: AwaySource): Meaning {
  const { server, dimensions, generationOf, here, tokensHere } = source
  const known = new Map<number, AwayVector>()
  const isHere = (passage: number): boolean => here?.arena.has(passage) === true

  function learn(vectors: readonly AwayVector[]): AwayVector[] {
    const judged = judgeVectors(vectors, dimensions, generationOf)
    for (const vector of judged) known.set(vector.passage, vector)
    return judged
  }

  function read(passage: number): Quantised | undefined {
    const vector = here?.arena.read(passage) ?? known.get(passage)
    return vector && { scale: vector.scale, cells: vector.cells }
  }

  return {
    has: (passage) => isHere(passage) || generationOf(passage) > 0,

    async nearest(query, count, filter, width) {
      if (query.length !== dimensions) return []
      const scores = new Map<number, number>()
      for (const { passage, score } of here?.nearest(query, count, filter, width) ?? [])
        scores.set(passage, score)
      const passing = passingOf(source, filter)
      const asked = learn(await server.nearest(query, count + spare, passing.one))
      const isShort =
        passing.passages !== undefined && asked.length < Math.min(count, passing.passages.length)
      const found = isShort
        ? learn(await server.nearest(query, count + spare, { passages: passing.passages! }))
        : asked
      for (const { passage, scale, cells } of found)
        if (filter?.passes(passage) !== false && !scores.has(passage))
          scores.set(passage, dot(cells, 0, query) * Math.fround(scale))
      return best(scores, count)
    },

    async know(passages) {
      const wanted: number[] = []
      for (const passage of new Set(passages)) {
        if (isHere(passage) || known.get(passage)?.generation === generationOf(passage)) continue
        if (generationOf(passage) > 0) wanted.push(generationOf(passage))
      }
      for (let first = 0; first < wanted.length; first += step)
        learn(await server.vectorsOf(wanted.slice(first, first + step)))
    },

    similarity(passage, query) {
      if (isHere(passage)) return here!.arena.similarity(passage, query)
      const vector = known.get(passage)
      return vector === undefined ? 0 : dot(vector.cells, 0, query) * Math.fround(vector.scale)
    },

    similarityBetween(a, b) {
      const [left, right] = [read(a), read(b)]
      if (left === undefined || right === undefined) return 0
      let sum = 0
      for (let i = 0; i < left.cells.length; i++) sum += left.cells[i]! * right.cells[i]!
      return sum * Math.fround(left.scale) * Math.fround(right.scale)
    },

    read,
    tokensOf: (passage) => known.get(passage)?.tokens ?? tokensHere(passage),
  }
}

function best(scores: ReadonlyMap<number, number>, count: number): Scored[] {
  const kept = new Best(count)
  for (const [passage, score] of scores) kept.offer(passage, score)
  return kept.sorted()
}

/** Few passages are named, and compared one by one, so that the nearest of them are exact; many are a mask. */
function passingOf(
  { count, generationOf }: Pick<AwaySource, 'count' | 'generationOf'>,
  filter: PassageFilter | undefined,
): { one: Passing; passages?: readonly number[] } {
  if (filter === undefined) return { one: undefined }
  const passages = [...filter.passages()].filter((passage) => generationOf(passage) > 0)
  if (passages.length <= Math.max(mostNamed, count * namedShare)) return { one: { passages } }
  const mask = new Uint8Array((passages.reduce((most, one) => Math.max(most, one), 0) >>> 3) + 1)
  for (const passage of passages) mask[passage >>> 3]! |= 1 << (passage & 7)
  return { one: { mask }, passages }
}
