/**
 * The public IPFS network in small: servers of its DHT, Kubo 0.43.1, each with an address of its own that looks public, and two nodes of
 * memcube that know one of them and nobody else. `npm run test:ipfs`, which builds Kubo.
 */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CID } from 'multiformats/cid'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { blocksOfCar } from '../interop/car-blocks.ts'
import { buildKubo, kuboIsNotBuilt, startKuboNode, type KuboNode } from '../interop/kubo-node.ts'
import type { NamespaceHost } from '../swarm/namespaces.ts'
import { start, writeMemories, type Person } from './behind-routers.ts'
import { createNatNetwork, natMissing } from './nat-network.ts'

const missing = kuboIsNotBuilt('test:ipfs') ?? natMissing()
const MEMORIES = 300
const LONG_TEXT = 'A long memory is a file of its own. '.repeat(2_000)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function timed<T>(what: string, task: Promise<T>): Promise<T> {
  const startedMs = performance.now()
  const value = await task
  say(`${what}: ${Math.round(performance.now() - startedMs)} ms`)
  return value
}

const addressAt = (host: NamespaceHost, peerId: string): string => `/ip4/${host.ip}/tcp/4001/p2p/${peerId}`
const digestOf = (cid: string): string => Buffer.from(CID.parse(cid).multihash.digest).toString('hex')

/** A server of `/ipfs/kad/1.0.0`. */
async function startServer(host: NamespaceHost, folder: string, bootstrap: string[]): Promise<KuboNode> {
  const settings = {
    Bootstrap: bootstrap,
    'Routing.Type': 'dhtserver',
    'Addresses.Swarm': ['/ip4/0.0.0.0/tcp/4001'],
    'Swarm.Transports.Network.QUIC': false,
  }
  const kubo = await startKuboNode(`${folder}/${host.name}`, settings, host.via)
  onTestFinished(() => kubo.stop())
  return kubo
}

/** A node of memcube that knows no other, but one of the IPFS network. */
async function startPerson(host: NamespaceHost, folder: string, entry: string): Promise<Person> {
  const before = { settings: { ipfsBootstrap: entry }, args: ['--ipfs-dht'] }
  return start(host, folder, [], before)
}

describe.skipIf(missing !== undefined)(
  `the DHT of IPFS${missing === undefined ? '' : ` (${missing})`}`,
  { timeout: 600_000 },
  () => {
    beforeAll(() => buildKubo())

    it('leads two nodes to each other that know nobody else, and a Kubo to the cube by its CID', async () => {
      const folder = await temporaryFolder()
      const net = createNatNetwork(folder)
      onTestFinished(() => net.remove())
      const hosts = ['44.1.0', '45.2.0', '46.3.0', '47.4.0'].map((at, nth) => net.outside(`kubo${nth}`, at))
      const [firstHost, ...otherHosts] = hosts as [NamespaceHost, ...NamespaceHost[]]
      const first = await startServer(firstHost, folder, [])
      const entry = addressAt(firstHost, first.peerId)
      const others = await Promise.all(otherHosts.map((host) => startServer(host, folder, [entry])))
      await expect
        .poll(() => first.ipfs('stats', 'dht', 'wan'), { timeout: 60_000, interval: 500 })
        .toSatisfy((table: string) => others.every(({ peerId }) => table.includes(peerId)))

      const [alice, bob] = await Promise.all([
        startPerson(net.outside('alice', '48.5.0'), folder, entry),
        startPerson(net.outside('bob', '49.6.0'), folder, entry),
      ])
      const { cube } = await alice.done('create', 'harbour', '--topic', 'tides')
      await alice.done('import', 'harbour', writeMemories(folder, MEMORIES))
      await alice.done('add', 'harbour', LONG_TEXT, '--key', 'long')
      const { head } = await alice.done('publish', 'harbour')
      const { ms } = await alice.status(({ ipfs }) => ipfs?.provided === 2, 'the cube and its topic provided')
      say(`a cube and its topic are provided ${ms} ms after it was published`)

      expect((await bob.done('peers')).peers).toEqual([])
      const { cubes } = await timed('discovered by its topic', bob.done('discover', 'tides'))
      expect(cubes).toEqual([expect.objectContaining({ cube })])
      const { link } = await alice.done('link', 'harbour', '--bare')
      const pulled = await timed(`pulled, ${MEMORIES + 1} memories`, bob.done('pull', link))
      expect(pulled).toMatchObject({ memories: MEMORIES + 1, from: alice.daemon.peerId })

      // It was told of neither alice nor bob.
      const reader = others[2] as KuboNode
      const found = await timed('Kubo: findprovs', reader.ipfs('routing', 'findprovs', cube))
      expect(found).toContain(alice.daemon.peerId)
      const genesis = JSON.parse(await timed('Kubo: dag get', reader.ipfs('dag', 'get', cube))) as object
      expect(genesis).toMatchObject({ name: 'harbour' })
      await timed('Kubo: pin add', reader.ipfs('pin', 'add', '--progress=false', head))
      const car = `${folder}/harbour.car`
      await alice.done('export', 'harbour', car, '--format', 'car')
      const here = new Set((await reader.ipfs('refs', 'local')).split('\n').filter(Boolean).map(digestOf))
      const published = (await blocksOfCar(car)).map(({ cid }) => cid.toString())
      expect(published.length).toBeGreaterThan(MEMORIES)
      expect(published.filter((cid) => !here.has(digestOf(cid)))).toEqual([])

      // Clients of that DHT are in the table of nobody.
      const tables = await Promise.all([first, ...others].map((one) => one.ipfs('stats', 'dht', 'wan')))
      for (const { daemon } of [alice, bob]) expect(tables.join('\n')).not.toContain(daemon.peerId)
      for (const { done } of [alice, bob])
        expect((await done('doctor')).checks).toContainEqual(
          expect.objectContaining({ name: 'ipfs', ok: true }),
        )
    })
  },
)
