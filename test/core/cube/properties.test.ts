import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as sample from '../../../scripts/vectors/cube/sample.ts'
import { encode } from '../../../src/core/codec/index.ts'
import * as cube from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { anyValue, nearTo } from '../codec/any-value.ts'

const parsers = {
  genesis: cube.parseGenesis,
  memory: cube.parseMemory,
  commit: cube.parseCommit,
  head: cube.parseHead,
  withdrawal: cube.parseWithdrawal,
}
const records = [
  sample.notes.bytes,
  sample.memory.block.bytes,
  sample.commit.block.bytes,
  sample.head.bytes,
  sample.withdrawal.bytes,
]

/** Any value, any bytes near to a record, and any record with a field of any value. */
const anyBytes = fc.oneof(
  anyValue.map(encode),
  fc.constantFrom(...records).chain(nearTo),
  fc
    .tuple(
      fc.constantFrom(sample.memory.memory, sample.commit.commit, sample.head.head, sample.notes.genesis),
      anyValue,
    )
    .chain(([record, value]) =>
      fc.constantFrom(...Object.keys(record)).map((field) => encode({ ...record, [field]: value })),
    ),
)

describe('the parsers of a cube', () => {
  it('give a record or an error of memcube for any bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        for (const parse of Object.values(parsers)) {
          try {
            parse(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(MemCubeError)
          }
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('take the bytes of one kind for no other', () => {
    for (const [i, bytes] of records.entries()) {
      for (const [j, parse] of Object.values(parsers).entries()) {
        if (i === j) expect(() => parse(bytes)).not.toThrow()
        else expect(() => parse(bytes)).toThrow(expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }))
      }
    }
  })
})

describe('revisions', () => {
  it('grow while the clock stands still, and when it goes back', () => {
    const first = cube.nextTid(undefined, 1_700_000_000_000, 5)
    const second = cube.nextTid(first, 1_700_000_000_000, 5)
    const third = cube.nextTid(second, 1_600_000_000_000, 5)
    expect([third, second, first].sort()).toEqual([first, second, third])
    expect(new Set([first, second, third]).size).toBe(3)
  })

  it('grow, whatever the clock does', () => {
    const clock = fc.array(fc.tuple(fc.nat({ max: 4_102_444_800_000 }), fc.nat({ max: 1_023 })), {
      minLength: 2,
      maxLength: 20,
    })
    fc.assert(
      fc.property(clock, (ticks) => {
        let previous: string | undefined
        for (const [nowMs, clockId] of ticks) {
          const next = cube.nextTid(previous, nowMs, clockId)
          expect(cube.isTid(next)).toBe(true)
          expect(previous === undefined || next > previous).toBe(true)
          previous = next
        }
      }),
    )
  })
})

describe('keys', () => {
  it('are taken as they are or refused, never changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (key) => {
        try {
          expect(cube.checkKey(key)).toBe(key)
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_INVALID_INPUT' })
        }
      }),
      { numRuns: 1_000 },
    )
    expect(() => cube.checkKey('\ud800')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })
})
