/** Private teams: made, joined, opened and shown. */
export { checkSwarms } from './check-swarms.ts'
export { type Found, besideIn, placeOf, sharedNameNotice, statedPlace } from './cube-places.ts'
export { defaultTtlMs, invited, inviteTo, maxTtlMs } from './invite.ts'
export { type KuboState, kuboState } from './kubo-state.ts'
export type {
  InSpace,
  Life,
  LifeOptions,
  LifePorts,
  OpenedLife,
  Space,
  Spaces,
  SwarmShelf,
  Swarms,
} from './life.ts'
export { everyLife } from './lives.ts'
export {
  addMember,
  changeRole,
  findMember,
  removeMember,
  requireAdmin,
  requireOtherAdmin,
} from './members.ts'
export { createSwarmShelf } from './swarm-shelf.ts'
export { peerIdOf } from './team.ts'
