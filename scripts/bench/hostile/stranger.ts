/** A peer that knows nothing of memcube, in a thread of its own: sends large messages of one kind, and waits a moment. */
import { workerData } from 'node:worker_threads'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { CID } from 'multiformats/cid'

const { address, kind } = workerData as { address: string; kind: 'addresses' | 'wants' | 'blocks' }
const CUBE = CID.parse('bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi')

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))]
}

function field(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(body.length)]), body])
}

const libp2p = await createLibp2p({
  privateKey: await generateKeyPair('Ed25519'),
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
})
/** ADD_PROVIDER with 60,000 addresses. */
function addresses(message: number): Buffer {
  const named = Array.from(
    { length: 60_000 },
    (_, i) => multiaddr(`/ip4/10.${message}.${i >> 8}.${i & 255}/tcp/4001`).bytes,
  )
  const provider = Buffer.concat([
    field(1, libp2p.peerId.toMultihash().bytes),
    ...named.map((b) => field(2, b)),
  ])
  return Buffer.concat([Buffer.from([8, 2]), field(2, CUBE.bytes), field(9, provider)])
}

const frames = {
  addresses: { protocol: '/memcube/test/kad/1.0.0', make: addresses },
  /** A message of bitswap with 90,000 wants, 4 MiB. */
  wants: {
    protocol: '/ipfs/bitswap/1.2.0',
    make: () => field(1, Buffer.concat(Array.from({ length: 90_000 }, () => field(1, field(1, CUBE.bytes))))),
  },
  /** A message of bitswap with a block that nobody wants, 4 MiB. */
  blocks: {
    protocol: '/ipfs/bitswap/1.2.0',
    make: () =>
      field(
        3,
        Buffer.concat([field(1, CUBE.bytes.subarray(0, 4)), field(2, Buffer.alloc(4 * 1024 * 1024 - 100))]),
      ),
  },
}

const { protocol, make } = frames[kind]
for (let message = 0; message < 2; message++) {
  const body = make(message)
  try {
    const stream = await libp2p.dialProtocol(multiaddr(address), protocol)
    stream.send(Buffer.concat([Buffer.from(varint(body.length)), body]))
    await stream.close()
  } catch {
    // Refused, which is an answer.
  }
}
await new Promise((go) => setTimeout(go, 2_000))
process.exit(0)
