import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FROM_ASKER, FROM_KEEPER } from '../../../scripts/vectors/proposals/messages.ts'
import * as sample from '../../../scripts/vectors/proposals/sample.ts'
import { decode, encode } from '../../../src/core/codec/index.ts'
import { encodeProposalRecord, parseProposalRecord, signProposal } from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { ProtocolError } from '../../../src/protocols/index.ts'
import {
  encodeMessage,
  parseAskerMessage,
  parseKeeperMessage,
} from '../../../src/protocols/proposals/messages.ts'
import { anyValue, nearTo } from '../../core/codec/any-value.ts'

const records = [sample.proposal, sample.accepted, sample.declined, sample.approval]
const frames = [...FROM_ASKER, ...FROM_KEEPER].map(encodeMessage)

const anyField = (from: Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...from), anyValue).chain(([bytes, value]) => {
    const fields = decode<Record<string, unknown>>(bytes)
    return fc.constantFrom(...Object.keys(fields)).map((field) => encode({ ...fields, [field]: value }))
  })
const anyBytes = (near: Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(...near).chain(nearTo), anyField(near))

describe('records of proposals', () => {
  it('are a record that encodes to the same bytes, or an error of memcube, whatever the bytes', () => {
    fc.assert(
      fc.property(anyBytes(records), (bytes) => {
        try {
          expect(Uint8Array.from(encodeProposalRecord(parseProposalRecord(bytes)))).toEqual(
            Uint8Array.from(bytes),
          )
        } catch (error) {
          expect(error).toBeInstanceOf(MemCubeError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('are not signed when nobody could read them', () => {
    const long = { ...sample.proposalFields, message: 'x'.repeat(2_049) }
    expect(() => signProposal(long, sample.bob.secret)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error,
    )
  })
})

describe('messages of proposals', () => {
  it('are values or a ProtocolError, whatever the bytes', () => {
    fc.assert(
      fc.property(anyBytes(frames), (bytes) => {
        for (const parse of [parseAskerMessage, parseKeeperMessage]) {
          try {
            parse(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
