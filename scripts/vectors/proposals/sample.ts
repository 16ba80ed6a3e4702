// An upstream of Alice's, a fork of Bob's, and what was proposed and said of it, the same at every run.
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import {
  createGenesis,
  proposalRecordId,
  signApproval,
  signComment,
  signDecision,
  signProposal,
  type Approval,
  type Comment,
  type Decision,
  type Proposal,
} from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'

export const TIME = 1_767_225_600_000
export const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
export const bob = keyPairFromSecret(new Uint8Array(32).fill(2))
export const eve = keyPairFromSecret(new Uint8Array(32).fill(3))

const base = { v: 1 as const, visibility: 'public' as const, created: TIME, nonce: new Uint8Array(16) }
export const commitOf = (name: string) => cidFor(DAG_CBOR, Buffer.from(name))
export const upstream = createGenesis({ ...base, name: 'field-notes', authors: [alice.publicKey] })
const forkOf = { cube: upstream.cid, commit: commitOf('upstream') }
export const fork = createGenesis({ ...base, name: 'better-notes', authors: [bob.publicKey], forkOf })
export const stranger = createGenesis({ ...base, name: 'other-notes', authors: [bob.publicKey] })

export const proposalFields: Omit<Proposal, 't' | 'sig'> = {
  v: 1,
  upstream: upstream.cid,
  fork: fork.cid,
  commit: commitOf('proposed'),
  base: commitOf('upstream'),
  message: 'the settings are for version 16',
  author: bob.publicKey,
  time: TIME,
}
export const proposal = signProposal(proposalFields, bob.secret)
export const proposalId = proposalRecordId(proposal)

export const acceptedFields: Omit<Decision, 't' | 'sig'> = {
  v: 1,
  proposal: proposalId,
  upstream: upstream.cid,
  state: 'accepted',
  commit: commitOf('merge'),
  author: alice.publicKey,
  time: TIME + 1,
}
export const accepted = signDecision(acceptedFields, alice.secret)

export const declinedFields: Omit<Decision, 't' | 'sig'> = {
  v: 1,
  proposal: proposalId,
  upstream: upstream.cid,
  state: 'declined',
  reason: 'see postgres/vacuum',
  author: alice.publicKey,
  time: TIME + 1,
}
export const declined = signDecision(declinedFields, alice.secret)

export const approvalFields: Omit<Approval, 't' | 'sig'> = {
  v: 1,
  upstream: upstream.cid,
  proposal: proposalId,
  commit: proposalFields.commit,
  author: alice.publicKey,
  time: TIME + 1,
}
export const approval = signApproval(approvalFields, alice.secret)

export const commentFields: Omit<Comment, 't' | 'sig'> = {
  v: 1,
  upstream: upstream.cid,
  fork: fork.cid,
  proposal: proposalId,
  text: 'which version is that for?',
  author: alice.publicKey,
  time: TIME + 1,
}
export const comment = signComment(commentFields, alice.secret)
export const answer = signComment(
  { ...commentFields, text: '16', author: bob.publicKey, time: TIME + 2 },
  bob.secret,
)
