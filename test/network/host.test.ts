import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { KnownPeer } from '../../src/network/index.ts'
import { freePort } from '../helpers/free-port.ts'
import { connect, createHost, eventually, rejection, startHost, within } from './hosts.ts'

describe('dialling', () => {
  it('gives the peer id, and reuses the connection', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    const met: string[] = []
    bob.onConnect((peer) => void met.push(peer))
    expect(await bob.dial(alice.address)).toBe(alice.peerId)
    expect(await bob.dial(alice.address)).toBe(alice.peerId)
    expect(met).toEqual([alice.peerId])
  })

  it('waits for whom it is dialling at the start, and for nobody else', async () => {
    const alice = await startHost('alice')
    const bob = await startHost('bob', { bootstrap: ['/ip4/127.0.0.1/tcp/9', alice.address] })
    await bob.reached()
    expect(bob.peers().map(({ peerId }) => peerId)).toEqual([alice.peerId])
    const carol = await startHost('carol', { bootstrap: ['/ip4/127.0.0.1/tcp/9'] })
    await within(Promise.all([alice.reached(), carol.reached()]), 'the end of the dials')
    expect(carol.peers()).toEqual([])
    const dan = await startHost('dan', { bootstrap: [alice.address] })
    const reason = new Error('enough')
    expect(await rejection(dan.reached({ signal: AbortSignal.abort(reason) }))).toBe(reason)
  })

  it('waits for an address to tell, no longer than it may', async () => {
    const alice = await createHost('alice')
    const located = alice.located(new AbortController().signal)
    expect(alice.addresses()).toEqual([])
    await alice.start()
    await located
    expect(alice.addresses()).not.toEqual([])
    const listen = ['/ip4/127.0.0.1/tcp/0']
    const alone = await startHost('bob', { profile: 'public', listen })
    await within(alone.located(new AbortController().signal), 'the end of a wait for nobody')
    const port = await freePort()
    const behind = await startHost('carol', { profile: 'public', listen: [`/ip4/127.0.0.1/tcp/${port}`] })
    await alice.dial(`/ip4/127.0.0.1/tcp/${port}/p2p/${behind.peerId}`)
    await eventually(() => behind.peers().length > 0, 'a peer is there')
    const late = AbortSignal.timeout(1_000)
    await behind.located(late)
    expect([late.aborted, behind.addresses()]).toEqual([true, []])
  })

  it('works over websockets too', async () => {
    const [alice, bob] = await Promise.all([
      startHost('alice', { listen: ['/ip4/127.0.0.1/tcp/0/ws'] }),
      startHost('bob'),
    ])
    expect(alice.address).toContain('/ws/p2p/')
    await connect(bob, alice)
  })

  it('still works after a stranger has sent what is no libp2p at all', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    const socket = connectSocket(Number(/tcp\/(\d+)/.exec(alice.address)?.[1]), '127.0.0.1')
    // Alice may reset the connection, which is an error here; it is the end of the stranger either way.
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.end(Buffer.alloc(100_000, 'GET / HTTP/1.1\r\n'))
    await within(closed, 'the end of the stranger')
    await connect(bob, alice)
  })

  it('tells what a peer is once it has identified itself', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    alice.handle('/memcube/test/x/1.0.0', async () => {})
    await connect(bob, alice)
    expect(bob.peers()).toEqual([
      {
        peerId: alice.peerId,
        network: '127.0.0',
        addresses: [alice.address],
        agent: 'memcube',
        protocols: expect.arrayContaining([
          '/memcube/test/x/1.0.0',
          '/memcube/test/kad/1.0.0',
          '/ipfs/bitswap/1.2.0',
          '/meshsub/1.2.0',
        ]),
      },
    ])
  })

  it.each([
    ['nobody listens there', '/ip4/127.0.0.1/tcp/9', 'ERR_UNREACHABLE'],
    ['the name is not known', '/dns4/no-such-host.invalid/tcp/9', 'ERR_UNREACHABLE'],
    ['it is no address', 'alice.example:4001', 'ERR_INVALID_INPUT'],
    ['this node cannot speak that transport', '/ip4/127.0.0.1/udp/9/quic-v1', 'ERR_UNREACHABLE'],
  ])('fails with a hint when %s', async (_, address, code) => {
    const bob = await startHost('bob')
    const error = await rejection(within(bob.dial(address), 'the refusal'))
    expect(error).toMatchObject({ name: 'NetworkError', code, hint: expect.stringMatching(/\w/) })
    expect(error.message).toContain(address)
  })

  it('gives up at the deadline of the caller', async () => {
    const bob = await startHost('bob')
    const error = await rejection(
      within(bob.dial('/ip4/10.255.255.1/tcp/9', { signal: AbortSignal.timeout(300) }), 'the deadline'),
    )
    expect(error).toMatchObject({ code: 'ERR_UNREACHABLE' })
  })

  it('its own address is a mistake', async () => {
    const bob = await startHost('bob')
    expect(await rejection(bob.dial(bob.address))).toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  it('notices when another node answers than the one named', async () => {
    const [alice, bob, carol] = await Promise.all([startHost('alice'), startHost('bob'), createHost('carol')])
    const address = alice.address.replace(alice.peerId, carol.peerId)
    expect(await rejection(bob.dial(address))).toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: expect.stringContaining('another node'),
    })
  })

  it('public does not dial into the house', async () => {
    const bob = await startHost('bob', { profile: 'public', listen: ['/ip4/127.0.0.1/tcp/0'] })
    const error = await rejection(bob.dial('/ip4/192.168.0.1/tcp/4001'))
    expect(error).toMatchObject({ code: 'ERR_DENIED', hint: expect.stringContaining('public') })
  })
})

