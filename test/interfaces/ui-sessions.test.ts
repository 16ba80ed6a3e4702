import { describe, expect, test } from 'vitest'
import { createUiSessions, sessionMs, tokenMs } from '../../src/interfaces/http/ui/sessions.ts'

function sessionsAt() {
  const clock = { nowMs: 1_000 }
  return { clock, sessions: createUiSessions(() => clock.nowMs) }
}

describe('a link to the page', () => {
  test('opens one session', () => {
    const { sessions } = sessionsAt()
    const { token } = sessions.issue()
    expect(sessions.open(token)).toBeDefined()
    expect(sessions.open(token)).toBeUndefined()
    expect(sessions.open('made up')).toBeUndefined()
  })

  test('works until its time has come', () => {
    const { clock, sessions } = sessionsAt()
    const [first, second] = [sessions.issue(), sessions.issue()]
    clock.nowMs += tokenMs - 1
    expect(sessions.open(first.token)).toBeDefined()
    clock.nowMs += 1
    expect(sessions.open(second.token)).toBeUndefined()
  })
})

describe('a session', () => {
  test('needs both halves', () => {
    const { sessions } = sessionsAt()
    const [one, other] = [sessions.open(sessions.issue().token)!, sessions.open(sessions.issue().token)!]
    expect(sessions.isOpen(one)).toBe(true)
    expect(sessions.isOpen({ id: one.id, secret: other.secret })).toBe(false)
    expect(sessions.isOpen({ id: one.id, secret: '' })).toBe(false)
    expect(sessions.isOpen({ id: 'made up', secret: one.secret })).toBe(false)
  })

  test('ends', () => {
    const { clock, sessions } = sessionsAt()
    const session = sessions.open(sessions.issue().token)!
    clock.nowMs += sessionMs - 1
    expect(sessions.isOpen(session)).toBe(true)
    clock.nowMs += 1
    expect(sessions.isOpen(session)).toBe(false)
  })
})
