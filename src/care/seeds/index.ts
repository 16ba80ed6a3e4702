/** Seeds: what a home mirrors for others and serves, within a budget. */
export { addSeed, removeSeed } from './change-seeds.ts'
export { type ShownSeed, showSeeds, shownSeed } from './show-seeds.ts'
export { startSeeding } from './start-seeding.ts'
