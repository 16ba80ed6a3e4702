/**
 * A graph of hnswlib with its vectors as int8 cells under a scale: 260 bytes where its own file has 1,024 for 256 dimensions.
 * They came from such cells (`quantised.ts`), so nothing is lost but the last bit of a coordinate.
 *
 * hnswlib's file (`saveIndex` in its hnswalg.h): a header of 96 bytes; for each point its links, its vector as float32 and its
 * label; then the links of the upper levels. Numbers are little-endian on the machines that its addon is built for.
 */
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'

const HEADER_BYTES = 96
const LABEL_BYTES = 8
const SCALE_BYTES = 4
/** Points that are read, changed and written in one go: about 5 MB of hnswlib's file. */
const POINTS = 4096

interface Layout {
  points: number
  /** Bytes of the links before each vector. */
  links: number
  dimensions: number
}

/** A step packs some thousand points. @throws when `from` is no file of hnswlib with so many dimensions */
export function* packGraph(from: string, to: string, dimensions: number): Generator<void, void> {
  yield* rewrite(from, to, dimensions, {
    read: (layout) => layout.links + 4 * layout.dimensions + LABEL_BYTES,
    write: (layout) => layout.links + SCALE_BYTES + layout.dimensions + LABEL_BYTES,
    vector: packVector,
  })
}

/** Writes hnswlib's file again. @throws when `from` is no packed graph with so many dimensions */
export function unpackGraph(from: string, to: string, dimensions: number): void {
  const steps = rewrite(from, to, dimensions, {
    read: (layout) => layout.links + SCALE_BYTES + layout.dimensions + LABEL_BYTES,
    write: (layout) => layout.links + 4 * layout.dimensions + LABEL_BYTES,
    vector: unpackVector,
  })
  while (steps.next().done !== true) continue
}

interface Direction {
  /** Bytes of a point in the file that is read, and in the one that is written. */
  read(layout: Layout): number
  write(layout: Layout): number
  vector(from: Buffer, at: number, to: Buffer, toAt: number, dimensions: number): void
}

function* rewrite(from: string, to: string, dimensions: number, direction: Direction): Generator<void, void> {
  const source = openSync(from, 'r')
  const target = openSync(to, 'w')
  try {
    const header = read(source, HEADER_BYTES)
    writeSync(target, header)
    const layout = layoutOf(header, dimensions)
    const [bytes, written] = [direction.read(layout), direction.write(layout)]
    for (let done = 0; done < layout.points; done += POINTS) {
      const count = Math.min(POINTS, layout.points - done)
      const points = read(source, count * bytes)
      const out = Buffer.allocUnsafe(count * written)
      for (let i = 0; i < count; i++) {
        const [at, toAt] = [i * bytes, i * written]
        points.copy(out, toAt, at, at + layout.links)
        direction.vector(points, at + layout.links, out, toAt + layout.links, dimensions)
        points.copy(out, toAt + written - LABEL_BYTES, at + bytes - LABEL_BYTES, at + bytes)
      }
      writeSync(target, out)
      yield
    }
    copyRest(source, target)
    fsyncSync(target)
  } finally {
    closeSync(source)
    closeSync(target)
  }
}

/** The header stays as hnswlib wrote it, in both files. */
function layoutOf(header: Buffer, dimensions: number): Layout {
  const number = (at: number): number => Number(header.readBigUInt64LE(at))
  const [points, bytes, labelAt, vectorAt] = [number(16), number(24), number(32), number(40)]
  if (number(0) !== 0 || labelAt - vectorAt !== 4 * dimensions || bytes !== labelAt + LABEL_BYTES)
    throw new Error(`expected a graph of ${dimensions} dimensions; its points have ${bytes} bytes`)
  return { points, links: vectorAt, dimensions }
}

function packVector(from: Buffer, at: number, to: Buffer, toAt: number, dimensions: number): void {
  let largest = 0
  for (let i = 0; i < dimensions; i++) largest = Math.max(largest, Math.abs(from.readFloatLE(at + 4 * i)))
  const scale = largest / 127
  to.writeFloatLE(scale, toAt)
  for (let i = 0; i < dimensions; i++) {
    const cell = scale === 0 ? 0 : Math.round(from.readFloatLE(at + 4 * i) / scale)
    to.writeInt8(cell, toAt + SCALE_BYTES + i)
  }
}

function unpackVector(from: Buffer, at: number, to: Buffer, toAt: number, dimensions: number): void {
  const scale = from.readFloatLE(at)
  for (let i = 0; i < dimensions; i++)
    to.writeFloatLE(from.readInt8(at + SCALE_BYTES + i) * scale, toAt + 4 * i)
}

function read(file: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes)
  if (readSync(file, buffer) !== bytes) throw new Error(`expected ${bytes} more bytes in a file of a graph`)
  return buffer
}

function copyRest(source: number, target: number): void {
  const buffer = Buffer.allocUnsafe(1 << 20)
  for (let length = readSync(source, buffer); length > 0; length = readSync(source, buffer))
    writeSync(target, buffer, 0, length)
}
