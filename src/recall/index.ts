export { openRecall } from './open-recall.ts'
export { RecallError } from './errors.ts'
export { MAX_PASSAGE_LENGTH, splitPassages } from './passages/split.ts'
export { estimateTokens } from './rank/pack.ts'
export {
  createTextComparer,
  type Compared,
  type OverlapKind,
  type TextComparer,
} from './overlap/compare-texts.ts'
export { DEFAULT_WEIGHTS } from './rank/ranker.ts'
export type { Weights } from './rank/fuse.ts'
export type { ServerStatus } from './server/away.ts'
export type { TextSource } from './texts.ts'
export type {
  CubeVoice,
  KeyVector,
  Packed,
  RecallAnswer,
  RecallChanges,
  RecallDocument,
  RecallHit,
  RecallIndex,
  RecallOptions,
  RecallQuery,
  RecallStatus,
  ServerOptions,
} from './recall.ts'
export { saysAnew } from './overlap/says-anew.ts'
