/**
 * Vectors as points of a plane: the two directions in which they differ most (principal components), found by power
 * iteration. Pure, and the same for the same vectors. It gives up its turn between rounds: a generator, which the caller runs.
 */

export interface Plane {
  /** From -1 to 1, in the order of the vectors. */
  points: { x: number; y: number }[]
  /** What part of the differences the picture shows, from 0 to 1. */
  shown: number
}

export interface QuantisedVector {
  scale: number
  cells: Int8Array
}

/** Rounds after which the directions of 5,000 vectors of 256 dimensions move no more than a pixel. Guess. */
const rounds = 24
/** Vectors in one turn. A guess; on a busy machine a turn took up to 0.7 s. */
const atOnce = 500
/** This part of all points lies evenly over the picture, and outliers do not squeeze them together. Guess. */
const inside = 0.95

export function* projectToPlane(vectors: readonly QuantisedVector[]): Generator<void, Plane> {
  const dimensions = vectors[0]?.cells.length ?? 0
  if (vectors.length < 2 || dimensions < 2)
    return { points: vectors.map(() => ({ x: 0, y: 0 })), shown: vectors.length < 2 ? 1 : 0 }
  const mean = meanOf(vectors, dimensions)
  yield
  let axes: readonly [Float64Array, Float64Array] = [start(dimensions, 1), start(dimensions, 2)]
  for (let round = 0; round < rounds; round++) {
    axes = yield* turned(vectors, mean, axes)
    yield
  }
  const [across, up] = axes
  const coordinates = vectors.map((vector) => [along(vector, mean, across), along(vector, mean, up)] as const)
  const variance = vectors.length * totalVariance(vectors, mean)
  const spread = coordinates.reduce((sum, [x, y]) => sum + x * x + y * y, 0)
  const [x, y] = [coordinates.map(([one]) => one), coordinates.map(([, one]) => one)].map(spreadOut)
  return {
    points: coordinates.map((_, order) => ({ x: x?.[order] ?? 0, y: y?.[order] ?? 0 })),
    shown: variance > 0 ? Math.min(1, spread / variance) : 1,
  }
}

function meanOf(vectors: readonly QuantisedVector[], dimensions: number): Float64Array {
  const mean = new Float64Array(dimensions)
  for (const { scale, cells } of vectors)
    for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] ?? 0) + ((cells[i] ?? 0) * scale) / vectors.length
  return mean
}

/** No direction is special, and none is at a right angle to all others. */
function start(dimensions: number, seed: number): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) + 0.01)
}

/** Both directions after one more round: multiplied by the covariance, at a right angle to each other, of length 1. */
function* turned(
  vectors: readonly QuantisedVector[],
  mean: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
): Generator<void, readonly [Float64Array, Float64Array]> {
  const [a, b] = [new Float64Array(mean.length), new Float64Array(mean.length)]
  for (const [order, vector] of vectors.entries()) {
    if (order % atOnce === atOnce - 1) yield
    const [x, y] = [along(vector, mean, first), along(vector, mean, second)]
    for (let i = 0; i < mean.length; i++) {
      const value = (vector.cells[i] ?? 0) * vector.scale - (mean[i] ?? 0)
      a[i] = (a[i] ?? 0) + x * value
      b[i] = (b[i] ?? 0) + y * value
    }
  }
  const across = unit(a, first)
  const overlap = dot(b, across)
  for (let i = 0; i < b.length; i++) b[i] = (b[i] ?? 0) - overlap * (across[i] ?? 0)
  return [across, unit(b, second)]
}

function along({ scale, cells }: QuantisedVector, mean: Float64Array, axis: Float64Array): number {
  let sum = 0
  for (let i = 0; i < axis.length; i++) sum += ((cells[i] ?? 0) * scale - (mean[i] ?? 0)) * (axis[i] ?? 0)
  return sum
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

/** Of what has no length, because the vectors do not differ there, the direction before it. */
function unit(vector: Float64Array, otherwise: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector))
  return length > 1e-12 ? vector.map((value) => value / length) : otherwise
}

function totalVariance(vectors: readonly QuantisedVector[], mean: Float64Array): number {
  let sum = 0
  for (const { scale, cells } of vectors)
    for (let i = 0; i < mean.length; i++) sum += ((cells[i] ?? 0) * scale - (mean[i] ?? 0)) ** 2
  return sum / vectors.length
}

/** Values between -1 and 1, in the same order: those in the middle evenly, outliers nearer and nearer to the edge. */
function spreadOut(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? 0
  const [low, high] = [at(1 - inside), at(inside)]
  const half = (high - low) / 2 || 1
  return values.map((value) => {
    const from = (value - (low + high) / 2) / half
    return from / Math.cbrt(1 + Math.abs(from) ** 3)
  })
}
