/** The two halves of a session as a request carries them. */
import type { IncomingHttpHeaders } from 'node:http'
import { sessionMs, type UiSession } from './sessions.ts'

/** Sent by the page alone: a page of another site would have to ask first, and is refused. */
export const pageHeader = 'x-memcube-page'

/** Cookies do not tell ports apart, and two daemons may be open in one browser. */
function cookieName(port: number | undefined): string {
  return `memcube-${port ?? 0}`
}

export function setCookie(port: number | undefined, { id }: UiSession): string {
  return `${cookieName(port)}=${id}; Path=/; Max-Age=${sessionMs / 1000}; HttpOnly; SameSite=Strict`
}

/** Undefined where one half is missing. */
export function sessionGiven(headers: IncomingHttpHeaders, port: number | undefined): UiSession | undefined {
  const secret = headers[pageHeader]
  const start = `${cookieName(port)}=`
  const cookie = (headers.cookie ?? '').split('; ').find((part) => part.startsWith(start))
  if (typeof secret !== 'string' || cookie === undefined) return undefined
  return { id: cookie.slice(start.length), secret }
}
