/**
 * Holds every answer that a use case gives in any test to its output schema. A schema that lies, or that forgot a field,
 * fails the test in which it was noticed. So does one that names a person by the key alone.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, afterEach } from 'vitest'
import type { GivenAnswer } from '../../src/node/call.ts'
import { misfitsOf } from './misfits-of.ts'
import { namelessIn } from './nameless-in.ts'

const channel = 'memcube:answer'
const misfits = new Set<string>()

function look(message: unknown): void {
  const { name, output, answer } = message as GivenAnswer
  for (const misfit of [...misfitsOf(output, answer), ...namelessIn(answer)])
    misfits.add(`${name}: ${misfit}`)
}

subscribe(channel, look)
// Files share a process, and each has this file anew.
afterAll(() => void unsubscribe(channel, look))

afterEach(() => {
  const found = [...misfits]
  misfits.clear()
  if (found.length > 0)
    throw new Error(`answers that do not fit the output schemas of their use cases:\n${found.join('\n')}`)
})
