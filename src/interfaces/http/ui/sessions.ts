/**
 * Who looks at the page: a link that works once becomes a session of a browser.
 *
 * A session has two halves, and a request needs both. The id is in a cookie that scripts cannot read. Cookies do not tell
 * ports apart, so another program on this machine can be sent it: the secret is kept by the page, for its own origin alone,
 * and sent in a header that no page of another site may send.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface UiSession {
  id: string
  secret: string
}

export interface UiSessions {
  /** @returns what opens one session, within `tokenMs` */
  issue(): { token: string; expires: number }
  /** Undefined for a token that was used, has expired or never was. */
  open(token: string): UiSession | undefined
  isOpen(given: UiSession): boolean
}

/** From the command to the browser that it opens. A guess with room for a browser that starts slowly. */
export const tokenMs = 2 * 60_000
/** A working day. */
export const sessionMs = 12 * 60 * 60_000
/** More than one person opens; the oldest give way. Guess. */
const maxOpen = 64

export function createUiSessions(nowMs: () => number): UiSessions {
  const tokens = new Map<string, number>()
  const sessions = new Map<string, { secret: Buffer; until: number }>()
  return {
    issue() {
      const token = fresh()
      const expires = nowMs() + tokenMs
      tokens.set(nameOf(token), expires)
      shorten(tokens)
      return { token, expires }
    },
    open(token) {
      const name = nameOf(token)
      const expires = tokens.get(name)
      tokens.delete(name)
      if (expires === undefined || expires <= nowMs()) return undefined
      const session = { id: fresh(), secret: fresh() }
      sessions.set(nameOf(session.id), { secret: digest(session.secret), until: nowMs() + sessionMs })
      shorten(sessions)
      return session
    },
    isOpen({ id, secret }) {
      const session = sessions.get(nameOf(id))
      if (session === undefined || session.until <= nowMs()) return false
      return timingSafeEqual(session.secret, digest(secret))
    },
  }
}

function fresh(): string {
  return randomBytes(32).toString('base64url')
}

/** Found by its digest, so that how long a look-up takes says nothing of the text. */
function nameOf(text: string): string {
  return digest(text).toString('base64url')
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

function shorten(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= maxOpen) return
    map.delete(key)
  }
}
