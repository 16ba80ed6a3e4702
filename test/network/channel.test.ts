import { createHash } from 'node:crypto'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { type Channel, MAX_FRAME_BYTES } from '../../src/network/index.ts'
import { connect, eventually, rejection, startHost, within, type TestHost } from './hosts.ts'
import { startPlainPeer } from './plain-peer.ts'

const ECHO = '/memcube/test/echo/1.0.0'

async function echo(channel: Channel): Promise<void> {
  for (let frame = await channel.read(); frame !== undefined; frame = await channel.read())
    await channel.write(frame)
}

async function aliceAndBob(): Promise<{ alice: TestHost; bob: TestHost }> {
  const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
  await connect(bob, alice)
  return { alice, bob }
}

/** 1 MiB whose bytes differ, so that a lost or swapped chunk shows. */
function bigFrame(seed: number): Uint8Array {
  const frame = new Uint8Array(MAX_FRAME_BYTES)
  for (let i = 0; i < frame.length; i++) frame[i] = (i * 31 + (i >>> 8) + seed) & 0xff
  return frame
}

async function readAll(channel: Channel): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  for (let frame = await channel.read(); frame !== undefined; frame = await channel.read()) frames.push(frame)
  return frames
}

function digest(frames: Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const frame of frames) hash.update(frame)
  return hash.digest('hex')
}

describe('a channel', () => {
  it('echoes frames of every size, the largest included', async () => {
    const { alice, bob } = await aliceAndBob()
    alice.handle(ECHO, echo)
    const channel = await bob.open(alice.peerId, ECHO)
    const small = [0, 1, 127, 128, 70_000].map((length) => new Uint8Array(length).fill(length & 0xff))
    const frames = [...small, bigFrame(1), bigFrame(2), bigFrame(3)]
    const sending = (async () => {
      for (const frame of frames) await channel.write(frame)
      await channel.close()
    })()
    const got = await readAll(channel)
    await within(sending, 'sending')
    expect(got.map(({ length }) => length)).toEqual(frames.map(({ length }) => length))
    expect(digest(got)).toBe(digest(frames))
  })

  it('gives up the turn among frames that are there already, however many a peer sent', async () => {
    const { alice, bob } = await aliceAndBob()
    const counted = Promise.withResolvers<number>()
    alice.handle(ECHO, async (channel) => {
      await channel.read()
      let turns = 0
      let reading = true
      const count = (): void => {
        turns++
        if (reading) setImmediate(count)
      }
      setImmediate(count)
      await readAll(channel)
      reading = false
      counted.resolve(turns)
    })
    const channel = await bob.open(alice.peerId, ECHO)
    for (let i = 0; i < 4_000; i++) void channel.write(new Uint8Array(10))
    await channel.close()
    expect(await within(counted.promise, 'reading')).toBeGreaterThan(200)
  })

  it('holds the sender back while the reader waits, and loses nothing', async () => {
    const { alice, bob } = await aliceAndBob()
    const mayRead = Promise.withResolvers<void>()
    const received = Promise.withResolvers<string>()
    alice.handle(ECHO, async (channel) => {
      await mayRead.promise
      received.resolve(digest(await readAll(channel)))
    })
    const channel = await bob.open(alice.peerId, ECHO)
    const sent: Uint8Array[] = []
    let stalled: { code?: string } | undefined
    while (stalled === undefined && sent.length < 64) {
      const frame = bigFrame(sent.length)
      sent.push(frame)
      stalled = await channel.write(frame, { signal: AbortSignal.timeout(1500) }).then(
        () => undefined,
        (error: { code?: string }) => error,
      )
    }
    expect(stalled?.code).toBe('ERR_TIMEOUT')
    expect(sent.length).toBeLessThan(16)
    mayRead.resolve()
    await channel.close()
    expect(await within(received.promise, 'receiving')).toBe(digest(sent))
  })

  it('refuses to send a frame above 1 MiB, and stays usable', async () => {
    const { alice, bob } = await aliceAndBob()
    alice.handle(ECHO, echo)
    const channel = await bob.open(alice.peerId, ECHO)
    expect(await rejection(channel.write(new Uint8Array(MAX_FRAME_BYTES + 1)))).toMatchObject({
      code: 'ERR_LIMIT',
    })
    await channel.write(Uint8Array.of(1))
    expect(await channel.read()).toEqual(Uint8Array.of(1))
    channel.abort(new Error('done'))
  })

  it('that is aborted rejects what waits on both sides', async () => {
    const { alice, bob } = await aliceAndBob()
    const atAlice = Promise.withResolvers<Error & { code?: string }>()
    alice.handle(ECHO, async (channel) => {
      await channel.write(Uint8Array.of(1))
      atAlice.resolve(await rejection(channel.read()))
    })
    const channel = await bob.open(alice.peerId, ECHO)
    await channel.read()
    const waiting = rejection(channel.read())
    channel.abort(new Error('bob changed his mind'))
    expect((await waiting).message).toBe('bob changed his mind')
    expect((await within(atAlice.promise, 'the abort at alice')).code).toBe('ERR_UNREACHABLE')
  })

  it('read with a deadline times out, and can be read again', async () => {
    const { alice, bob } = await aliceAndBob()
    const go = Promise.withResolvers<void>()
    alice.handle(ECHO, async (channel) => {
      await go.promise
      await channel.write(Uint8Array.of(9))
    })
    const channel = await bob.open(alice.peerId, ECHO)
    expect(await rejection(channel.read({ signal: AbortSignal.timeout(50) }))).toMatchObject({
      code: 'ERR_TIMEOUT',
    })
    go.resolve()
    expect(await channel.read()).toEqual(Uint8Array.of(9))
    expect(await channel.read()).toBeUndefined()
  })

  it('ends when the connection is lost', async () => {
    const { alice, bob } = await aliceAndBob()
    alice.handle(ECHO, echo)
    const channel = await bob.open(alice.peerId, ECHO)
    await channel.write(Uint8Array.of(1))
    await channel.read()
    const waiting = rejection(channel.read())
    await alice.stop()
    expect((await within(waiting, 'the loss')).code).toBe('ERR_UNREACHABLE')
  })
})

