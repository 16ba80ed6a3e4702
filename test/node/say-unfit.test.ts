// What an error says of an input that does not fit its schema.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sayUnfit } from '../../src/node/say-unfit.ts'

const said = (schema: z.ZodType, input: unknown): string | undefined => {
  const { error } = schema.safeParse(input, { reportInput: true })
  return error && sayUnfit(error)
}

test.each([
  [
    'a number that is too small',
    { limit: z.number().min(1) },
    { limit: 0 },
    'limit: expected at least 1, got 0',
  ],
  [
    'a number that is too large',
    { limit: z.int().max(9) },
    { limit: 10 },
    'limit: expected at most 9, got 10',
  ],
  ['a text', { key: z.string().max(2) }, { key: 'secret' }, 'key: expected at most 2 characters'],
  ['a list', { of: z.array(z.string()).min(1) }, { of: [] }, 'of: expected at least 1 items'],
  ['another type', { key: z.string() }, { key: 3 }, 'key: Invalid input: expected string, received number'],
])('%s is said with what was expected', (_what, shape, input, words) => {
  expect(said(z.strictObject(shape), input)).toBe(words)
})

test('an input that is no object is called the input', () => {
  expect(said(z.strictObject({}), 3)).toMatch(/^the input: /)
})
