// Kubo's swarm.key, against the library of libp2p for it and against what Kubo itself prints.
import { preSharedKey } from '@libp2p/pnet'
import { yamux } from '@libp2p/yamux'
import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import type { ConnectionProtector, MultiaddrConnection, Stream } from '@libp2p/interface'
import { multiaddrConnectionPair } from '@libp2p/utils'
import { xsalsa20 } from '@noble/ciphers/salsa.js'
import fc from 'fast-check'
import { createLibp2p, type Libp2p } from 'libp2p'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cappedYamux, IN_FLIGHT_BYTES } from '../../src/network/in-flight.ts'
import { keyProtector } from '../../src/network/key-protector.ts'
import { KeyStream } from '../../src/network/key-stream.ts'
import { formatSwarmKey, readSwarmKey, swarmKeyFingerprint } from '../../src/network/swarm-key.ts'
import { rejection, within } from './hosts.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1)
const BULK = '/bulk/1.0.0'
const MIB = 1024 * 1024

type Protector = () => ConnectionProtector
const library = (key: Uint8Array): Protector =>
  preSharedKey({ psk: new TextEncoder().encode(formatSwarmKey(key)) })

async function start(protector: Protector | undefined, muxer = cappedYamux(32)): Promise<Libp2p> {
  const node = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    ...(protector && { connectionProtector: protector }),
    connectionEncrypters: [noise()],
    streamMuxers: [muxer],
    // A machine with other work answers late, and a ping is no part of this.
    connectionMonitor: { enabled: false },
    services: { identify: identify() },
  })
  onTestFinished(() => Promise.resolve(node.stop()))
  return node
}

const addressOf = (node: Libp2p) => node.getMultiaddrs()[0] as ReturnType<Libp2p['getMultiaddrs']>[0]

/** What waits in one connection below Noise, at most, ever. */
interface Peak {
  bytes: number
}

type Layer = MultiaddrConnection & { socket: { writableLength: number } }

/** Our protector, looked at whenever something is given to a connection. */
function watched(peak: Peak): Protector {
  return () => {
    const protector = keyProtector(KEY)()
    return {
      async protect(inner: MultiaddrConnection, options) {
        const connection = await protector.protect(inner, options)
        const send = connection.send.bind(connection)
        connection.send = (data) => {
          const { writeBufferLength, socket } = inner as Layer
          const waiting = connection.writeBufferLength + writeBufferLength + socket.writableLength
          peak.bytes = Math.max(peak.bytes, waiting + data.byteLength)
          return send(data)
        }
        return connection
      },
    }
  }
}

/** Sends so many bytes without waiting for anything, and counts what comes. */
function pump(stream: Stream, bytes: number): { received: number; ended: Promise<void> } {
  const state = { received: 0, ended: Promise.resolve() }
  state.ended = new Promise((resolve, reject) => {
    stream.addEventListener('message', ({ data }) => {
      state.received += data.byteLength
      if (state.received >= bytes) resolve()
    })
    stream.addEventListener('close', ({ error }) => reject(error ?? new Error('closed before the end')))
  })
  state.ended.catch(() => {})
  for (let sent = 0; sent < bytes; sent += MIB) stream.send(new Uint8Array(MIB).fill(sent / MIB))
  return state
}

/** Both ways at a time. @returns bytes that arrived: at the one that was dialled, and at the other */
async function bulk(from: Libp2p, to: Libp2p, bytes: number): Promise<[number, number]> {
  const answering = Promise.withResolvers<ReturnType<typeof pump>>()
  await to.handle(BULK, (stream) => answering.resolve(pump(stream, bytes)))
  const asking = pump(await from.dialProtocol(addressOf(to), BULK), bytes)
  const answered = await answering.promise
  await within(Promise.all([asking.ended, answered.ended]), 'all the bytes', 60_000)
  return [answered.received, asking.received]
}

