import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FROM_ASKER, FROM_KEEPER } from '../../../scripts/vectors/proposals/messages.ts'
import * as sample from '../../../scripts/vectors/proposals/sample.ts'
import { decode, encode } from '../../../src/core/codec/index.ts'
import {
  encodeProposalRecord,
  parseProposalRecord,
  signApproval,
  signProposal,
  verifyProposal,
  verifyVerdict,
  type Approval,
  type Proposal,
} from '../../../src/core/cube/index.ts'
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

describe('a record that is verified', () => {
  const refused = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error
  const proposalOf = (fields: typeof sample.proposalFields): Proposal =>
    parseProposalRecord(signProposal(fields, sample.bob.secret)) as Proposal

  it('is of a fork of the upstream that it names', () => {
    expect(() => verifyProposal(proposalOf(sample.proposalFields), sample.fork.genesis)).not.toThrow()
    const ofStranger = proposalOf({ ...sample.proposalFields, fork: sample.stranger.cid })
    expect(() => verifyProposal(ofStranger, sample.stranger.genesis)).toThrow(refused)
    const toOther = proposalOf({ ...sample.proposalFields, upstream: sample.stranger.cid })
    expect(() => verifyProposal(toOther, sample.fork.genesis)).toThrow(refused)
  })

  it('is said by an author of the upstream, and for this upstream', () => {
    const authors = [sample.alice.publicKey]
    const approval = (secret: Uint8Array, author: Uint8Array): Approval =>
      parseProposalRecord(signApproval({ ...sample.approvalFields, author }, secret)) as Approval
    const byAlice = approval(sample.alice.secret, sample.alice.publicKey)
    const byEve = approval(sample.eve.secret, sample.eve.publicKey)
    expect(() => verifyVerdict(byAlice, sample.upstream.cid, authors)).not.toThrow()
    expect(() => verifyVerdict(byAlice, sample.stranger.cid, authors)).toThrow(refused)
    expect(() => verifyVerdict(byEve, sample.upstream.cid, authors)).toThrow(refused)
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
