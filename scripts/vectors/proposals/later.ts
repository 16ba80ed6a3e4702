// Proposals, decisions and approvals of version 2, about cubes of version 1.
import { decode, encode } from '../../../src/core/codec/index.ts'
import {
  signApproval,
  signComment,
  signDecision,
  signProposal,
  tagKey,
} from '../../../src/core/cube/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import { refusedRecords, written } from './records.ts'
import * as sample from './sample.ts'

const { alice, bob, fork, upstream } = sample
const v = 2 as const
const proposal = signProposal({ ...sample.proposalFields, v }, bob.secret)

/** Signed by bob over all that is there, in the domain of a version. */
function proposalWith(change: Record<string, unknown>, domain = 2): Uint8Array {
  const { sig: _, ...fields } = { ...decode<Record<string, unknown>>(proposal), ...change }
  return encode({ ...fields, sig: sign(`memcube/proposal/${domain}`, encode(fields), bob.secret) })
}

export function validLaterRecords() {
  return {
    about:
      'Records of version 2, each with the genesis of the cube whose authors sign it. Each encodes to the same bytes, its signature holds, and `id` names it.',
    cases: [
      written('a proposal', proposal, fork.bytes),
      written('a proposal with a field that is not known', proposalWith({ colour: 'blue' }), fork.bytes),
      written(
        'a proposal that revises another',
        signProposal({ ...sample.proposalFields, v, revises: sample.proposalId, revision: 2 }, bob.secret),
        fork.bytes,
      ),
      written('a comment', signComment({ ...sample.commentFields, v }, alice.secret), upstream.bytes),
      written('an acceptance', signDecision({ ...sample.acceptedFields, v }, alice.secret), upstream.bytes),
      written('a decline', signDecision({ ...sample.declinedFields, v }, alice.secret), upstream.bytes),
      written('an approval', signApproval({ ...sample.approvalFields, v }, alice.secret), upstream.bytes),
    ],
  }
}

export function invalidLaterRecords() {
  return refusedRecords([
    ['the key without its algorithm', proposalWith({ author: bob.publicKey }), fork.bytes],
    [
      'a key of another algorithm',
      proposalWith({ author: Uint8Array.of(0xe7, ...tagKey(bob.publicKey).subarray(1)) }),
      fork.bytes,
    ],
    ['signed in the domain of version 1', proposalWith({}, 1), fork.bytes],
    ['a field that has to be understood', proposalWith({ colour: 'blue', crit: ['colour'] }), fork.bytes],
    ['a revision that does not say of what', proposalWith({ revision: 2 }), fork.bytes],
    ['the first revision', proposalWith({ revises: sample.proposalId, revision: 1 }), fork.bytes],
    ['version 3', proposalWith({ v: 3 }, 3), fork.bytes],
  ])
}
