/** A swarm of a machine with a public address and a home behind a router: who is invited from outside comes in, and goes on meeting it. */
import { afterEach, describe, expect, it } from 'vitest'
import { parseInvitation } from '../../src/core/swarm/index.ts'
import type { Daemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { createNatNetwork, natMissing, type NatNetwork } from '../nat/nat-network.ts'
import { eventually } from '../team/person.ts'
import type { NamespaceHost } from './namespaces.ts'

const missing = natMissing()
const nets: NatNetwork[] = []

// After the daemons inside have been stopped, which the end of each test does.
afterEach(() => {
  for (const net of nets.splice(0)) net.remove()
})

const startPublic = (host: NamespaceHost, home: string): Promise<Daemon> =>
  host.startDaemon(home, { args: ['--profile', 'public', '--listen', '/ip4/0.0.0.0/tcp/4001'] })

const ipsOf = (addresses: readonly string[]): string[] =>
  addresses.map((address) => address.split('/')[2] ?? '')

describe.skipIf(missing !== undefined)(
  `a swarm of a machine with a public address${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    it('is joined from elsewhere by its invitation, syncs, and meets again after a restart', async () => {
      const folder = await temporaryFolder()
      const net = createNatNetwork(folder)
      nets.push(net)
      const alice = net.outside('alice', '44.1.0')
      const bob = net.home('bob', net.router('router', 'port-preserving', '46.1.0', '192.168.1'))
      const homes = { alice: `${folder}/alice`, bob: `${folder}/bob` }
      await alice.done(homes.alice, 'init', '--name', 'alice')
      await bob.done(homes.bob, 'init', '--name', 'bob')
      await startPublic(alice, homes.alice)
      const daemon = await startPublic(bob, homes.bob)

      await alice.done(homes.alice, 'swarm', 'create', 'crew')
      const { invite } = await alice.done(homes.alice, 'swarm', 'invite', 'crew')
      // Who is far away knocks there first.
      expect(ipsOf(parseInvitation(invite).doors)).toEqual([alice.ip, '127.0.0.1'])
      expect(await bob.done(homes.bob, 'swarm', 'join', invite)).toMatchObject({ state: 'joined' })

      const writes = (host: NamespaceHost, home: string, key: string) =>
        host.done(home, 'add', 'crew/runbook', `${key} of the tide`, '--key', key)
      const reads = (host: NamespaceHost, home: string, key: string) =>
        eventually(
          async () => (await host.memcube(home, ['get', 'crew/runbook', key])).code === 0,
          `${key} at ${host.name}`,
        )
      await alice.done(homes.alice, 'create', 'runbook', '--swarm', 'crew')
      await writes(alice, homes.alice, 'turn')
      await reads(bob, homes.bob, 'turn')
      await eventually(async () => {
        const { json } = await bob.memcube(homes.bob, ['show', 'crew/runbook'])
        return ['own', 'coauthor'].includes(json?.role)
      }, 'that bob may write')

      await daemon.stop()
      await writes(alice, homes.alice, 'slack')
      await startPublic(bob, homes.bob)
      await reads(bob, homes.bob, 'slack')
      await writes(bob, homes.bob, 'flood')
      await reads(alice, homes.alice, 'flood')

      // Behind a router nothing is claimed but what this machine has.
      await bob.done(homes.bob, 'swarm', 'create', 'den')
      const { invite: home } = await bob.done(homes.bob, 'swarm', 'invite', 'den')
      expect(ipsOf(parseInvitation(home).doors)).toEqual([bob.ip, '127.0.0.1'])
    })

    it('is told by no node of profile lan', async () => {
      const folder = await temporaryFolder()
      const net = createNatNetwork(folder)
      nets.push(net)
      const carol = net.outside('carol', '45.1.0')
      const home = `${folder}/carol`
      await carol.done(home, 'init', '--name', 'carol')
      const { addresses } = await carol.startDaemon(home, { args: ['--profile', 'lan'] })
      expect(new Set(ipsOf(addresses))).toEqual(new Set(['127.0.0.1']))
    })
  },
)
