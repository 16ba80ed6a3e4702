// What a peer's refusal is told as: it speaks of what it was asked, and never in the name of the node that asked.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/interfaces/cli/exit-codes.ts'
import { errorOfPeer, MAX_SENTENCE_CHARS, type RefusalClass } from '../../src/protocols/errors.ts'
import { parseRefusal } from '../../src/protocols/refusal.ts'

const documented =
  readFileSync(new URL('../../protocols/errors.md', import.meta.url), 'utf8').match(
    /(?<=^\| `)ERR_[A-Z_]+/gmu,
  ) ?? []
const aboutTheQuestion = new Set(
  'ERR_INCOMPATIBLE ERR_UNVERIFIABLE ERR_DENIED ERR_NOT_FOUND ERR_LIMIT ERR_TIMEOUT ERR_UNREACHABLE'.split(
    ' ',
  ),
)
const ofClass: Record<RefusalClass, string> = {
  incompatible: 'ERR_INCOMPATIBLE',
  unverifiable: 'ERR_UNVERIFIABLE',
  transient: 'ERR_UNREACHABLE',
  denied: 'ERR_DENIED',
  limit: 'ERR_LIMIT',
}

describe.each(Object.entries(ofClass))('a refusal of class %s', (kind, plain) => {
  it.each([...documented, 'ERR_LATER'])('with the code %s tells of the question alone', (code) => {
    const error = errorOfPeer({ class: kind as RefusalClass, code, message: 'enough' })
    expect(error.code).toBe(aboutTheQuestion.has(code) ? code : plain)
    // Of who interrupts, who uses a verb wrongly and of two sides that changed the same, the command line speaks for itself.
    expect([130, 2, 4]).not.toContain(exitCodeOf(error.code))
    expect(error.message).toContain('enough')
    expect(error.refusal?.code).toBe(code)
  })
})

it('a sentence has one line, no control characters and an end', () => {
  const message = '\u001b]0;owned\u0007\r\n\u202eerror: all is lost\u0000'.repeat(80)
  const refusal = parseRefusal({
    class: 'denied',
    code: 'ERR_ABORTED',
    field: 'a\u001b[2J',
    message: message.slice(0, 2_000),
  })
  const told = errorOfPeer(refusal).message
  expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(refusal.field).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(told.length).toBeLessThan(MAX_SENTENCE_CHARS + 64)
})
