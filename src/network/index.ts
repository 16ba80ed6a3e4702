/** libp2p and Helia behind one interface; knows no message of memcube. */
export { loopbackLast } from './addresses.ts'
export { createNetwork, refuseUnsafe, requireSafe } from './create-network.ts'
export { createDoor } from './door.ts'
export type { Door, DoorDeps, DoorOptions } from './door-interface.ts'
export { createFence, type Fence } from './fence.ts'
export { MAX_FRAME_BYTES } from './framing.ts'
export { createKuboGate } from './kubo-gate.ts'
export type { KuboGate, KuboGateDeps, KuboGateOptions } from './kubo-gate-interface.ts'
export type {
  Blocks,
  BlockSession,
  Channel,
  ChannelHandler,
  ConnectedPeer,
  Gossip,
  GossipListener,
  GossipValidator,
  GossipVerdict,
  HandleOptions,
  KnownPeer,
  NetworkConfig,
  NetworkDeps,
  NetworkHost,
  NetworkLogger,
  PeerBookStore,
  Profile,
  ProviderInfo,
  Signalled,
} from './interface.ts'
export { limitedLog } from './limited-log.ts'
export { NetworkError } from './network-error.ts'
export { Pace, type PaceLimits } from './pace.ts'
export {
  formatSwarmKey,
  MAX_SWARM_KEY_FILE_BYTES,
  readSwarmKey,
  SWARM_KEY_BYTES,
  swarmKeyFingerprint,
} from './swarm-key.ts'
export type { HostPlan } from './profiles.ts'
export type { KeyFile, KuboSettings, SwarmSettings, Unsafe, UnsafeKind } from './unsafe-swarm.ts'
