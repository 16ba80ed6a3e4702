/** The rules of a cube, and who is bound by them. */
export { hasRules, requireMoveAllowed } from './binding.ts'
export { gainedCommits } from './gained-commits.ts'
export { policyAnswer } from './policy-answer.ts'
export { PolicyRefused } from './policy-refused.ts'
