/**
 * Websockets that take no large message, and survive a false one. The library reads one of 100 MiB whole before anybody has
 * proven who they are, where all that comes over them is parts of Noise of 64 KiB at most; and nobody there listens for the
 * error of a frame that is none, which would end the process. What is dialled has the same bounds as who comes in: the global
 * WebSocket, which the library dials with, has none before Node 24, and 128 MiB there.
 */
import { once, type EventEmitter } from 'node:events'
import type { Upgrader } from '@libp2p/interface'
import { webSockets } from '@libp2p/websockets'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { multiaddrToUri } from '@multiformats/multiaddr-to-uri'
// The library has it for its listener: no other code comes with it.
import { WebSocket } from 'ws'

/** Far more than a part of Noise, of whoever puts several of them together. Guess. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/** What comes in one message may be cut so often, each part costs a buffer: 64 KiB in pieces of 256 bytes. Guess. */
const MAX_PARTS = 256

type Factory = ReturnType<typeof webSockets>

/** What is used of a socket of `ws`, of either side. */
interface Endable extends EventEmitter {
  close(code?: number, reason?: string): void
  terminate(): void
}

type Upgraded = (socket: Endable, request: unknown) => void

/** The server of the library's listener, which reads its options with each connection. */
interface WebSocketListener {
  wsServer?: {
    options?: { maxPayload?: number; maxFragments?: number }
    handleUpgrade?(request: unknown, socket: unknown, head: unknown, done: Upgraded): void
  }
}

/** @throws TypeError where another version of the library keeps its server elsewhere: better no listener than one without a bound */
function bound({ wsServer: server }: WebSocketListener): void {
  const upgrade = server?.handleUpgrade?.bind(server)
  if (server?.options === undefined || upgrade === undefined)
    throw new TypeError('the server of websockets cannot be bounded')
  server.options.maxPayload = MAX_MESSAGE_BYTES
  server.options.maxFragments = MAX_PARTS
  server.handleUpgrade = (request, socket, head, done) =>
    upgrade(request, socket, head, (made, asked) => {
      survive(made)
      done(made, asked)
    })
}

/**
 * For the maintainers of @libp2p/websockets: `sendReset` closes with 1006, which no program may send; `ws` throws, and a
 * connection that was aborted stays open for as long as the other side likes.
 */
function survive(socket: Endable): void {
  // Its end follows the error, and the connection is closed with it.
  socket.on('error', () => undefined)
  const close = socket.close.bind(socket)
  socket.close = (code, reason) => (code === 1006 ? socket.terminate() : close(code, reason))
}

/** What the library dials with: a socket that is open. */
interface Dialling {
  _connect?(address: Multiaddr, options: { signal?: AbortSignal }): Promise<WebSocket>
}

/** @throws TypeError where another version of the library dials otherwise */
function boundDials(transport: Dialling): void {
  if (transport._connect === undefined) throw new TypeError('websockets that are dialled cannot be bounded')
  transport._connect = connect
}

/** For the maintainers of @libp2p/websockets: where a dial fails after the websocket opened, nobody ends it, as tcp does. */
function endsWithDial(upgrader: Upgrader): Upgrader {
  const upgradeOutbound: Upgrader['upgradeOutbound'] = async (connection, options) => {
    try {
      return await upgrader.upgradeOutbound(connection, options)
    } catch (error) {
      connection.abort(error as Error)
      throw error
    }
  }
  return Object.assign(Object.create(upgrader) as Upgrader, { upgradeOutbound })
}

/**
 * Where a dial goes, and by which name the server proves who it is. Beside an IP address the name is not looked up: the library
 * would dial whatever it leads to now, and the address was judged by what it led to before.
 */
function serverOf(address: Multiaddr): { uri: string; name?: string } {
  const parts = address.getComponents()
  const name = parts.find((part) => part.name === 'sni')?.value
  const [host] = parts
  if (name === undefined || (host?.name !== 'ip4' && host?.name !== 'ip6'))
    return { uri: multiaddrToUri(address) }
  return { uri: multiaddrToUri(multiaddr(parts.filter((part) => part.name !== 'sni'))), name }
}

async function connect(address: Multiaddr, { signal }: { signal?: AbortSignal }): Promise<WebSocket> {
  signal?.throwIfAborted()
  const { uri, name } = serverOf(address)
  const socket = new WebSocket(uri, {
    ...(name !== undefined && { servername: name, headers: { host: name } }),
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_PARTS,
    perMessageDeflate: false,
  })
  survive(socket)
  socket.binaryType = 'arraybuffer'
  // What comes with the answer is told in the same turn, before the library listens: go nodes greet at once.
  socket.once('open', () => {
    socket.pause()
    setImmediate(() => socket.resume())
  })
  try {
    await once(socket, 'open', { ...(signal !== undefined && { signal }) })
    return socket
  } catch (cause) {
    socket.terminate()
    throw cause
  }
}

export function boundedWebSockets(): Factory {
  const make = webSockets()
  return (components) => {
    const transport = make(components)
    boundDials(transport as Dialling)
    const dial = transport.dial.bind(transport)
    transport.dial = (address, options) =>
      dial(address, { ...options, upgrader: endsWithDial(options.upgrader) })
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) => {
      const listener = createListener(options)
      bound(listener as WebSocketListener)
      return listener
    }
    return transport
  }
}
