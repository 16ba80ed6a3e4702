/**
 * One request to a server on this machine. In HTTP/1.0, where a body is what comes until the end, so that it needs only a
 * socket: loading and using node:http costs 5 of the 60 ms that a quick command may take, measured.
 */
import type { Socket } from 'node:net'
import { requireProof } from '../require-proof.ts'

/** How long a connection on this machine may take to be made; it takes under a millisecond. Guess. */
const connectMs = 5_000
/** Our servers say a few hundred bytes before the body. Guess. */
const maxHeadChars = 64 * 1024

/** `HTTP/1.1 200` */
const statusChars = 12

interface Asked {
  url: URL
  /** The unix socket to use; else the host and the port of the URL are. */
  socketPath?: string | undefined
  token: string
  /** Whether it says that it proves that it knows the token, before it is sent. */
  proves: boolean
  /** JSON of a POST; without it, a GET. */
  body?: string
  /** What else is answered is an error. */
  status?: string
  signal: AbortSignal
}

/**
 * The body as it comes, in pieces of text; undefined first of all for what is no HTTP answer.
 * @throws the error of the socket, of a proof that there is not, or the reason of the signal
 */
export async function* askApi({
  url,
  socketPath,
  token,
  proves,
  body,
  status,
  signal,
}: Asked): AsyncGenerator<string | undefined> {
  signal.throwIfAborted()
  const socket = connect(url, socketPath)
  const abort = (): void => void socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  const chunks = (socket as AsyncIterable<string>)[Symbol.asyncIterator]()
  try {
    if (proves) await requireProof(socket, chunks, { host: url.host, token })
    socket.write(requestText(url, token, body))
    let head: string | undefined = ''
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      const chunk = next.value
      if (head === undefined) yield chunk
      else {
        head += chunk
        const end = head.indexOf('\r\n\r\n')
        const begun = head.length < statusChars || /^HTTP\/1\.[01] \d{3}/.test(head)
        if (!begun || (end === -1 && head.length > maxHeadChars)) yield undefined
        if (end === -1) continue
        const answered = head.slice(statusChars - 3, statusChars)
        if (status !== undefined && answered !== status) throw new Error(`the daemon answered ${answered}`)
        yield head.slice(end + 4)
        head = undefined
      }
    }
  } finally {
    signal.removeEventListener('abort', abort)
    socket.destroy()
  }
}

function addressOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function connect(url: URL, socketPath: string | undefined): Socket {
  // Not an import, for the same reason.
  const { connect: open } = process.getBuiltinModule('node:net')
  const socket = socketPath === undefined ? open(Number(url.port), addressOf(url)) : open(socketPath)
  const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), connectMs)
  socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  return socket.setEncoding('utf8')
}

function requestText({ host, pathname }: URL, token: string, body: string | undefined): string {
  const length =
    body === undefined ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]
  return [
    `${body === undefined ? 'GET' : 'POST'} ${pathname} HTTP/1.0`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    ...length,
    '',
    body ?? '',
  ].join('\r\n')
}
