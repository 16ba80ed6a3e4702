/** When long work gives others their turn, and how much of it is done at once. */
export { createTurns, mostTurnMs, type Turns } from './create-turns.ts'
export { eachAtOnce } from './each-at-once.ts'
export { atOnce, inTurns, type Steps } from './steps.ts'
