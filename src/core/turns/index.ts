/** When long work gives others their turn. */
export { createTurns, mostTurnMs, type Turns } from './create-turns.ts'
