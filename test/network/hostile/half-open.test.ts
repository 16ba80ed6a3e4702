/** Eve begins connections and never goes on; her oldest give way, and a newcomer is let in. */
import { once } from 'node:events'
import { connect as dialTcp, type Socket } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/network/gater.ts'
import { planHost } from '../../../src/network/profiles.ts'
import { connect, startHost } from '../hosts.ts'

describe('connections that do not go on', () => {
  it('do not keep a newcomer out, however many they are', async () => {
    const alice = await startHost('alice')
    const port = Number(/tcp\/(\d+)/.exec(alice.address)?.[1])
    const { pending } = planHost({ profile: 'local', listen: [], bootstrap: [], network: 'test' }).connections
    const sockets: Socket[] = []
    try {
      for (let i = 0; i < pending + 50; i++) {
        const socket = dialTcp(port, '127.0.0.1')
        socket.on('error', () => {})
        sockets.push(socket)
        await once(socket, 'connect')
      }
      const bob = await startHost('bob')
      await connect(bob, alice)
      expect(alice.peers().map(({ peerId }) => peerId)).toContain(bob.peerId)
    } finally {
      for (const socket of sockets) socket.destroy()
    }
  })
})

describe('a name that a stranger gives as an address', () => {
  const plan = (profile: 'local' | 'public'): ReturnType<typeof planHost> =>
    planHost({ profile, listen: [], bootstrap: [], network: 'test' })

  it.each(['/dns4/example.org/tcp/4001', '/dnsaddr/example.org', '/dns6/localhost/tcp/4001'])(
    'is not dialled, wherever it leads: %s',
    (text) => {
      const address = multiaddr(text)
      for (const profile of ['local', 'public'] as const)
        expect(createGate(plan(profile), () => true).permits(address)).toBe(false)
      const gate = createGate(plan('public'), () => true)
      gate.allow(address)
      // What a person gives is another matter, within the profile.
      expect(gate.permits(address)).toBe(!text.includes('localhost'))
    },
  )
})
