/** What keeps strangers out of the transport: the prologue of an epoch, and the name of a swarm on the wire. Pure. */
import { base32 } from 'multiformats/bases/base32'
import type { CID } from 'multiformats/cid'
import { deriveKey } from './derive.ts'

/** The Noise prologue of an epoch, 32 bytes. Spec: protocols/swarm/spec.md, "Fence". */
export function fencePrologue(fence: Uint8Array, swarm: CID, epoch: number): Uint8Array {
  return deriveKey(fence, 'memcube/swarm/fence/1', [swarm, epoch])
}

/** The prologue of the hosts on which members and seeds meet, 32 bytes. Spec: protocols/swarm/spec.md, "Fence". */
export function mirrorPrologue(fence: Uint8Array, swarm: CID, epoch: number): Uint8Array {
  return deriveKey(fence, 'memcube/swarm/mirror-fence/1', [swarm, epoch])
}

/** The network name of a swarm: protocols, topics and DHT carry it. The same in all epochs, 30 characters of a-z and 0-9. */
export function swarmNetwork(swarm: CID): string {
  return `swarm-${base32.encode(swarm.multihash.digest).slice(1, 25)}`
}
