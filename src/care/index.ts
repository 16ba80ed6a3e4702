/** What looks after a life while it runs. */
export { watchFreshness } from './freshness.ts'
export type { Collects } from './needs.ts'
export { startUpkeep } from './upkeep.ts'
