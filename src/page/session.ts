/** The session of this browser: opened by a link that works once, kept for this origin alone. */
import { signal } from '@preact/signals'

const storedAs = 'memcube'

/** `asking` until it is known, `none` where a link is needed, with the reason. */
type SessionState = { is: 'asking' } | { is: 'open' } | { is: 'none'; why: 'used' | 'ended' | 'absent' }

export const session = signal<SessionState>({ is: 'asking' })
/** Undefined without a session. */
export const secret = signal<string | undefined>(undefined)

/** Takes the token out of the address before anything else reads it. */
export async function openSession(): Promise<void> {
  const [, token] = /^#token=([\w-]{1,256})$/.exec(location.hash) ?? []
  if (token !== undefined) history.replaceState(null, '', '/ui#/cubes')
  else secret.value = localStorage.getItem(storedAs) ?? undefined
  if (token === undefined) {
    session.value = secret.value === undefined ? { is: 'none', why: 'absent' } : { is: 'open' }
    return
  }
  const response = await fetch('/ui/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-memcube-page': 'open' },
    body: JSON.stringify({ token }),
  })
  if (!response.ok) {
    session.value = { is: 'none', why: 'used' }
    return
  }
  const opened = (await response.json()) as { secret: string }
  secret.value = opened.secret
  localStorage.setItem(storedAs, opened.secret)
  session.value = { is: 'open' }
}

export function endSession(): void {
  localStorage.removeItem(storedAs)
  session.value = { is: 'none', why: 'ended' }
}
