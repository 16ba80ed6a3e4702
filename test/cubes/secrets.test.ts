import { describe, expect, it } from 'vitest'
import { isPlaceholder, looksDrawn } from '../../src/cubes/publishing/secrets/is-placeholder.ts'
import { readingsOf } from '../../src/cubes/publishing/secrets/readings.ts'

// Put together, so that no scanner of this repository takes it for a key.
const secret = ['ghp', 'Zq8vR2mK4xT7nB5wJ9cL3hD6'].join('_')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a text is read', () => {
  it('as it is, and as what it holds in base64 and hexadecimal', () => {
    expect(readingsOf(secret)[0]).toBe(secret)
    expect(readingsOf(`key: ${base64(secret)}`)).toContain(secret)
    expect(readingsOf(`key: ${Buffer.from(secret).toString('hex')}`)).toContain(secret)
  })

  it('in base64 in base64, and no deeper', () => {
    expect(readingsOf(base64(base64(secret)))).toContain(secret)
    expect(readingsOf(base64(base64(base64(secret))))).not.toContain(secret)
  })

  it('without the characters that nobody sees, and in the form that everybody writes', () => {
    const hidden = `${secret.slice(0, 8)}\u200b${secret.slice(8, 20)}\u2060${secret.slice(20)}`
    expect(readingsOf(hidden)).toContain(secret)
    const wide = secret.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0))
    expect(readingsOf(wide)).toContain(secret)
  })
})

describe('a value', () => {
  it.each(['<your key>', '${API_KEY}', '1234567890', 'abcdefghij', 'xxxx-xxxx', 'your-api-key', 'changeme'])(
    '%s stands for a secret',
    (value) => {
      expect(isPlaceholder(value)).toBe(true)
    },
  )

  it.each(['Zq8vR2mK4xT7nB5wJ9cL3hD6', 'k3f9a0c2e7b15d84', 'ZQ8VR2MK4XT7NB5W', 'aabcR2mK4xT7nB5w'])(
    '%s may be one',
    (value) => {
      expect(isPlaceholder(value)).toBe(false)
      expect(looksDrawn(value)).toBe(true)
    },
  )

  it.each(['correct-horse-battery-staple', 'postgres.internal.example', 'documentation'])(
    '%s was chosen and not drawn',
    (value) => {
      expect(looksDrawn(value)).toBe(false)
    },
  )
})
