export { openRecall } from './open-recall.ts'
export { RecallError } from './errors.ts'
export { MAX_PASSAGE_LENGTH, type Passage, splitPassages } from './passages/split.ts'
export { estimateTokens } from './rank/pack.ts'
export type { EmbedderConfig, OpenAiEmbedderConfig } from './embedder/embedder.ts'
export {
  createTextComparer,
  type Compared,
  type Overlap,
  type OverlapKind,
  type TextComparer,
} from './overlap/compare-texts.ts'
export { DEFAULT_WEIGHTS } from './rank/ranker.ts'
export type { Weights } from './rank/fuse.ts'
export type {
  CubeVoice,
  LeftOut,
  NearestAnswer,
  NearMemory,
  Packed,
  PackedPassage,
  RecallAnswer,
  RecallChanges,
  RecallDocument,
  RecallHit,
  RecallIndex,
  RecallOptions,
  RecallQuery,
  RecallStatus,
} from './recall.ts'
export { saysAnew } from './overlap/says-anew.ts'
