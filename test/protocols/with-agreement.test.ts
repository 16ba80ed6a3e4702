import { describe, expect, test } from 'vitest'
import type { Agreement } from '../../src/protocols/handshake/agreement.ts'
import { refusalError } from '../../src/protocols/errors.ts'
import { withAgreement } from '../../src/protocols/with-agreement.ts'

const stale = refusalError({
  class: 'incompatible',
  code: 'ERR_INCOMPATIBLE',
  field: 'agreement',
  message: 'other',
})
const denied = refusalError({ class: 'denied', code: 'ERR_DENIED', message: 'no' })
const signal = AbortSignal.timeout(10_000)

/** A peer that answers with these in turn, and how often hands were shaken. */
async function asked(answers: (Error | string)[]): Promise<{ answer: string; handshakes: number }> {
  let handshakes = 0
  const handshake = {
    agreementFor: async () => (handshakes++, {} as Agreement),
    forget: () => undefined,
  }
  const answer = await withAgreement(handshake, 'alice', signal, async () => {
    const next = answers.shift() ?? stale
    if (typeof next !== 'string') throw next
    return next
  }).catch((error: Error) => error.message)
  return { answer, handshakes }
}

describe('who asks a peer that holds another agreement', () => {
  test('shakes hands again, also when handshakes crossed', async () => {
    expect(await asked([stale, stale, 'yes'])).toEqual({ answer: 'yes', handshakes: 3 })
  })

  test('gives up after four handshakes', async () => {
    expect(await asked([])).toEqual({ answer: 'other', handshakes: 4 })
  })

  test('takes any other refusal for an answer', async () => {
    expect(await asked([denied, 'yes'])).toEqual({ answer: 'no', handshakes: 1 })
  })
})
