// Websockets: as tcp is, with Noise in them and the bounds of the host around them.
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { expect, it } from 'vitest'
import { connect, startHost, within } from '../hosts.ts'

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

it('survive frames that are none', async () => {
  const alice = await startHost('alice', ws)
  const [, port] = /tcp\/(\d+)/.exec(alice.address) ?? []
  const upgrade =
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
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
