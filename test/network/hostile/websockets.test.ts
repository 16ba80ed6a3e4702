// Websockets: as tcp is, with Noise in them and the bounds of the host around them.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect, rejection, startHost, within } from '../hosts.ts'

const ws = { listen: ['/ip4/127.0.0.1/tcp/0/ws'] }

it('carry what hosts say to each other, more than one message of them holds', async () => {
  const alice = await startHost('alice', ws)
  const bob = await startHost('bob')
  expect(alice.address).toContain('/ws/')
  await connect(bob, alice)
  const heard = Promise.withResolvers<number>()
  alice.handle('/test/1', async (channel) => {
    heard.resolve((await channel.read())?.length ?? 0)
  })
  const channel = await bob.open(alice.peerId, '/test/1')
  await channel.write(new Uint8Array(1024 * 1024))
  await channel.close()
  expect(await within(heard.promise, 'the frame')).toBe(1024 * 1024)
})

it('end with a message that is too large, before anybody has proven who they are', async () => {
  const alice = await startHost('alice', ws)
  const [, port] = /tcp\/(\d+)/.exec(alice.address) ?? []
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  await once(socket, 'open')
  socket.send(new Uint8Array(2 * 1024 * 1024))
  const [closed] = (await within(once(socket, 'close'), 'the end')) as [CloseEvent]
  expect(closed.code).toBe(1009)
  const bob = await startHost('bob')
  await connect(bob, alice)
})

const upgrade =
  'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

it('name the server beside what its name led to, and look the name up no second time', async () => {
  const named = Promise.withResolvers<string>()
  const server = createTlsServer({
    SNICallback(name, done) {
      named.resolve(name)
      done(new Error('no certificate'))
    },
  }).on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const bob = await startHost('bob')
  const { port } = server.address() as AddressInfo
  const dial = bob.dial(`/ip4/127.0.0.1/tcp/${port}/tls/sni/seed.invalid/ws`)
  await rejection(within(dial, 'the refusal'))
  expect(await within(named.promise, 'the name')).toBe('seed.invalid')
})

it('survive frames that are none', async () => {
  const alice = await startHost('alice', ws)
  const [, port] = /tcp\/(\d+)/.exec(alice.address) ?? []
  // Reserved bits, an unknown opcode, no mask, a length of 2^63: each alone is an error of the protocol.
  for (const frame of ['ffff', '8b80', '8201', '82ffffffffffffffffff', 'c1', '880100']) {
    const socket = connectSocket(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(upgrade)
    await once(socket, 'data')
    socket.write(Buffer.from(frame.padEnd(40, '0'), 'hex'))
    await within(once(socket, 'close'), 'the end')
  }
  const bob = await startHost('bob')
  await connect(bob, alice)
})

it('end with a message in too many parts, before it is too large', async () => {
  const alice = await startHost('alice', ws)
  const [, port] = /tcp\/(\d+)/.exec(alice.address) ?? []
  const socket = connectSocket(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(upgrade)
  await once(socket, 'data')
  // One byte in each part, under a mask of zeros, and no last one.
  socket.write(Buffer.from(`02810000000061${'00810000000061'.repeat(300)}`, 'hex'))
  const [end] = (await within(once(socket, 'data'), 'the end')) as [Buffer]
  // "Policy violation", RFC 6455, section 7.4.1.
  expect([end[0], end.readUInt16BE(2)]).toEqual([0x88, 1008])
})

it('speak nothing but Noise: a plain greeting gets no answer that tells anything', async () => {
  const alice = await startHost('alice', ws)
  const [, port] = /tcp\/(\d+)/.exec(alice.address) ?? []
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  socket.binaryType = 'arraybuffer'
  const said: string[] = []
  socket.addEventListener(
    'message',
    ({ data }) => void said.push(Buffer.from(data as ArrayBuffer).toString()),
  )
  await once(socket, 'open')
  socket.send(Buffer.from('\x13/multistream/1.0.0\n\x11/memcube/sync/1.0.0\n'.replace('\x11', '\x14')))
  await within(once(socket, 'close'), 'the end')
  expect(said.join('')).not.toContain('/memcube/')
})

/** A server that bob dials: whoever connects is answered as said, and `ended` tells how many bytes it could be sent until it left. */
async function hostileServer(answer: (socket: Socket) => void): Promise<{
  address: string
  ended: Promise<number>
}> {
  const ended = Promise.withResolvers<number>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('close', () => ended.resolve(socket.bytesWritten))
    answer(socket)
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { peerId } = await startHost('nobody')
  const { port } = server.address() as AddressInfo
  return { address: `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${peerId}`, ended: ended.promise }
}

/** Says yes to the websocket, and then what is given. */
function upgraded(then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) =>
    void socket.once('data', (request: Buffer) => {
      const [, key] = /sec-websocket-key: (.+)\r\n/i.exec(request.toString()) ?? []
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      then(socket)
    })
}

/** Writes the same again and again, as fast as it is read. */
function flood(socket: Socket, bytes: Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  }
  socket.on('drain', more)
  more()
}

