/**
 * One POST to a server on this machine. In HTTP/1.0, where a body is what comes until the end, so that it needs only a
 * socket: loading and using node:http costs 5 of the 60 ms that a quick command may take, measured.
 */
import type { Socket } from 'node:net'

/** How long a connection on this machine may take to be made; it takes under a millisecond. Guess. */
const connectMs = 5_000
/** Our servers say a few hundred bytes before the body. Guess. */
const maxHeadChars = 64 * 1024

/** `HTTP/1.1 200` */
const statusChars = 12

interface Post {
  url: URL
  /** The unix socket to use; else the host and the port of the URL are. */
  socketPath?: string | undefined
  token: string
  /** JSON. */
  body: string
  signal: AbortSignal
}

/**
 * The body as it comes, in pieces of text; undefined first of all for what is no HTTP answer.
 * @throws the error of the socket, or the reason of the signal
 */
export async function* post({
  url,
  socketPath,
  token,
  body,
  signal,
}: Post): AsyncGenerator<string | undefined> {
  signal.throwIfAborted()
  const socket = connect(url, socketPath)
  const abort = (): void => void socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    socket.write(requestText(url, token, body))
    let head: string | undefined = ''
    for await (const chunk of socket as AsyncIterable<string>) {
      if (head === undefined) yield chunk
      else {
        head += chunk
        const end = head.indexOf('\r\n\r\n')
        const begun = head.length < statusChars || /^HTTP\/1\.[01] \d{3}/.test(head)
        if (!begun || (end === -1 && head.length > maxHeadChars)) yield undefined
        if (end === -1) continue
        yield head.slice(end + 4)
        head = undefined
      }
    }
  } finally {
    signal.removeEventListener('abort', abort)
    socket.destroy()
  }
}

function connect({ hostname, port }: URL, socketPath: string | undefined): Socket {
  // Not an import, for the same reason.
  const { connect: open } = process.getBuiltinModule('node:net')
  const socket =
    socketPath === undefined ? open(Number(port), hostname.replace(/^\[|\]$/g, '')) : open(socketPath)
  const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), connectMs)
  socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  return socket.setEncoding('utf8')
}

function requestText({ host, pathname }: URL, token: string, body: string): string {
  return [
    `POST ${pathname} HTTP/1.0`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}
