// Merging histories of trees: where two commits parted, what each side did since, and where they disagree. Decides
// nothing that is in dispute, and gives the same answer to whoever asks.
export type { HistoryCommit, HistoryReader } from './history.ts'
export { mergeBases, relateHistories, type HistoryRelation } from './merge-bases.ts'
export { MergeError } from './merge-error.ts'
export { mergeCommits, mergeTrees, type MergeConflict, type TreeMerge } from './merge-trees.ts'
export { createOrigins, type HasValue, type Introduction, type Origin, type Origins } from './origins.ts'
export { commitsThatTell, type AuthoredCommit, type OriginReader } from './runs.ts'
export { besideKeyOf, keepBoth, keepOurs, takeTheirs, type Resolution } from './resolve-conflicts.ts'
export type { MergeSource } from './virtual-base.ts'
