/** Merges: planned from two commits, settled, and written. */
export { type MergeAnswer, emptyAnswer, merged } from './merge-answer.ts'
export { type MergeRequest, mergeCube, mergeStep } from './merge-cube.ts'
export { isProposal, isUnfinished, requireCredibleTime, trustOf } from './merge-sides.ts'
export { createMergeSource } from './merge-source.ts'
export { mergedTree } from './merged-tree.ts'
export { type Fetching, planMerge } from './plan-merge.ts'
export { quoted } from './say-side.ts'
export { type UnfinishedMerge, listUnfinished, loadUnfinished, recordOf } from './unfinished-merge.ts'
