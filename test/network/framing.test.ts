import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePrefix, FrameDecoder, MAX_FRAME_BYTES } from '../../src/network/framing.ts'
import { NetworkError } from '../../src/network/network-error.ts'

function framed(frames: Uint8Array[]): Uint8Array {
  return Buffer.concat(frames.flatMap((frame) => [encodePrefix(frame.length), frame]))
}

function decodeAll(decoder: FrameDecoder): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) frames.push(frame)
  return frames
}

describe('frames', () => {
  it('come out as they went in, however the stream was cut', () => {
    const anyFrames = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 })
    fc.assert(
      fc.property(anyFrames, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (frames, cuts) => {
        const bytes = framed(frames)
        const decoder = new FrameDecoder()
        const got: Uint8Array[] = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const end = at + (cuts[i % cuts.length] as number)
          decoder.push(bytes.subarray(at, end))
          got.push(...decodeAll(decoder))
          at = end
        }
        expect(got).toEqual(frames)
        expect(decoder.atBoundary).toBe(true)
        expect(decoder.held).toBe(0)
      }),
    )
  })

  it('any bytes give frames or a NetworkError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const decoder = new FrameDecoder()
        decoder.push(bytes)
        try {
          decodeAll(decoder)
        } catch (error) {
          expect(error).toBeInstanceOf(NetworkError)
        }
      }),
    )
  })

  it.each([0, 1, 127, 128, 16_383, 16_384, MAX_FRAME_BYTES])('of %i bytes round trip', (length) => {
    const frame = new Uint8Array(length).fill(7)
    const decoder = new FrameDecoder()
    decoder.push(framed([frame]))
    expect(decoder.next()).toEqual(frame)
  })

  it.each([
    ['one byte too many', [0x81, 0x80, 0x40], 'ERR_LIMIT'],
    ['a length of four bytes', [0x80, 0x80, 0x80, 0x01], 'ERR_LIMIT'],
    ['an endless length', [0xff, 0xff, 0xff, 0xff], 'ERR_LIMIT'],
    ['a padded length', [0x81, 0x00], 'ERR_INVALID_INPUT'],
  ])('%s is refused', (_, bytes, code) => {
    const decoder = new FrameDecoder()
    decoder.push(Uint8Array.from(bytes))
    expect(() => decoder.next()).toThrow(expect.objectContaining({ code }))
  })

  it('above the limit are not sent', () => {
    expect(() => encodePrefix(MAX_FRAME_BYTES + 1)).toThrow(expect.objectContaining({ code: 'ERR_LIMIT' }))
  })

  it('within one chunk are views of it, and plain Uint8Arrays', () => {
    const chunk = Buffer.from(framed([Uint8Array.of(1, 2, 3)]))
    const decoder = new FrameDecoder()
    decoder.push(chunk)
    const frame = decoder.next()
    expect(frame?.buffer).toBe(chunk.buffer)
    expect(frame?.constructor).toBe(Uint8Array)
  })

  it('half a frame is no place to stop', () => {
    const decoder = new FrameDecoder()
    for (const bytes of [[5], [1]]) {
      decoder.push(Uint8Array.from(bytes))
      expect(decoder.next()).toBeUndefined()
      expect(decoder.atBoundary).toBe(false)
    }
  })

  it('a flood of tiny chunks counts as more than its bytes', () => {
    const decoder = new FrameDecoder()
    decoder.push(Uint8Array.of(0x80, 0x80, 0x04))
    for (let i = 0; i < 1000; i++) decoder.push(Uint8Array.of(1))
    expect(decoder.held).toBeGreaterThan(100_000)
  })
})
