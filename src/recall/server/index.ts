/** Where an index may be, in words: what settings need of it, without loading an index. */
export { embedded, parseRecallTarget, recallTargetWords } from './target.ts'
