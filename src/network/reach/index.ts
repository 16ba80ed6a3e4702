/** How a node of profile public is reached: by itself, by a port at its router, or by relays. */
export { endDeadBefore } from './end-dead-connections.ts'
export type { ReachComponents, ReachReport } from './interface.ts'
export { openStream, overRelay, reachedAlready, withoutRelays } from './over-relay.ts'
export { Reach } from './reach.ts'
