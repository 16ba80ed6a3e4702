/** Where a memory comes from: the steps of a history, each with its proof. */
export { changesOfCommit, commitChanges } from './commit-changes.ts'
export { type KeyChange, lastChangeOf } from './last-change.ts'
export { type LineageRow, lineageRow, rowOf } from './lineage-row.ts'
export { proofOf, standing } from './prove-change.ts'
export { parseSince } from './since.ts'
export { changesOfStep, stepOf } from './steps.ts'