const MiB = 1024 * 1024

describe('a server that is dialled over websockets', () => {
  it.each<[string, (socket: Socket) => void]>([
    [
      'sends one frame of 100 MiB',
      (socket) => {
        socket.write(Buffer.from('827f0000000006400000', 'hex'))
        flood(socket, Buffer.alloc(64 * 1024))
      },
    ],
    [
      'sends a message in parts without end',
      (socket) => {
        socket.write(Buffer.from('027efff0', 'hex'))
        flood(socket, Buffer.concat([Buffer.alloc(0xfff0), Buffer.from('007efff0', 'hex')]))
      },
    ],
    [
      'sends parts of one byte without end',
      (socket) => {
        socket.write(Buffer.from('020100', 'hex'))
        flood(socket, Buffer.from('000100'.repeat(16_000), 'hex'))
      },
    ],
    ['sends frames that are none', (socket) => flood(socket, Buffer.alloc(64 * 1024, 0xff))],
  ])('is left when it %s', async (_, answer) => {
    const bob = await startHost('bob')
    const { address, ended } = await hostileServer(upgraded(answer))
    await expect(within(bob.dial(address), 'the end of the dial')).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
    })
    // What the sockets of both sides hold comes on top of a message.
    expect(await within(ended, 'the end')).toBeLessThan(16 * MiB)
  })

  it('is heard when its first words come with its answer', async () => {
    const bob = await startHost('bob')
    const answered = Promise.withResolvers<void>()
    const greeting = Buffer.from('\x13/multistream/1.0.0\n\x07/noise\n')
    const { address } = await hostileServer((socket) => {
      const sayYes = upgraded(() => {
        socket.write(Buffer.concat([Buffer.from([0x82, greeting.length]), greeting]))
        socket.uncork()
        let got = 0
        // Who has heard both goes on with Noise: after its two lines and the frames around them come 32 bytes more.
        socket.on('data', (bytes) => (got += bytes.length) > 60 && answered.resolve())
      })
      // All of it leaves in one piece.
      socket.cork()
      sayYes(socket)
    })
    bob.dial(address).catch(() => undefined)
    await within(answered.promise, 'the handshake')
  })

  it.each<[string, (socket: Socket, heard: () => void) => void]>([
    ['does not answer', (socket, heard) => void socket.once('data', heard)],
    [
      'says yes and nothing more, and takes no end',
      (socket, heard) => upgraded(() => void socket.once('data', heard))(socket),
    ],
  ])('is left when whoever dials has waited enough, and it %s', async (_, answer) => {
    const bob = await startHost('bob')
    const giving = new AbortController()
    const { address, ended } = await hostileServer((socket) =>
      answer(socket, () => giving.abort(new Error('enough'))),
    )
    const dialling = bob.dial(address, { signal: giving.signal })
    await expect(within(dialling, 'the end of the dial')).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await within(ended, 'the end', 5_000)
  })
})
