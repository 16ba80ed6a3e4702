import { connect as connectSocket, type Socket } from 'node:net'
import { MemoryDatastore } from 'datastore-core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Channel,
  type ChannelHandler,
  createDoor,
  type Door,
  type DoorOptions,
} from '../../src/network/index.ts'
import { eventually, keepingLogger, rejection, within } from './hosts.ts'
import { startPlainPeer } from './plain-peer.ts'

const PROTOCOL = '/memcube/door/1.0.0'
const running: Door[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((door) => door.stop()))
})

async function startDoor(
  name: string,
  answer?: ChannelHandler,
  options: Partial<DoorOptions> = {},
  datastore = new MemoryDatastore(),
): Promise<Door> {
  const nodeKey = new Uint8Array(32).fill(name.charCodeAt(0))
  const listen = answer === undefined ? [] : ['/ip4/127.0.0.1/tcp/0']
  const deps = { nodeKey, logger: keepingLogger(), datastore, ...(answer && { answer }) }
  const door = await createDoor(deps, { protocol: PROTOCOL, listen, ...options })
  running.push(door)
  await door.start()
  return door
}

const addressOf = (door: Door): string => door.addresses()[0] ?? ''

async function ask(channel: Channel, text: string): Promise<string | undefined> {
  await channel.write(new TextEncoder().encode(text))
  const answer = await channel.read()
  return answer && new TextDecoder().decode(answer)
}

/** Answers one question with who asked it. */
const whoAreYou: ChannelHandler = async (channel, peer) => {
  if ((await channel.read()) !== undefined) await channel.write(new TextEncoder().encode(`you are ${peer}`))
}

