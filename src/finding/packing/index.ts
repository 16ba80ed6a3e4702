/** Answers packed for a model, and what is said twice. */
export { defaultFamily, loadTokenCounter, modelFamilies } from './count-tokens.ts'
export { createMark, fenceNote, marked } from './fence.ts'
export { fewLeftOut } from './few-left-out.ts'
export { type LeftOutStatement, type Statement, leftOutStatement, packContext } from './pack-context.ts'
export { relateStatements } from './relate-statements.ts'
export { similarMemory, similarTo } from './similar-to.ts'
export { withinBudget } from './within-budget.ts'
