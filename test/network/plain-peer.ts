/** A libp2p and Helia node that knows nothing of memcube, composed from the published packages alone. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import type { HeliaWithLibp2p } from '@helia/libp2p'
import { MemoryBlockstore } from 'blockstore-core'
import type { Libp2p } from 'libp2p'
import { onTestFinished } from 'vitest'
import type { ConnectionProtector } from '@libp2p/interface'
import { loadHelia } from '../../src/network/load-helia.ts'

export interface PlainPeer {
  helia: HeliaWithLibp2p
  libp2p: Libp2p
  store: MemoryBlockstore
  address: string
}

/** @param protector for a private network */
export async function startPlainPeer(protector?: () => ConnectionProtector): Promise<PlainPeer> {
  const { createHeliaLight, withLibp2pLight, withBitswap } = await loadHelia()
  const store = new MemoryBlockstore()
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight({ blockstore: store }), {
      privateKey: await generateKeyPair('Ed25519'),
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      ...(protector && { connectionProtector: protector }),
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify(), ping: ping() },
    }),
  ) as HeliaWithLibp2p
  await helia.start()
  onTestFinished(async () => void (await helia.stop()))
  const libp2p = helia.libp2p as Libp2p
  return { helia, libp2p, store, address: libp2p.getMultiaddrs()[0]?.toString() ?? '' }
}
