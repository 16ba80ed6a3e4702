/** What differs between two texts. Pure. */
export { type DiffRow, diffLines } from './diff-lines.ts'
export { type Run, diffWords } from './diff-words.ts'
