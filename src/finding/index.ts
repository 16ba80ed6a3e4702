/** The index kept in step with cubes, and questions to it. */
export { type Asked, ask, type NotAsked } from './ask.ts'
export { createRecallFeed } from './create-recall-feed.ts'
export { recallServerOf } from './recall-server.ts'
export { findSameText } from './find-same-text.ts'
export { commitIn, cursorAt } from './index-cursor.ts'
export type { Asks } from './needs.ts'
