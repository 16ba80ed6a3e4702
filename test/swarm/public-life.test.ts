/** Two machines on one network, each with an address of its own: what is done on one is found on the other. */
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { createNamespaces, namespacesMissing, type NamespaceHost, type NamespaceNet } from './namespaces.ts'
import { strays } from './packets.ts'

const missing = namespacesMissing()
const nets: NamespaceNet[] = []

// After the daemons inside have been stopped, which the end of each test does.
afterEach(() => {
  for (const net of nets.splice(0)) net.remove()
})

async function twoHosts(
  subnet?: string,
): Promise<{ net: NamespaceNet; alice: NamespaceHost; bob: NamespaceHost; folder: string }> {
  const folder = await temporaryFolder()
  const net = createNamespaces(['alice', 'bob'], folder, subnet)
  nets.push(net)
  const [alice, bob] = net.hosts
  if (alice === undefined || bob === undefined) throw new Error('unreachable')
  return { net, alice, bob, folder }
}

describe.skipIf(missing !== undefined)(
  `two hosts as network namespaces${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it('share a cube over the wire, and talk to nobody else', async () => {
      const { net, alice, bob, folder } = await twoHosts()
      const homes = { alice: `${folder}/home-alice`, bob: `${folder}/home-bob` }
      const captures = await Promise.all(net.hosts.map((host) => net.capture(host)))
      await alice.done(homes.alice, 'init', '--name', 'alice')
      await bob.done(homes.bob, 'init', '--name', 'bob')
      // Loopback of a host leads to nobody else: the API answers inside only.
      const first = await alice.startDaemon(homes.alice, {
        args: ['--profile', 'lan', '--listen', `/ip4/${alice.ip}/tcp/4001`],
      })
      const [address = ''] = first.addresses
      expect(address).toContain(`/ip4/${alice.ip}/tcp/4001/p2p/`)
      const { cube } = await alice.done(homes.alice, 'create', 'harbour')
      await alice.done(homes.alice, 'add', 'harbour', 'The tide turns at six.', '--key', 'tide')
      await alice.done(homes.alice, 'publish', 'harbour')
      await bob.startDaemon(homes.bob, { bootstrap: [address] })
      await bob.done(homes.bob, 'pull', cube, '--from', address)
      expect(JSON.stringify(await bob.done(homes.bob, 'get', cube, 'tide'))).toContain(
        'The tide turns at six.',
      )
      const packets = await Promise.all(captures.map((one) => one.stop()))
      for (const [at, host] of net.hosts.entries()) {
        const others = net.hosts.map(({ ip }) => ip)
        // mDNS is what the profile lan promises: it joins a group, by IGMP, and asks there who else is on the network.
        expect(strays(packets[at] ?? [], host.mac, [...others, '224.0.0.251', '224.0.0.22'])).toEqual([])
        expect(packets[at]?.some(({ protocol, to }) => protocol === 'tcp' && to !== host.ip)).toBe(true)
      }
    })

    it('notice what goes elsewhere, and a wire that is cut', async () => {
      const { net, alice, bob, folder } = await twoHosts('44.83.0')
      const capture = await net.capture(alice)
      const home = `${folder}/home`
      await alice.done(home, 'init', '--name', 'alice')
      await alice.startDaemon(home, {
        bootstrap: ['/ip4/44.99.0.1/tcp/4001', '/dns4/seed.example.com/tcp/4001'],
        args: ['--profile', 'public', '--listen', `/ip4/${alice.ip}/tcp/4001`],
      })
      const home2 = `${folder}/home2`
      await bob.done(home2, 'init', '--name', 'bob')
      bob.plug(false)
      const [own = ''] = (await alice.done(home, 'status')).addresses as string[]
      const cut = await bob.memcube(home2, [
        'pull',
        'bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
        '--from',
        own,
      ])
      expect(cut.code).toBe(1)
      const found = strays(await capture.stop(), alice.mac, [alice.ip, bob.ip])
      expect(found).toContain('tcp to 44.99.0.1:4001')
      expect(found).toContain(`udp to ${net.gateway}:53`)
    })
  },
)