describe('a handler', () => {
  it('that throws costs its stream and nothing else, and is logged', async () => {
    const { alice, bob } = await aliceAndBob()
    alice.handle('/memcube/test/fail/1.0.0', () => Promise.reject(new Error('handler is broken')))
    alice.handle(ECHO, echo)
    const doomed = await bob.open(alice.peerId, '/memcube/test/fail/1.0.0')
    expect((await rejection(within(doomed.read(), 'the abort'))).code).toBe('ERR_UNREACHABLE')
    const line = alice.lines.find(({ level }) => level === 'warn')
    expect(line?.fields).toMatchObject({ peer: bob.peerId, reason: 'handler is broken' })
    const channel = await bob.open(alice.peerId, ECHO)
    await channel.write(Uint8Array.of(1))
    expect(await channel.read()).toEqual(Uint8Array.of(1))
    channel.abort(new Error('done'))
  })

  it('outlives rubbish of every kind from eve', async () => {
    const alice = await startHost('alice')
    alice.handle(ECHO, echo)
    const eve = await startPlainPeer()
    await eve.libp2p.dial(multiaddr(alice.address))
    const rubbish = [
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
      Uint8Array.of(0x81, 0x80, 0x40, 1, 2, 3),
      Uint8Array.of(0x80, 0x00),
      new Uint8Array(300_000).fill(0xfe),
    ]
    for (const bytes of rubbish) {
      const stream = await eve.libp2p.dialProtocol(multiaddr(alice.address), ECHO)
      const closed = new Promise<void>((resolve) => stream.addEventListener('close', () => resolve()))
      stream.send(bytes)
      await within(closed, 'the reset')
    }
    const cut = await eve.libp2p.dialProtocol(multiaddr(alice.address), ECHO)
    cut.send(Uint8Array.of(100, 1, 2))
    await cut.close()
    await eventually(() => alice.lines.filter(({ level }) => level === 'warn').length === 5, 'five warnings')
    const bob = await startHost('bob')
    await bob.dial(alice.address)
    const channel = await bob.open(alice.peerId, ECHO)
    await channel.write(Uint8Array.of(1))
    expect(await channel.read()).toEqual(Uint8Array.of(1))
    channel.abort(new Error('done'))
  })

  it('serves at most as many streams of one connection as it said', async () => {
    const { alice, bob } = await aliceAndBob()
    alice.handle(ECHO, echo, { maxInboundStreams: 2 })
    const held = [await bob.open(alice.peerId, ECHO), await bob.open(alice.peerId, ECHO)]
    for (const channel of held) {
      await channel.write(Uint8Array.of(1))
      await channel.read()
    }
    const third = async (): Promise<unknown> => {
      const channel = await bob.open(alice.peerId, ECHO)
      await channel.write(Uint8Array.of(1))
      return channel.read()
    }
    expect((await rejection(within(third(), 'the refusal'))).name).toBe('NetworkError')
    for (const channel of held) channel.abort(new Error('done'))
  })
})
