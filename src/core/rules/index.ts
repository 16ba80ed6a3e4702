// The rules that a cube carries, and whether a commit keeps them: values in, a verdict out.
// Spec: protocols/policy/spec.md.
export { checkPolicy, formatPolicy, parsePolicy, policyMemory, readPolicy } from './policy.ts'
export type { CheckedPolicy, PolicyRule } from './policy.ts'
export type { ChangeFacts, CommitFacts } from './facts.ts'
export { judge, openJudge, type Judge, type PolicyVerdict } from './judge.ts'
export { POLICY_LIMITS } from './limits.ts'
export { WorkMeter } from './meter.ts'
export {
  countApprovals,
  readApprovals,
  type AddedApproval,
  type ReadableApproval,
  type ReadApproval,
} from './approvals.ts'
