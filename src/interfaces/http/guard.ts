/** Who may ask the local API: this machine by its own name, no page of another site, and only with the token. */
import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { MemCubeError } from '../../core/errors.ts'
import { isLoopback } from '../../home/listen-address.ts'

type ArrivedAt = number | 'socket' | undefined

interface Guard {
  /** @param arrivedAt the port, or the unix socket @throws ERR_DENIED with the `statusCode` to answer */
  check(headers: IncomingHttpHeaders, arrivedAt: ArrivedAt): void
  /** The same for what anybody on this machine may have. */
  checkPlace(headers: IncomingHttpHeaders, arrivedAt: ArrivedAt): void
}

/** @param isKnown whether a request without the token comes from a session that this daemon opened */
export function createGuard(
  token: string,
  isKnown: (headers: IncomingHttpHeaders, arrivedAt: ArrivedAt) => boolean = () => false,
): Guard {
  // Digests, because only texts of one length can be compared in constant time.
  const expected = digest(token)
  return {
    checkPlace,
    check(headers, arrivedAt) {
      checkPlace(headers, arrivedAt)
      const { authorization } = headers
      if (authorization === undefined && isKnown(headers, arrivedAt)) return
      const [, given = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
      if (!timingSafeEqual(digest(given), expected)) throw denied('the bearer token is missing or wrong', 401)
    },
  }
}

function checkPlace({ host = '', origin }: IncomingHttpHeaders, arrivedAt: ArrivedAt): void {
  // A page that made its own name point to this machine (DNS rebinding) still sends that name. None reaches a unix socket.
  if (arrivedAt !== 'socket' && !isThisMachine(host, arrivedAt))
    throw denied('the Host of the request is not this machine', 421)
  if (origin !== undefined && origin !== `http://${host}`) {
    throw denied('the request comes from a page of another site', 403)
  }
}

function isThisMachine(host: string, localPort: number | undefined): boolean {
  const [, name = '', port = '80'] = /^(\[[\da-f:]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(host) ?? []
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase()
  return (bare === 'localhost' || isLoopback(bare)) && Number(port) === localPort
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

function denied(message: string, statusCode: number): Error {
  const hint = 'ask 127.0.0.1 with the token in api.token of the home: `authorization: Bearer TOKEN`'
  return Object.assign(new MemCubeError('ERR_DENIED', message, { hint }), { statusCode })
}
