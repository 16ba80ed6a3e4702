// Private team swarms: charter, membership log, invitations, epochs, the fence and what is said at a door. All of it
// pure. Spec: protocols/swarm/spec.md.
export { admitEventsInSteps } from './admit-events.ts'
export { parseCharter, signCharter, type Charter, type MemberKeys } from './charter.ts'
export {
  DOOR_PROTOCOL,
  encodeDoorAnswer,
  encodeDoorRequest,
  isCatchUpSigned,
  parseDoorAnswer,
  parseDoorRequest,
  signCatchUp,
  type CatchUp,
  type DoorAnswer,
  type DoorRequest,
} from './door-messages.ts'
export { refuseLater } from './later-version.ts'
export {
  kemKeyPair,
  openPrevious,
  sealPrevious,
  unwrapSecrets,
  wrapSecrets,
  type EpochSecrets,
} from './epoch-secrets.ts'
export {
  channelKey,
  createOpener,
  createSealer,
  encodeChannelHello,
  parseChannelHello,
  type ChannelNames,
  type ChannelSide,
  type FrameOpener,
  type FrameSealer,
} from './content-channel.ts'
export { deriveKey } from './derive.ts'
export { fencePrologue, mirrorPrologue, swarmNetwork } from './fence.ts'
export {
  formatInvitation,
  hasExpired,
  invitationId,
  invitationKey,
  parseInvitation,
  type Invitation,
} from './invitation.ts'
export { signJoin, verifyJoin, type JoinRequest } from './join-request.ts'
export { SWARM_LIMITS } from './limits.ts'
export {
  parseEvent,
  ROLES,
  signEvent,
  type Change,
  type LoggedEvent,
  type Role,
  type Wrap,
} from './membership-event.ts'
export { pageOfEvents } from './pages.ts'
export { resolve, type Member, type OpenInvitation, type Swarm } from './resolve.ts'