describe('a door', () => {
  it.each(['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'])(
    'proves both sides to each other over %s',
    async (listen) => {
      const alice = await startDoor('alice', whoAreYou, { listen: [listen] })
      const bob = await startDoor('bob')
      expect(await bob.knock(addressOf(alice), (channel) => ask(channel, 'who am I?'))).toBe(
        `you are ${bob.peerId}`,
      )
      expect(bob.addresses()).toEqual([])
      const elsewhere = addressOf(alice).replace(alice.peerId, bob.peerId)
      expect(await rejection(bob.knock(elsewhere, async () => {}))).toMatchObject({
        code: 'ERR_INVALID_INPUT',
      })
      const carol = await startDoor('carol')
      const wrong = addressOf(alice).replace(alice.peerId, carol.peerId)
      expect(await rejection(bob.knock(wrong, async () => {}))).toMatchObject({ code: 'ERR_UNREACHABLE' })
    },
  )

  it('speaks one protocol and tells nothing else', async () => {
    const alice = await startDoor('alice', whoAreYou)
    const stranger = await startPlainPeer()
    const { multiaddr } = await import('@multiformats/multiaddr')
    const connection = await stranger.libp2p.dial(multiaddr(addressOf(alice)))
    for (const protocol of [
      '/ipfs/id/1.0.0',
      '/ipfs/ping/1.0.0',
      '/ipfs/bitswap/1.2.0',
      '/memcube/main/kad/1.0.0',
    ])
      expect(await rejection(connection.newStream(protocol))).toMatchObject({
        name: 'UnsupportedProtocolError',
      })
    const peer = await stranger.libp2p.peerStore.get(connection.remotePeer)
    expect([peer.protocols, peer.addresses, [...peer.metadata.keys()]]).toEqual([
      [],
      expect.anything(),
      ['last-dial-success'],
    ])
  })

  it('takes no frame above 64 KiB from who knocks', async () => {
    const alice = await startDoor('alice', whoAreYou)
    const bob = await startDoor('bob')
    const answer = bob.knock(addressOf(alice), async (channel) => {
      await channel.write(new Uint8Array(64 * 1024 + 1))
      return channel.read()
    })
    expect(await rejection(within(answer, 'the refusal'))).toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(await bob.knock(addressOf(alice), (channel) => ask(channel, 'again'))).toBe(
      `you are ${bob.peerId}`,
    )
  })

  it('lets one peer hold two connections at most', async () => {
    const held = Promise.withResolvers<void>()
    let arrived = 0
    const alice = await startDoor('alice', async (channel, peer) => {
      arrived++
      await held.promise
      await whoAreYou(channel, peer)
    })
    // Six homes with the same key.
    const bobs = await Promise.all(Array.from({ length: 6 }, () => startDoor('bob')))
    let refused = 0
    const knocks = bobs.map((bob) =>
      bob.knock(addressOf(alice), (channel) => ask(channel, 'x')).catch(() => void refused++),
    )
    await eventually(() => arrived + refused === 6, 'the answer to each')
    held.resolve()
    const answers = await within(Promise.all(knocks), 'the end of all knocks')
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(2)
  })

  it('lets newcomers in while others hold every place in silence: the idlest gives way', async () => {
    const alice = await startDoor('alice', whoAreYou, { maxConnections: 3 })
    const cut: string[] = []
    const silent = Promise.withResolvers<void>()
    let arrived = 0
    // Each with a name of its own: names are free.
    const enemies = await Promise.all(['b', 'c', 'd', 'e', 'f', 'g'].map((name) => startDoor(name)))
    const knocks = enemies.map((enemy) =>
      enemy
        .knock(addressOf(alice), async (channel) => {
          arrived++
          await Promise.race([channel.read(), silent.promise])
        })
        .catch(({ code }: { code: string }) => void cut.push(code)),
    )
    await eventually(() => arrived + cut.length === 6, 'all enemies')
    const newcomer = await startDoor('newcomer')
    expect(await newcomer.knock(addressOf(alice), (channel) => ask(channel, 'x'))).toBe(
      `you are ${newcomer.peerId}`,
    )
    await eventually(() => cut.length >= 3, 'the end of those who gave way')
    silent.resolve()
    await within(Promise.all(knocks), 'the end of all knocks')
  })

  it('lets newcomers in while half-open connections from another network wait for nothing', async () => {
    const alice = await startDoor('alice', whoAreYou)
    const port = Number(/tcp\/(\d+)/.exec(addressOf(alice))?.[1])
    const sockets: Socket[] = []
    let closed = 0
    // Four addresses, because one alone is slowed down before it gets so far.
    for (let at = 0; at < 88; at++) {
      const socket = connectSocket({ port, host: '127.0.0.1', localAddress: `127.9.9.${1 + (at % 4)}` })
      socket.on('error', () => {})
      socket.on('close', () => void closed++)
      sockets.push(socket)
    }
    // Those above the share of one network give way, the oldest first.
    await eventually(() => closed >= 88 - 64, 'the end of those beyond the share')
    const bob = await startDoor('bob')
    expect(await bob.knock(addressOf(alice), (channel) => ask(channel, 'x'))).toBe(`you are ${bob.peerId}`)
    for (const socket of sockets) socket.destroy()
  })

  it('keeps a record of few of those who knocked', async () => {
    const records = new MemoryDatastore()
    const alice = await startDoor('alice', whoAreYou, { maxConnections: 2 }, records)
    for (const name of 'bcdefghijklm') {
      const stranger = await startDoor(name)
      await stranger.knock(addressOf(alice), (channel) => ask(channel, 'x'))
    }
    // Four for each connection, and alice herself.
    const kept: string[] = []
    for await (const key of records.queryKeys({ prefix: '/peers/' })) kept.push(key.toString())
    expect(kept.length).toBeLessThanOrEqual(9)
    expect(kept.length).toBeGreaterThan(1)
  })

  it('ends with the signal of who knocks', async () => {
    const over = new AbortController()
    const alice = await startDoor('alice', async (channel) => void (await channel.read()))
    const bob = await startDoor('bob')
    const wait = (channel: Channel): Promise<unknown> => {
      over.abort(new DOMException('the time is over', 'TimeoutError'))
      return channel.read()
    }
    const knock = bob.knock(addressOf(alice), wait, { signal: over.signal })
    expect(await rejection(within(knock, 'the deadline'))).toMatchObject({ code: 'ERR_TIMEOUT' })
    const gone = AbortSignal.abort()
    expect(await rejection(bob.knock(addressOf(alice), async () => {}, { signal: gone }))).toMatchObject({
      code: 'ERR_ABORTED',
    })
  })

  it('survives what is no libp2p at all', async () => {
    const alice = await startDoor('alice', whoAreYou)
    const socket = connectSocket(Number(/tcp\/(\d+)/.exec(addressOf(alice))?.[1]), '127.0.0.1')
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.end(Buffer.alloc(100_000, 'GET / HTTP/1.1\r\n'))
    await within(closed, 'the end of the stranger')
    const bob = await startDoor('bob')
    expect(await bob.knock(addressOf(alice), (channel) => ask(channel, 'hello'))).toBe(
      `you are ${bob.peerId}`,
    )
  })

  it.each([
    ['QUIC', '/ip4/127.0.0.1/udp/0/quic-v1'],
    ['a relay', '/p2p-circuit'],
    ['WebRTC', '/ip4/127.0.0.1/udp/0/webrtc-direct'],
  ])('does not listen on %s', async (_, listen) => {
    expect(await rejection(startDoor('alice', whoAreYou, { listen: [listen] }))).toMatchObject({
      code: 'ERR_USAGE',
    })
  })

  it('listens if and only if it answers', async () => {
    expect(await rejection(startDoor('alice', whoAreYou, { listen: [] }))).toMatchObject({
      code: 'ERR_USAGE',
    })
    expect(
      await rejection(startDoor('alice', undefined, { listen: ['/ip4/127.0.0.1/tcp/0'] })),
    ).toMatchObject({ code: 'ERR_USAGE' })
  })

  it('may be stopped twice, and does nothing after it', async () => {
    const alice = await startDoor('alice', whoAreYou)
    const bob = await startDoor('bob')
    const address = addressOf(alice)
    await Promise.all([bob.stop(), bob.stop()])
    expect(await rejection(bob.knock(address, async () => {}))).toMatchObject({ code: 'ERR_USAGE' })
    expect(await rejection(bob.start())).toMatchObject({ code: 'ERR_USAGE' })
  })
})
