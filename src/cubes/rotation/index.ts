/** A new author key for this home, and those of others. */
export { type Succession, heedSuccessors, succession } from './heed-successors.ts'
export { rotateKey, rotatedKey } from './rotate-key.ts'