describe('who may connect', () => {
  it('a peer that is not admitted gets no connection in either direction', async () => {
    const alice = await startHost('alice')
    const eve = await startHost('eve')
    const bob = await startHost('bob', {}, { admits: (peer) => peer !== eve.peerId })
    expect(await rejection(bob.dial(eve.address))).toMatchObject({ code: 'ERR_DENIED' })
    await rejection(
      (async () => {
        await eve.dial(bob.address)
        await (await eve.open(bob.peerId, '/ipfs/ping/1.0.0')).read()
      })(),
    )
    expect(bob.peers()).toEqual([])
    expect(await bob.dial(alice.address)).toBe(alice.peerId)
  })
})

describe('opening', () => {
  it('a protocol that the peer does not speak is ERR_INCOMPATIBLE', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    await connect(bob, alice)
    expect(await rejection(bob.open(alice.peerId, '/memcube/test/none/1.0.0'))).toMatchObject({
      code: 'ERR_INCOMPATIBLE',
    })
  })

  it('a peer of whom nothing is known is unreachable', async () => {
    const [bob, carol] = await Promise.all([startHost('bob'), createHost('carol')])
    const error = await rejection(within(bob.open(carol.peerId, '/memcube/test/x/1.0.0'), 'the refusal'))
    expect(error).toMatchObject({ code: 'ERR_UNREACHABLE' })
  })
})

describe('staying connected', () => {
  it('dials bootstrap peers at start, and again when they come back', async () => {
    const alice = await startHost('alice')
    const port = Number(/tcp\/(\d+)/.exec(alice.address)?.[1])
    const bob = await startHost('bob', { bootstrap: [alice.address.replace(/\/p2p\/.*/, '')] })
    await eventually(() => bob.peers().some(({ peerId }) => peerId === alice.peerId), 'the first connection')
    await alice.stop()
    await eventually(() => bob.peers().length === 0, 'the loss')
    const again = await startHost('alice', { port })
    await eventually(() => bob.peers().some(({ peerId }) => peerId === again.peerId), 'the second connection')
  })

  it('remembers peers over a restart, and finds them without being told', async () => {
    let kept: KnownPeer[] = []
    const peerBook = { load: async () => kept, save: async (peers: KnownPeer[]) => void (kept = peers) }
    const alice = await startHost('alice')
    const first = await startHost('bob', {}, { peerBook })
    await connect(first, alice)
    await first.stop()
    expect(kept).toMatchObject([{ peerId: alice.peerId, addresses: [alice.address] }])
    const second = await startHost('bob', {}, { peerBook })
    await eventually(() => second.peers().some(({ peerId }) => peerId === alice.peerId), 'the connection')
  })

  it('a peer that was disconnected on purpose is not dialled again', async () => {
    let kept: KnownPeer[] = []
    const peerBook = { load: async () => kept, save: async (peers: KnownPeer[]) => void (kept = peers) }
    const alice = await startHost('alice')
    const bob = await startHost('bob', {}, { peerBook })
    await connect(bob, alice)
    await bob.disconnect(alice.peerId)
    await bob.stop()
    expect(kept).toEqual([])
  })

  it('starts without a peer book that cannot be read', async () => {
    const peerBook = { load: () => Promise.reject(new Error('disk on fire')), save: async () => {} }
    const bob = await startHost('bob', {}, { peerBook })
    expect(bob.address).not.toBe('')
    expect(bob.lines.some(({ level, message }) => level === 'warn' && message.includes('peer book'))).toBe(
      true,
    )
  })
})

describe('start and stop', () => {
  it('the peer id and the port are those that were given', async () => {
    const first = await startHost('alice')
    const port = Number(/tcp\/(\d+)/.exec(first.address)?.[1])
    const address = first.address
    await first.stop()
    expect((await startHost('alice', { port })).address).toBe(address)
  })

  it('a port that is taken is a conflict with a hint', async () => {
    const alice = await startHost('alice')
    const port = Number(/tcp\/(\d+)/.exec(alice.address)?.[1])
    const bob = await createHost('bob', { port })
    expect(await rejection(bob.start())).toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining('port'),
    })
    await bob.stop()
  })

  it('a key of the wrong length is refused', async () => {
    expect(await rejection(createHost('alice', {}, { nodeKey: new Uint8Array(16) }))).toMatchObject({
      code: 'ERR_USAGE',
    })
  })

  it('stop may come twice, at once, or before the start; nothing works after it', async () => {
    const never = await createHost('bob')
    await never.stop()
    const alice = await startHost('alice')
    await Promise.all([alice.stop(), alice.stop()])
    await alice.stop()
    expect(alice.addresses()).toEqual([])
    expect(await rejection(alice.dial('/ip4/127.0.0.1/tcp/9'))).toMatchObject({ code: 'ERR_USAGE' })
    expect(await rejection(alice.start())).toMatchObject({ code: 'ERR_USAGE' })
  })

  it('a process whose host was stopped while connected exits by itself', async () => {
    const alice = await startHost('alice')
    const script = fileURLToPath(new URL('stop-and-exit.ts', import.meta.url))
    const child = spawn(process.execPath, [script, alice.address], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()))
    const [code] = (await within(once(child, 'exit'), 'the exit')) as [number]
    expect({ code, output }).toEqual({ code: 0, output: `connected to ${alice.peerId}\n` })
  })
})
