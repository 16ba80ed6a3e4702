/**
 * hnswlib's own file of a graph, from which its links are read, and which is written again when the graph shall grow.
 *
 * The file (`saveIndex` in its hnswalg.h): a header of 96 bytes; for each point its links on the lowest level, its vector as
 * float32 and its label; then for each point the links of its upper levels. Numbers are little-endian on the machines that
 * its addon is built for.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { Links } from './links.ts'

export const HEADER_BYTES = 96
const LABEL_BYTES = 8
/** Points that are read or written in one go: about 5 MB of the file. */
const POINTS = 4096

interface Layout {
  points: number
  /** Bytes of the links before each vector. */
  linkBytes: number
  pointBytes: number
  /** Bytes of the links of one upper level. */
  upperBytes: number
  entry: number
  topLevel: number
}

/** A step reads some thousand points. @throws when it is no file of hnswlib with so many dimensions */
export function* readLinks(path: string, dimensions: number): Generator<void, Links> {
  const file = openSync(path, 'r')
  try {
    const header = read(file, HEADER_BYTES)
    const layout = layoutOf(header, dimensions)
    const { points, linkBytes, pointBytes, entry, topLevel } = layout
    const labels = new Int32Array(points)
    const starts = new Int32Array(points + 1)
    const lowest = new Int32Array((points * linkBytes) / 4)
    let end = 0
    for (let first = 0; first < points; first += POINTS) {
      const count = Math.min(POINTS, points - first)
      const bytes = read(file, count * pointBytes)
      for (let i = 0; i < count; i++) {
        const at = i * pointBytes
        end = readList(bytes, at, lowest, end)
        starts[first + i + 1] = end
        labels[first + i] = Number(bytes.readBigUInt64LE(at + pointBytes - LABEL_BYTES))
      }
      yield
    }
    const upper = readUpper(file, layout)
    return { header, entry, topLevel, labels, starts, lowest: lowest.slice(0, end), upper }
  } finally {
    closeSync(file)
  }
}

/**
 * A step writes some thousand points.
 * @param vectorOf of a label; a point whose vector is gone has none, and gets zeros
 * @param room for how many points the graph that reads the file shall have room
 */
export function* writeLinks(
  path: string,
  links: Links,
  dimensions: number,
  vectorOf: (label: number) => ArrayLike<number> | undefined,
  room: number,
): Generator<void, void> {
  const header = Buffer.from(links.header)
  const { points, linkBytes, pointBytes, upperBytes } = layoutOf(header, dimensions)
  header.writeBigUInt64LE(BigInt(Math.max(points, room)), 8)
  const file = openSync(path, 'w')
  try {
    writeSync(file, header)
    for (let first = 0; first < points; first += POINTS) {
      const count = Math.min(POINTS, points - first)
      const bytes = Buffer.alloc(count * pointBytes)
      for (let i = 0; i < count; i++) {
        const [at, point] = [i * pointBytes, first + i]
        const label = links.labels[point]!
        writeList(bytes, at, links.lowest.subarray(links.starts[point], links.starts[point + 1]))
        const vector = vectorOf(label)
        for (let d = 0; vector !== undefined && d < dimensions; d++)
          bytes.writeFloatLE(vector[d]!, at + linkBytes + 4 * d)
        bytes.writeBigUInt64LE(BigInt(label), at + pointBytes - LABEL_BYTES)
      }
      writeSync(file, bytes)
      yield
    }
    writeUpper(file, links, points, upperBytes)
  } finally {
    closeSync(file)
  }
}

/** @throws when it is no header of a graph with so many dimensions */
export function layoutOf(header: Buffer, dimensions: number): Layout {
  const number = (at: number): number => Number(header.readBigUInt64LE(at))
  const [points, pointBytes, labelAt, vectorAt] = [number(16), number(24), number(32), number(40)]
  const [most, mostLowest] = [number(56), number(64)]
  const isKnown =
    number(0) === 0 &&
    labelAt - vectorAt === 4 * dimensions &&
    pointBytes === labelAt + LABEL_BYTES &&
    vectorAt === 4 * mostLowest + 4
  if (!isKnown)
    throw new Error(`expected a graph of ${dimensions} dimensions; its points have ${pointBytes} bytes`)
  return {
    points,
    linkBytes: vectorAt,
    pointBytes,
    upperBytes: 4 * most + 4,
    topLevel: header.readInt32LE(48),
    entry: header.readUInt32LE(52),
  }
}

/** A list is its length in two bytes, two bytes that mark what was deleted, and the points. @returns the end in `to` */
function readList(bytes: Buffer, at: number, to: Int32Array, end: number): number {
  const length = bytes.readUInt16LE(at)
  for (let i = 0; i < length; i++) to[end + i] = bytes.readUInt32LE(at + 4 + 4 * i)
  return end + length
}

/** Nothing is marked as deleted. */
function writeList(bytes: Buffer, at: number, points: Int32Array): void {
  bytes.writeUInt16LE(points.length, at)
  for (const [i, point] of points.entries()) bytes.writeUInt32LE(point, at + 4 + 4 * i)
}

function readUpper(file: number, { points, upperBytes }: Layout): Map<number, Int32Array[]> {
  const upper = new Map<number, Int32Array[]>()
  const rest = readRest(file)
  let at = 0
  for (let point = 0; point < points; point++) {
    const bytes = rest.readUInt32LE(at)
    at += 4
    const levels: Int32Array[] = []
    for (const end = at + bytes; at < end; at += upperBytes) {
      const list = new Int32Array(rest.readUInt16LE(at))
      readList(rest, at, list, 0)
      levels.push(list)
    }
    if (levels.length > 0) upper.set(point, levels)
  }
  return upper
}

function writeUpper(file: number, { upper }: Links, points: number, upperBytes: number): void {
  let levels = 0
  for (const lists of upper.values()) levels += lists.length
  const bytes = Buffer.alloc(4 * points + levels * upperBytes)
  let at = 0
  for (let point = 0; point < points; point++) {
    const lists = upper.get(point) ?? []
    bytes.writeUInt32LE(lists.length * upperBytes, at)
    at += 4
    for (const list of lists) {
      writeList(bytes, at, list)
      at += upperBytes
    }
  }
  writeSync(file, bytes)
}

function read(file: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes)
  if (readSync(file, buffer) !== bytes) throw new Error(`expected ${bytes} more bytes in a file of a graph`)
  return buffer
}

function readRest(file: number): Buffer {
  const parts: Buffer[] = []
  for (;;) {
    const buffer = Buffer.allocUnsafe(1 << 20)
    const length = readSync(file, buffer)
    if (length === 0) return Buffer.concat(parts)
    parts.push(buffer.subarray(0, length))
  }
}
