/** Two homes behind two routers, and a node outside that carries them. In every run of the project; the whole of it: `npm run test:nat`. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { inside } from '../swarm/namespaces.ts'
import { asksRouter, type Packet } from '../swarm/packets.ts'
import { addressOf, isRelayedBy, start, writeMemories } from './behind-routers.ts'
import { createNatNetwork, natMissing, type NatNetwork } from './nat-network.ts'

const missing = natMissing()
const nets: NatNetwork[] = []

// After the daemons inside have been stopped, which the end of each test does.
afterEach(() => {
  for (const net of nets.splice(0)) net.remove()
})

/** What left a machine for somebody that the profile does not name, as lines. */
function beyondProfile(packets: readonly Packet[], mac: string, known: string[], gateway: string): string[] {
  const isAllowed = (packet: Packet): boolean =>
    asksRouter(packet, gateway) || (packet.protocol === 'tcp' && known.includes(packet.to))
  const sent = packets.filter((one) => one.fromMac === mac && one.to !== '239.255.83.83')
  return sent
    .filter((one) => !isAllowed(one))
    .map(({ to, toPort, protocol, kind }) => `${protocol ?? kind} to ${to}:${toPort}`)
}

describe.skipIf(missing !== undefined)(
  `two homes behind two routers${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it('find each other and pull through a relay, and send nothing to anybody else', async () => {
      const folder = await temporaryFolder()
      const net = createNatNetwork(folder)
      nets.push(net)
      const outside = net.outside('relay', '44.1.0')
      const homes = [
        net.home('alice', net.router('r1', 'port-preserving', '46.1.0', '192.168.1')),
        net.home('bob', net.router('r2', 'symmetric', '47.1.0', '192.168.2')),
      ] as const
      const capture = await net.capture(homes[1])
      const relay = await start(outside, folder)
      const bootstrap = [addressOf(relay)]
      const [alice, bob] = await Promise.all(homes.map((home) => start(home, folder, bootstrap)))
      if (alice === undefined || bob === undefined) throw new Error('unreachable')

      // Said at once, before alice has a place: a record that leads nowhere yet.
      const { cube: early } = await alice.done('create', 'pilots', '--topic', 'pilots')
      await alice.done('publish', 'pilots')
      const { cube } = await alice.done('create', 'harbour', '--topic', 'tides')
      await alice.done('import', 'harbour', writeMemories(folder, 200))
      await alice.done('publish', 'harbour')
      await alice.status(isRelayedBy(1), 'a place at the relay')
      const { status } = await bob.status(isRelayedBy(1), 'a place at the relay')
      expect(status.addresses).toEqual([expect.stringContaining('/p2p-circuit/')])
      expect((await bob.found('pilots'))[0]).toMatchObject({ cube: early })
      expect(await bob.found('tides')).toEqual([expect.objectContaining({ cube })])
      const pulled = await bob.done('pull', cube)
      expect(pulled).toMatchObject({ memories: 200, from: alice.daemon.peerId })
      const { peers } = await bob.done('peers')
      const carried = peers.filter(({ relayed }: Json) => relayed === true)
      expect(carried.map(({ peerId }: Json) => peerId)).toEqual([alice.daemon.peerId])
      expect((await relay.done('status')).reach).toMatchObject({ state: 'reachable', carries: 2 })

      await bob.daemon.stop()
      // One stray of ours, to see that it would be seen.
      expect(() => inside(homes[1].namespace, 'bash', '-c', 'echo > /dev/tcp/45.9.9.9/9')).toThrow('Network')
      const gateway = '192.168.2.1'
      const packets = await capture.stop()
      expect(packets.some(({ to, toPort }) => to === gateway && toPort === 5351)).toBe(true)
      const beyond = beyondProfile(packets, homes[1].mac, [outside.ip], gateway)
      expect([...new Set(beyond)]).toEqual(['tcp to 45.9.9.9:9'])
    })
  },
)