describe('a swarm.key', () => {
  it('is read as Kubo writes it, with any end of lines', () => {
    const text = formatSwarmKey(KEY)
    expect(text).toMatch(/^\/key\/swarm\/psk\/1\.0\.0\/\n\/base16\/\n[0-9a-f]{64}\n$/)
    for (const form of [
      text,
      text.trimEnd(),
      text.replaceAll('\n', '\r\n'),
      text.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase()),
    ])
      expect(readSwarmKey(Buffer.from(form))).toEqual({ key: KEY })
  })

  it('is never any other bytes, and no message shows one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(readSwarmKey(bytes)).toHaveProperty('problem')
      }),
    )
    const secret = 'deadbeef'.repeat(9)
    expect(JSON.stringify(readSwarmKey(Buffer.from(`${secret}\n${secret}\n${secret}`)))).not.toContain('dead')
  })

  it('has the fingerprint that Kubo prints', () => {
    // Computed by Go: golang.org/x/crypto/salsa20 and sha3, as in core/node/libp2p/pnet.go of Kubo.
    expect(swarmKeyFingerprint(new Uint8Array(32).fill(0xab))).toBe('fd957768903569d239aaec7c59b359e3')
  })
})

describe('the stream under the key', () => {
  it('is the same however it is cut', () => {
    const nonce = new Uint8Array(24).fill(9)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 }), (cuts) => {
        const text = Uint8Array.from({ length: cuts.reduce((a, b) => a + b, 0) }, (_, i) => i)
        const stream = new KeyStream(KEY, nonce)
        let at = 0
        const pieces = cuts.map((length) => stream.xor(text.subarray(at, (at += length))))
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(xsalsa20(KEY, nonce, text)))
      }),
    )
  })
})

describe('connections under the key', { timeout: 90_000 }, () => {
  it('carry 64 MiB both ways at a time, and little of it is on its way at once', async () => {
    const peak = { bytes: 0 }
    const [alice, bob] = [await start(watched(peak)), await start(watched(peak))]
    expect(await bulk(alice, bob, 64 * MIB)).toEqual([64 * MIB, 64 * MIB])
    expect(peak.bytes).toBeLessThan(IN_FLIGHT_BYTES)
    expect(peak.bytes).toBeGreaterThan(0)
  })

  it('do so with the library of libp2p, whose window is 64 times as large', async () => {
    const peak = { bytes: 0 }
    const [alice, plain] = [await start(watched(peak)), await start(library(KEY), yamux())]
    expect(await bulk(alice, plain, 16 * MIB)).toEqual([16 * MIB, 16 * MIB])
    expect(await bulk(plain, alice, 1 * MIB)).toEqual([1 * MIB, 1 * MIB])
    expect(peak.bytes).toBeLessThan(IN_FLIGHT_BYTES)
  })

  it('are cut when a muxer does not hold back', async () => {
    const peak = { bytes: 0 }
    const [alice, bob] = [await start(watched(peak), yamux()), await start(watched(peak), yamux())]
    expect(await rejection(bulk(alice, bob, 64 * MIB))).toBeInstanceOf(Error)
    expect(peak.bytes).toBeGreaterThan(IN_FLIGHT_BYTES)
  })

  it.each<[string, Protector | undefined]>([
    ['with another key', keyProtector(OTHER_KEY)],
    ['with another key and the library of libp2p', library(OTHER_KEY)],
    ['without a key', undefined],
  ])('are not to be had %s', async (_, protector) => {
    const [alice, eve] = [await start(keyProtector(KEY)), await start(protector)]
    // What the key makes of other bytes may look like a long message that never comes: whoever waits for it gives up.
    await rejection(eve.dial(addressOf(alice), { signal: AbortSignal.timeout(1_000) }))
    await rejection(alice.dial(addressOf(eve), { signal: AbortSignal.timeout(1_000) }))
    expect([alice.getConnections(), eve.getConnections()]).toEqual([[], []])
  })

  it('come to be however many there were before', async () => {
    // The library of libp2p bears 5,118 in the life of a process.
    for (let times = 0; times < 2_600; times++) {
      const [near, far] = multiaddrConnectionPair()
      const both = [near, far].map((connection) => keyProtector(KEY)().protect(connection))
      for (const connection of await Promise.all(both)) connection.abort(new Error('a stranger goes'))
    }
  })
})
