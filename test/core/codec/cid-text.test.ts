import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { cidFor, cidText, DAG_CBOR, DAG_PB, RAW } from '../../../src/core/codec/index.ts'

test('writes every CID as the library does', () => {
  fc.assert(
    fc.property(fc.constantFrom(RAW, DAG_PB, DAG_CBOR), fc.uint8Array(), (codec, bytes) => {
      const cid = cidFor(codec, bytes)
      expect(cidText(cid)).toBe(CID.decode(cid.bytes).toString())
    }),
  )
})
