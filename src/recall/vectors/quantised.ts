/** A unit vector as int8 cells under one scale of its own: 260 bytes for 256 dimensions. */

export interface Quantised {
  /** A cell times this is the coordinate. */
  scale: number
  cells: Int8Array
}

/** @returns `undefined` for a vector that is not finite or not of unit length: such a one must not enter an index */
export function quantise(vector: Float32Array): Quantised | undefined {
  let square = 0
  let largest = 0
  for (let i = 0; i < vector.length; i++) {
    square += vector[i]! * vector[i]!
    largest = Math.max(largest, Math.abs(vector[i]!))
  }
  if (!(Math.abs(square - 1) < 1e-3)) return undefined
  const scale = largest / 127
  const cells = new Int8Array(vector.length)
  for (let i = 0; i < vector.length; i++) cells[i] = Math.round(vector[i]! / scale)
  return { scale, cells }
}

export function packQuantised({ scale, cells }: Quantised): Uint8Array {
  const bytes = new Uint8Array(4 + cells.length)
  new DataView(bytes.buffer).setFloat32(0, scale, true)
  bytes.set(new Uint8Array(cells.buffer, cells.byteOffset, cells.length), 4)
  return bytes
}

export function unpackQuantised(bytes: Uint8Array): Quantised {
  const scale = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(0, true)
  return { scale, cells: new Int8Array(bytes.buffer, bytes.byteOffset + 4, bytes.byteLength - 4) }
}
