/** libp2p and Helia behind one interface; knows no message of memcube. */
export { isDialable, farthestFirst, parseAddress, reachOf } from './addresses.ts'
export { createNetwork, requireSafe } from './create-network.ts'
export { createDoor } from './door.ts'
export type { Door, DoorOptions } from './door-interface.ts'
export { createFence, type Fence } from './fence.ts'
export { MAX_FRAME_BYTES } from './framing.ts'
export { cutError } from './network-error.ts'
export { createKuboGate } from './kubo-gate.ts'
export type { KuboGate } from './kubo-gate-interface.ts'
export type {
  BlockSession,
  Channel,
  ChannelHandler,
  ConnectedPeer,
  Gossip,
  GossipVerdict,
  KnownPeer,
  NetworkConfig,
  NetworkDeps,
  NetworkHost,
  NetworkLogger,
  PeerBookStore,
  Profile,
  Signalled,
} from './interface.ts'
export type { IpfsReport } from './ipfs/index.ts'
export { limitedLog } from './limited-log.ts'
export { lookUpNames } from './look-up-names.ts'
export { shuffled } from './shuffled.ts'
export { Pace } from './pace.ts'
export { planHost } from './profiles.ts'
export type { ReachReport } from './reach/index.ts'
export {
  formatSwarmKey,
  MAX_SWARM_KEY_FILE_BYTES,
  readSwarmKey,
  SWARM_KEY_BYTES,
  swarmKeyFingerprint,
} from './swarm-key.ts'
export { turns } from './turns.ts'
export type { KeyFile, SwarmSettings } from './unsafe-swarm.ts'
