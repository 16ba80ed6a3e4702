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
  ['a list', { of: z.array(z.string()).min(1) }, { of: [] }, 'of: expected at least 1 item'],
  ['another type', { key: z.string() }, { key: 3 }, 'key: expected string, got number'],
  ['nothing', { key: z.string() }, {}, 'key: expected string, got nothing'],
  [
    'a word that is none of a few',
    { tier: z.enum(['own', 'team']) },
    { tier: 'friends' },
    'tier: expected one of own, team, got "friends"',
  ],
  [
    'a long text in place of a word',
    { tier: z.enum(['own', 'team']) },
    { tier: 'x'.repeat(41) },
    'tier: expected one of own, team, got a longer text',
  ],
  ['the only word', { v: z.literal(2) }, { v: 3 }, 'v: expected 2'],
  [
    'what fits none of several shapes',
    { at: z.union([z.object({ rev: z.string().max(1) }), z.int()]) },
    { at: { rev: 'long' } },
    'at.rev: expected at most 1 character',
  ],
])('%s is said with what was expected', (_what, shape, input, words) => {
  expect(said(z.strictObject(shape), input)).toBe(words)
})

test('an input that is no object is called the input', () => {
  expect(said(z.strictObject({}), 3)).toMatch(/^the input: /)
})
