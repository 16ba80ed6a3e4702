// Memories that hold approvals, in the tree of the cube that takes a proposal in.
import {
  approvalKey,
  approvalMemory,
  parseProposalRecord,
  signApproval,
  type Approval,
} from '../../../src/core/cube/index.ts'
import { hex } from '../protocols/plain.ts'
import { alice, approvalFields } from './sample.ts'

export function approvalMemories() {
  const of = (v: 1 | 2) => {
    const record = signApproval({ ...approvalFields, v }, alice.secret)
    const approval = parseProposalRecord(record) as Approval
    const block = approvalMemory(record, approval)
    return {
      name: `an approval of version ${v}`,
      record: hex(record),
      key: approvalKey(approval.proposal.toString(), approval),
      memory: hex(block.bytes),
      cid: block.cid.toString(),
    }
  }
  return { about: 'Memories that hold approvals, their keys and blocks.', cases: [of(1), of(2)] }
}
