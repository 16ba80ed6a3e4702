/** A peer that knows nothing of memcube, in a thread of its own: sends ADD_PROVIDER with many addresses, and waits a moment. */
import { workerData } from 'node:worker_threads'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { CID } from 'multiformats/cid'

const { address, addresses, messages } = workerData as {
  address: string
  addresses: number
  messages: number
}
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
for (let message = 0; message < messages; message++) {
  const named = Array.from(
    { length: addresses },
    (_, i) => multiaddr(`/ip4/10.${message}.${i >> 8}.${i & 255}/tcp/4001`).bytes,
  )
  const provider = Buffer.concat([
    field(1, libp2p.peerId.toMultihash().bytes),
    ...named.map((b) => field(2, b)),
  ])
  const body = Buffer.concat([Buffer.from([8, 2]), field(2, CUBE.bytes), field(9, provider)])
  try {
    const stream = await libp2p.dialProtocol(multiaddr(address), '/memcube/test/kad/1.0.0')
    stream.send(Buffer.concat([Buffer.from(varint(body.length)), body]))
    await stream.close()
  } catch {
    // Refused, which is an answer.
  }
}
await new Promise((go) => setTimeout(go, 2_000))
process.exit(0)
