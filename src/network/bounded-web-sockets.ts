/**
 * Websockets that take no large message, and survive a false one. The library reads one of 100 MiB whole before anybody has
 * proven who they are, where all that comes over them is parts of Noise of 64 KiB at most; and nobody there listens for the
 * error of a frame that is none, which would end the process.
 */
import type { EventEmitter } from 'node:events'
import { webSockets } from '@libp2p/websockets'

/** Far more than a part of Noise, of whoever puts several of them together. Guess. */
const MAX_MESSAGE_BYTES = 1024 * 1024

type Factory = ReturnType<typeof webSockets>

/** What is used of a socket of `ws`. */
interface ServerSocket extends EventEmitter {
  close(code?: number, reason?: string): void
  terminate(): void
}

type Upgraded = (socket: ServerSocket, request: unknown) => void

/** The server of the library's listener, which reads its options with each connection. */
interface WebSocketListener {
  wsServer?: {
    options?: { maxPayload?: number }
    handleUpgrade?(request: unknown, socket: unknown, head: unknown, done: Upgraded): void
  }
}

/** @throws TypeError where another version of the library keeps its server elsewhere: better no listener than one without a bound */
function bound({ wsServer: server }: WebSocketListener): void {
  const upgrade = server?.handleUpgrade?.bind(server)
  if (server?.options === undefined || upgrade === undefined)
    throw new TypeError('the server of websockets cannot be bounded')
  server.options.maxPayload = MAX_MESSAGE_BYTES
  server.handleUpgrade = (request, socket, head, done) =>
    upgrade(request, socket, head, (made, asked) => {
      // Its end follows the error, and the connection is closed with it.
      made.on('error', () => undefined)
      endAtOnce(made)
      done(made, asked)
    })
}

/**
 * For the maintainers of @libp2p/websockets: `sendReset` closes with 1006, which no program may send; `ws` throws, and a
 * connection that was aborted stays open for as long as the other side likes.
 */
function endAtOnce(socket: ServerSocket): void {
  const close = socket.close.bind(socket)
  socket.close = (code, reason) => (code === 1006 ? socket.terminate() : close(code, reason))
}

export function boundedWebSockets(): Factory {
  const make = webSockets()
  return (components) => {
    const transport = make(components)
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) => {
      const listener = createListener(options)
      bound(listener as WebSocketListener)
      return listener
    }
    return transport
  }
}
