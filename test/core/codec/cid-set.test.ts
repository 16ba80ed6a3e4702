import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { CidSet, cidFor, DAG_CBOR, RAW } from '../../../src/core/codec/index.ts'

test('holds what was added, by codec and digest, as a plain set does', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.tuple(fc.constantFrom(RAW, DAG_CBOR), fc.nat(400))),
      (seed, items) => {
        const set = new CidSet(seed)
        const plain = new Set<string>()
        for (const [codec, number] of items) {
          const cid = cidFor(codec, Buffer.from(String(number)))
          expect(set.add(cid)).toBe(!plain.has(cid.toString()))
          plain.add(cid.toString())
        }
        expect(set.size).toBe(plain.size)
        for (let number = 0; number <= 400; number++)
          for (const codec of [RAW, DAG_CBOR]) {
            const cid = cidFor(codec, Buffer.from(String(number)))
            expect(set.has(cid)).toBe(plain.has(cid.toString()))
          }
      },
    ),
    { numRuns: 30 },
  )
})

test('takes at most 43 bytes for each of many, and finds each of digests that agree in their first byte', () => {
  const set = new CidSet(1)
  const cids = Array.from({ length: 100_000 }, (_, i) => cidFor(RAW, Buffer.from(String(i))))
  for (const cid of cids) set.add(cid)
  expect(set.size).toBe(100_000)
  expect(set.bytes / set.size).toBeLessThan(43)
  expect(cids.every((cid) => set.has(cid))).toBe(true)
  const alike = Array.from({ length: 1_000 }, (_, i) => {
    const digest = new Uint8Array(32)
    new DataView(digest.buffer).setUint32(11, i)
    return CID.decode(Uint8Array.of(1, RAW, 0x12, 32, ...digest))
  })
  for (const cid of alike.slice(0, 500)) set.add(cid)
  expect(alike.map((cid) => set.has(cid))).toEqual(alike.map((_, i) => i < 500))
})
