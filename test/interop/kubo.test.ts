// Kubo 0.22, on a DHT that it shares with our nodes: the LAN one, on loopback. It knows one of them, which has no cube.
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { blocksOfCar } from './car-blocks.ts'
import { installKubo, kuboIsMissing, startKubo } from './kubo-peer.ts'
import { MEMORIES, publishNotes } from './published-cube.ts'

const SHARED_DHT = '/ipfs/lan/kad/1.0.0'

describe.skipIf(kuboIsMissing !== undefined)(`Kubo${kuboIsMissing ? ` (${kuboIsMissing})` : ''}`, () => {
  beforeAll(() => installKubo())

  test('finds our provider records on a DHT, and fetches the cube by its CIDs', async () => {
    const bob = await temporaryNode('bob', { network: { dhtProtocol: SHARED_DHT } })
    const alice = await temporaryNode('alice', {
      network: { dhtProtocol: SHARED_DHT, bootstrap: bob.addresses() },
    })
    await alice.call('connect', { address: bob.addresses()[0] })
    const { cube, head, providers } = await publishNotes(alice)
    expect(providers).toBeGreaterThan(0)

    const kubo = await startKubo(join(await temporaryFolder(), 'kubo'))
    expect(await kubo.ask({ do: 'connect', address: bob.addresses()[0] })).toEqual({ code: 0 })
    // The id of a cube is what its provider records name.
    expect(await kubo.ask({ do: 'pin', cid: cube }, 120_000)).toEqual({ code: 0 })
    expect((await kubo.ask({ do: 'peers' })).peers).toContain(alice.peerId)
    expect(await kubo.ask({ do: 'pin', cid: head }, 120_000)).toEqual({ code: 0 })

    const car = join(await temporaryFolder(), 'cube.car')
    await alice.call('export', { cube, out: car, format: 'car' })
    const { blocks = [] } = await kubo.ask({ do: 'blocks' })
    const onDisk = new Set(blocks.map(({ sha256 }) => sha256))
    const published = await blocksOfCar(car)
    const missing = published.filter(({ cid }) => !onDisk.has(digestOf(cid)))
    expect(published.length).toBeGreaterThan(300)
    expect(missing).toEqual([])
  })

  test('leads two nodes to each other that know nobody else, and fetches what they share', async () => {
    const [first, second] = await Promise.all([startShared(), startShared()])
    const address = `${first.ready.addresses?.[0]}/p2p/${first.ready.peerId}`
    expect(await second.ask({ do: 'connect', address })).toEqual({ code: 0 })
    const network = { ipfsDht: true, ipfsProtocol: SHARED_DHT, ipfsBootstrap: [address] }
    const [alice, bob] = await Promise.all([
      temporaryNode('alice', { network }),
      temporaryNode('bob', { network }),
    ])
    const { cube, head } = await publishNotes(alice)
    await expect.poll(async () => (await alice.call('status', {})).ipfs?.provided, POLL).toBe(2)
    expect((await bob.call('status', {})).peers).toBe(0)

    // Neither knows the other, nor any other node of memcube; a link without addresses says no more than the cube.
    const { cubes } = await bob.call('discover', { topic: 'zoo' })
    expect(cubes.map((found) => found.cube)).toEqual([cube])
    const { link } = await alice.call('link', { cube, bare: true })
    expect(await bob.call('pull', { cube: link })).toMatchObject({ memories: MEMORIES, from: alice.peerId })
    const { peers } = await bob.call('peers', {})
    expect(peers.map(({ peerId }) => peerId)).toEqual([alice.peerId])

    expect(await second.ask({ do: 'pin', cid: cube }, 60_000)).toEqual({ code: 0 })
    expect(await second.ask({ do: 'pin', cid: head }, 60_000)).toEqual({ code: 0 })
    expect((await bob.call('doctor', {})).checks.find(({ name }) => name === 'ipfs')).toMatchObject({
      ok: true,
    })
  })

  test('finds nothing of a node that keeps to the DHT of memcube', async () => {
    const bob = await temporaryNode('bob', { network: { dhtProtocol: SHARED_DHT } })
    const alice = await temporaryNode('alice', { network: { bootstrap: bob.addresses() } })
    await alice.call('connect', { address: bob.addresses()[0] })
    const { cube } = await publishNotes(alice)
    const kubo = await startKubo(join(await temporaryFolder(), 'kubo'))
    expect(await kubo.ask({ do: 'connect', address: bob.addresses()[0] })).toEqual({ code: 0 })
    // Fifteen times what the test above takes.
    await expect(kubo.ask({ do: 'pin', cid: cube }, 15_000)).rejects.toThrow('did not answer')
  })
})

/** For what happens within seconds and announces itself to nobody. */
const POLL = { timeout: 60_000, interval: 100 }

const startShared = async (): ReturnType<typeof startKubo> => startKubo(join(await temporaryFolder(), 'kubo'))

const digestOf = (cid: CID): string => Buffer.from(cid.multihash.digest).toString('hex')
