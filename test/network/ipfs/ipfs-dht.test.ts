/** Two hosts that know nobody but a node of another network, which speaks the DHT that they share with it. */
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventually, startHost, type TestHost } from '../hosts.ts'

const PROTOCOL = '/test/kad/1.0.0'

/** What Kubo is for this: a server of that DHT, and nothing of memcube. */
async function startServer(): Promise<Libp2p<{ dht: KadDHT }>> {
  const server = await createLibp2p({
    privateKey: await generateKeyPair('Ed25519'),
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      ping: ping(),
      dht: kadDHT({ protocol: PROTOCOL, clientMode: false, peerInfoMapper: passthroughMapper }),
    },
  })
  onTestFinished(() => server.stop())
  return server
}

function hasNeighbour({ services: { dht } }: Awaited<ReturnType<typeof startServer>>): boolean {
  return (dht as unknown as { routingTable: { size: number } }).routingTable.size > 0
}

const cidOf = async (text: string): Promise<CID> =>
  CID.createV1(raw.code, await sha256.digest(new TextEncoder().encode(text)))

async function providersAt(host: TestHost, cid: CID): Promise<string[]> {
  const found: string[] = []
  for await (const { peerId } of host.findProviders(cid, { signal: AbortSignal.timeout(10_000) }))
    found.push(peerId)
  return found
}

describe('the DHT of another network', () => {
  it('leads bob to alice, who answers nobody there and takes its nodes for no peers', async () => {
    const server = await startServer()
    const [entry] = server.getMultiaddrs().map(String)
    const config = { ipfsDht: true, ipfsProtocol: PROTOCOL, ipfsBootstrap: [entry ?? ''] }
    const alice = await startHost('alice', config)
    const cid = await cidOf('tides')
    await alice.provide(cid)
    await eventually(() => alice.ipfs()?.provided === 1, 'a record at the server')
    expect(alice.ipfs()).toMatchObject({ peers: 1, provided: 1, waiting: 0, problem: undefined })

    const bob = await startHost('bob', config)
    expect(await providersAt(bob, cid)).toEqual([alice.peerId])
    // The server is no peer, and alice is no server.
    expect([alice.peers(), bob.peers()]).toEqual([[], []])
    const [toAlice] = server
      .getConnections()
      .filter(({ remotePeer }) => remotePeer.toString() === alice.peerId)
    await expect(toAlice?.newStream(PROTOCOL)).rejects.toThrow(PROTOCOL)

    await bob.dial(alice.address, { learnt: true })
    await eventually(() => alice.peers().some(({ peerId }) => peerId === bob.peerId), 'bob is a peer')
    expect(bob.peers().map(({ peerId }) => peerId)).toEqual([alice.peerId])

    await alice.unprovide(cid)
    expect(alice.ipfs()).toMatchObject({ provided: 0, waiting: 0 })
  })

  it('is walked to nodes that others name, of whom nothing but that is known', async () => {
    const [one, other] = [await startServer(), await startServer()]
    await other.dial(one.getMultiaddrs())
    await eventually(() => hasNeighbour(one) && hasNeighbour(other), 'two nodes that know each other')
    const [entry] = one.getMultiaddrs().map(String)
    const alice = await startHost('alice', {
      ipfsDht: true,
      ipfsProtocol: PROTOCOL,
      ipfsBootstrap: [entry ?? ''],
    })
    await alice.provide(await cidOf('tides'))
    const isThere = (): boolean =>
      other.getConnections().some(({ remotePeer }) => remotePeer.toString() === alice.peerId)
    await eventually(isThere, 'alice at the node that was named')
  })

  it('is not there for who does not ask, and says who does not answer', async () => {
    const alice = await startHost('alice')
    expect(alice.ipfs()).toBeUndefined()
    const nobody = '/ip4/127.0.0.1/tcp/1/p2p/12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
    const bob = await startHost('bob', { ipfsDht: true, ipfsProtocol: PROTOCOL, ipfsBootstrap: [nobody] })
    expect(await providersAt(bob, await cidOf('tides'))).toEqual([])
    await eventually(() => bob.ipfs()?.problem !== undefined, 'a word on it')
    expect(bob.ipfs()?.problem?.message).toContain(nobody)
  })
})
