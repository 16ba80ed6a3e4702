/** The rules of a cube, and who is bound by them. */
export { requireMoveAllowed } from './binding.ts'
export { policyAnswer } from './policy-answer.ts'
export { PolicyRefused } from './policy-refused.ts'
