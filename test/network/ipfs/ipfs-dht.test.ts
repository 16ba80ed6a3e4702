/** Two hosts that know nobody but a node of another network, which speaks the DHT that they share with it. */
import { createServer, type AddressInfo } from 'node:net'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { PeerId } from '@libp2p/interface'
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProviderInfo } from '../../../src/network/interface.ts'
import { eventually, startHost, type TestHost } from '../hosts.ts'

/** What a server of kad-dht keeps of providers; private in its types. */
interface Provides {
  providers: { addProvider(cid: CID, peer: PeerId): Promise<void> }
}

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

  it('that names providers at names, in private networks and at a thousand addresses has nobody dialled there', async () => {
    const trap = createServer((socket) => socket.destroy())
    let caught = 0
    trap.on('connection', () => caught++)
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void trap.close())
    const { port } = trap.address() as AddressInfo
    const server = await startServer()
    const [entry] = server.getMultiaddrs().map(String)
    const cid = await cidOf('tides')
    const told = [
      `/dns4/localhost/tcp/${port}`,
      `/dns/localhost/tcp/${port}/ws`,
      `/dns4/127.0.0.1/tcp/${port}`,
      '/dnsaddr/localhost',
      '/ip4/10.0.0.1/tcp/80',
      '/ip4/169.254.169.254/tcp/80',
      '/ip6/2002:7f00:1::1/tcp/80',
      ...Array.from({ length: 1_000 }, (_, at) => `/ip4/192.168.${at >> 8}.${at & 255}/tcp/22`),
    ]
    for (let n = 0; n < 8; n++) {
      const id = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
      await server.peerStore.merge(id, { multiaddrs: told.map((one) => multiaddr(one)) })
      await (server.services['dht'] as unknown as Provides).providers.addProvider(cid, id)
    }

    const bob = await startHost('bob', {
      ipfsDht: true,
      ipfsProtocol: PROTOCOL,
      ipfsBootstrap: [entry ?? ''],
    })
    const found: ProviderInfo[] = []
    for await (const one of bob.findProviders(cid, { signal: AbortSignal.timeout(20_000) })) found.push(one)
    expect(found.length).toBeGreaterThan(0)
    for (const { peerId, addresses } of found) {
      expect(addresses.length).toBeLessThanOrEqual(16)
      for (const address of [...addresses, ...told.slice(0, 8)])
        await expect(bob.dial(`${address}/p2p/${peerId}`, { learnt: true }), address).rejects.toMatchObject({
          code: expect.stringMatching(/^ERR_(DENIED|UNREACHABLE|INVALID_INPUT)$/),
        })
    }
    expect(caught).toBe(0)
    expect(bob.peers()).toEqual([])
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
