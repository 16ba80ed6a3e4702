import { CarReader as IpldCarReader, CarWriter as IpldCarWriter } from '@ipld/car'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR, RAW, type Block } from '../../../src/core/codec/index.ts'
import { ProtocolError } from '../../../src/protocols/index.ts'
import { CarReader, carHeader, CarWriter, sectionBytes } from '../../../src/protocols/sync/car.ts'

const raw = (bytes: Uint8Array): Block => ({ cid: cidFor(RAW, bytes), bytes })
const root = cidFor(DAG_CBOR, Uint8Array.of(0xa0))
const blocks = fc.array(fc.uint8Array({ maxLength: 300 }).map(raw), { maxLength: 20 })

function write(list: Block[], chunkBytes = 128): Uint8Array[] {
  const writer = new CarWriter(chunkBytes)
  writer.raw(carHeader(root))
  for (const { cid, bytes } of list) writer.section(cid.bytes, bytes)
  return writer.finish().map((frame) => {
    expect(frame[0]).toBe(0)
    return frame.subarray(1)
  })
}

function read(reader: CarReader, chunks: Uint8Array[]): { cid: string; bytes: number[] }[] {
  return chunks.flatMap((chunk) =>
    reader.push(chunk).map(({ cid, bytes }) => ({ cid: cid.toString(), bytes: [...bytes] })),
  )
}

const filled = (length: number) => Array.from({ length }, () => 1)
const plain = (list: Block[]) => list.map(({ cid, bytes }) => ({ cid: cid.toString(), bytes: [...bytes] }))

describe('a pack', () => {
  it('is read as it was written, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 400 }), (list, piece) => {
        const whole = Buffer.concat(write(list))
        const pieces = Array.from({ length: Math.ceil(whole.length / piece) }, (_, i) =>
          whole.subarray(i * piece, (i + 1) * piece),
        )
        const reader = new CarReader(root)
        expect(read(reader, pieces)).toEqual(plain(list))
        expect(reader.atBoundary).toBe(true)
      }),
    )
  })

  it('is a CARv1 that others read', async () => {
    const list = [1, 2, 3].map((byte) => raw(new Uint8Array(200).fill(byte)))
    const car = await IpldCarReader.fromBytes(Buffer.concat(write(list)))
    expect((await car.getRoots()).map(String)).toEqual([root.toString()])
    const seen: Block[] = []
    for await (const block of car.blocks()) seen.push(block)
    expect(plain(seen)).toEqual(plain(list))
  })

  it('that others wrote is read', async () => {
    const list = [1, 2, 3].map((byte) => raw(new Uint8Array(200).fill(byte)))
    const { writer, out } = IpldCarWriter.create([root])
    const chunks: Uint8Array[] = []
    const reading = (async () => {
      for await (const chunk of out) chunks.push(chunk)
    })()
    for (const block of list) await writer.put(block)
    await writer.close()
    await reading
    expect(read(new CarReader(root), chunks)).toEqual(plain(list))
  })

  it('has frames of at most the chunk size, and splits only what is larger', () => {
    const list = [raw(new Uint8Array(100)), raw(new Uint8Array(60)), raw(new Uint8Array(1_000))]
    const frames = write(list, 256)
    expect(frames.every((frame) => frame.length <= 256)).toBe(true)
    expect(Buffer.concat(frames)).toHaveLength(
      carHeader(root).length + list.reduce((sum, { bytes }) => sum + sectionBytes(bytes.length), 0),
    )
  })

  it('knows how much of a block has come', () => {
    const reader = new CarReader(root)
    const whole = Buffer.concat(write([raw(new Uint8Array(100))]))
    reader.push(whole.subarray(0, -10))
    expect(reader.atBoundary).toBe(false)
    expect(reader.held).toBe(sectionBytes(100) - 10)
  })

  it.each<[string, number[]]>([
    ['a block above 1 MiB', [0xa5, 0x80, 0x40]],
    ['a length without an end', [0x80, 0x80, 0x80, 0x80]],
    ['a padded length', [0xa8, 0x80, 0x00]],
    ['a section too short for a CID', [0x01, 0x01]],
    ['a CIDv0', [0x24, 0x12, 0x20, ...filled(34)]],
    ['another hash', [0x24, 0x01, 0x71, 0x13, 0x20, ...filled(32)]],
    ['another codec', [0x24, 0x01, 0x51, 0x12, 0x20, ...filled(32)]],
  ])('with %s is refused', (_, bytes) => {
    const reader = new CarReader(root)
    reader.push(carHeader(root))
    expect(() => reader.push(Uint8Array.from(bytes))).toThrow(ProtocolError)
  })

  it('is blocks or a ProtocolError, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 })),
        (honest, chunks) => {
          const reader = new CarReader(root)
          try {
            for (const chunk of honest ? [carHeader(root), ...chunks] : chunks) reader.push(chunk)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        },
      ),
    )
  })
})
