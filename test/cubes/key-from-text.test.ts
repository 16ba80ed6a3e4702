import { describe, expect, test } from 'vitest'
import { madeSecrets } from '../../scripts/bench/secrets/made-secrets.ts'
import { keyFromText } from '../../src/cubes/index.ts'

// Put together, so that no scanner of this repository takes it for a key.
const password = ['Mar', 'malade42!'].join('')
const withoutWords = /^note-[0-9a-f]{8}$/

describe('a key for a text that was given none', () => {
  test.each([
    ['Prefers tabs, 8 wide', /^prefers-tabs-8-wide-[0-9a-f]{8}$/],
    ['Which of the six first words?  And no seventh', /^which-of-the-six-first-words-[0-9a-f]{8}$/],
    ['The password is kept in the vault', /^the-password-is-kept-in-the-[0-9a-f]{8}$/],
    ['— ? —', withoutWords],
  ])('is made of its words: %s', (text, key) => {
    expect(keyFromText(text)).toMatch(key)
  })

  test.each([
    ['a password', `password: ${password}`],
    ['a password behind some words', `Router of the guests, password: ${password}`],
    ['a login in an address', `postgres://app:${password}@db.internal/app`],
    ['base64', Buffer.from(`password: ${password} (guests)`).toString('base64')],
    ['characters that nobody sees', `pass\u200bword: ${password}`],
    [
      'a key that goes on for long',
      `eyJhbGciOiJIUzI1NiJ9.eyJ${'zdWIiOiIxMjM0'.repeat(200)}.${'aB3dE5gH7j'.repeat(4)}`,
    ],
  ])('has no word of a text that begins with %s', (_, text) => {
    expect(keyFromText(text)).toMatch(withoutWords)
  })

  test('has words where a secret comes later than any of them', () => {
    const text = `Notes of the move. ${'Nothing to see here. '.repeat(60)}password: ${password}`
    expect(keyFromText(text)).toMatch(/^notes-of-the-move-nothing-to-[0-9a-f]{8}$/)
  })

  test('has no word of most that people paste', () => {
    const keys = madeSecrets(1, 5).map(({ text }) => keyFromText(text))
    const without = keys.filter((key) => withoutWords.test(key))
    expect(keys.length).toBeGreaterThanOrEqual(200)
    expect(without.length / keys.length).toBeGreaterThanOrEqual(0.85)
  })

  test('differs for texts that begin alike', () => {
    expect(keyFromText('one two three four five six seven')).not.toBe(
      keyFromText('one two three four five six eight'),
    )
  })
})
