// Records that every implementation takes, and those that it must refuse, each for one reason.
import { CID } from 'multiformats/cid'
import { decode, encode, RAW } from '../../../src/core/codec/index.ts'
import {
  proposalRecordId,
  signApproval,
  signComment,
  signDecision,
  signProposal,
} from '../../../src/core/cube/index.ts'
import { codeOf, hex } from '../protocols/plain.ts'
import { readRecord } from './read-record.ts'
import * as sample from './sample.ts'

const { alice, bob, eve, fork, stranger, upstream } = sample

export function written(name: string, record: Uint8Array, genesis: Uint8Array) {
  return { name, genesis: hex(genesis), hex: hex(record), id: proposalRecordId(record).toString() }
}

export function validRecords() {
  const { reason: _, ...silent } = sample.declinedFields
  const terse = { ...sample.proposalFields, message: '' }
  return {
    about:
      'Records, each with the genesis of the cube whose authors sign it: the fork for a proposal, the upstream for the others; for a comment either. Each encodes to the same bytes, its signature holds, and `id` names it.',
    cases: [
      written('a proposal', sample.proposal, fork.bytes),
      written('a proposal without words', signProposal(terse, bob.secret), fork.bytes),
      written('an acceptance', sample.accepted, upstream.bytes),
      written('a decline with a reason', sample.declined, upstream.bytes),
      written('a decline without one', signDecision(silent, alice.secret), upstream.bytes),
      written('an approval', sample.approval, upstream.bytes),
      written('a comment of an author of the upstream', sample.comment, upstream.bytes),
      written('a comment of the proposer', sample.answer, fork.bytes),
    ],
  }
}

type Fields = Record<string, unknown>

const changed = (record: Uint8Array, fields: Fields): Uint8Array =>
  encode({ ...decode<Fields>(record), ...fields })

const without = (record: Uint8Array, field: string): Uint8Array =>
  encode(Object.fromEntries(Object.entries(decode<Fields>(record)).filter(([name]) => name !== field)))

function badShapes(): [string, Uint8Array, Uint8Array][] {
  const { proposal, accepted, declined, approval } = sample
  const commit = sample.commitOf('merge')
  return [
    ['a proposal of another version', changed(proposal, { v: 2 }), fork.bytes],
    ['a proposal without a base', without(proposal, 'base'), fork.bytes],
    ['a proposal with a field of its own', changed(proposal, { licence: 'CC0-1.0' }), fork.bytes],
    ['a proposal with 2,049 bytes of words', changed(proposal, { message: 'x'.repeat(2049) }), fork.bytes],
    ['a proposal with words that are null', changed(proposal, { message: null }), fork.bytes],
    ['a time before 1970', changed(proposal, { time: -1 }), fork.bytes],
    ['an acceptance without its commit', without(accepted, 'commit'), upstream.bytes],
    ['a decline that names a commit', changed(declined, { commit }), upstream.bytes],
    ['a decision that is neither', changed(declined, { state: 'perhaps' }), upstream.bytes],
    ['an approval without a commit', without(approval, 'commit'), upstream.bytes],
    ['a comment without words', changed(sample.comment, { text: '' }), upstream.bytes],
    ['a comment with 2,049 bytes', changed(sample.comment, { text: 'x'.repeat(2049) }), upstream.bytes],
    ['a comment that names no proposal', without(sample.comment, 'proposal'), upstream.bytes],
    ['a revision in version 1', changed(proposal, { revises: commit, revision: 2 }), fork.bytes],
    ['a record of another kind', changed(approval, { t: 'memcube/head' }), upstream.bytes],
    ...(['commit', 'base', 'fork', 'upstream'] as const).map((field): [string, Uint8Array, Uint8Array] => {
      const { multihash } = decode<Record<typeof field, CID>>(proposal)[field]
      return [
        `a proposal whose ${field} is linked as raw`,
        changed(proposal, { [field]: CID.createV1(RAW, multihash) }),
        fork.bytes,
      ]
    }),
    ['a list', encode([1, 2]), upstream.bytes],
    ['4,097 bytes', new Uint8Array(4097), upstream.bytes],
  ]
}

function badSignatures(): [string, Uint8Array, Uint8Array][] {
  const { proposal, proposalFields, approvalFields, acceptedFields, declined } = sample
  const sig = decode<{ sig: Uint8Array }>(proposal).sig
  return [
    [
      'a proposal with one bit of its signature changed',
      changed(proposal, { sig: sig.with(3, sig[3]! ^ 1) }),
      fork.bytes,
    ],
    [
      'a proposal of another commit than the one signed',
      changed(proposal, { commit: upstream.cid }),
      fork.bytes,
    ],
    [
      'a proposal by no author of the fork',
      signProposal({ ...proposalFields, author: eve.publicKey }, eve.secret),
      fork.bytes,
    ],
    ['a proposal with the genesis of another cube', proposal, stranger.bytes],
    [
      'a proposal of a cube that is no fork',
      signProposal({ ...proposalFields, fork: stranger.cid }, bob.secret),
      stranger.bytes,
    ],
    [
      'a proposal to another cube than its upstream',
      signProposal({ ...proposalFields, upstream: stranger.cid }, bob.secret),
      fork.bytes,
    ],
    [
      'an acceptance by the proposer',
      signDecision({ ...acceptedFields, author: bob.publicKey }, bob.secret),
      upstream.bytes,
    ],
    [
      'a decline with another reason than the one signed',
      changed(declined, { reason: 'because' }),
      upstream.bytes,
    ],
    [
      'an approval by no author of the upstream',
      signApproval({ ...approvalFields, author: eve.publicKey }, eve.secret),
      upstream.bytes,
    ],
    [
      'a comment with other words than those signed',
      changed(sample.comment, { text: 'which one is that for?' }),
      upstream.bytes,
    ],
    [
      'a comment signed by somebody else in the name of an author',
      signComment(sample.commentFields, eve.secret),
      upstream.bytes,
    ],
    [
      'an approval for another cube',
      signApproval({ ...approvalFields, upstream: stranger.cid }, alice.secret),
      upstream.bytes,
    ],
  ]
}

export function invalidRecords() {
  return refusedRecords([...badShapes(), ...badSignatures()])
}

export function refusedRecords(given: [name: string, record: Uint8Array, genesis: Uint8Array][]) {
  const cases = given.map(([name, record, genesis]) => ({
    name,
    genesis: hex(genesis),
    hex: hex(record),
    code: codeOf(() => readRecord(record, genesis)),
  }))
  return {
    about: 'Records that must be refused, each with the genesis that it would be checked with.',
    cases,
  }
}
