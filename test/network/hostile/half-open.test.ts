/** Eve begins connections and never goes on; her oldest give way, and a newcomer is let in. */
import { once } from 'node:events'
import { connect as dialTcp, type Socket } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/network/gater.ts'
import { PendingPlaces } from '../../../src/network/pending-places.ts'
import { planHost } from '../../../src/network/profiles.ts'
import { connect, startHost } from '../hosts.ts'

const LIMITS = { pending: 10, pendingPerNetwork: 4 }
const half = (name: string): { name: string; abort(): void } => ({ name, abort() {} })

describe('connections that do not go on', () => {
  it('give way to others of their network beyond its share, the oldest first', () => {
    const places = new PendingPlaces<ReturnType<typeof half>>(LIMITS)
    const gone = [1, 2, 3, 4, 5, 6].flatMap((i) => places.begin(half(`eve ${i}`), 'eve'))
    expect(gone.map(({ name }) => name)).toEqual(['eve 1', 'eve 2'])
    expect(places.begin(half('alice'), 'alice')).toEqual([])
  })

  it('give way to newcomers when all places are taken, those of the network with most', () => {
    const places = new PendingPlaces<ReturnType<typeof half>>(LIMITS)
    for (const network of ['a', 'b', 'c', 'c', 'd', 'd', 'd', 'e', 'f', 'g'])
      expect(places.begin(half(network), network)).toEqual([])
    expect(places.begin(half('alice'), 'alice').map(({ name }) => name)).toEqual(['d'])
  })

  it('hold no place once they went on or ended', () => {
    const places = new PendingPlaces<ReturnType<typeof half>>(LIMITS)
    for (let i = 0; i < 20; i++) {
      const one = half(`bob ${i}`)
      expect(places.begin(one, 'bob')).toEqual([])
      places.end(one)
    }
  })

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
