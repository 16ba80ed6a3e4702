import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareLicences } from '../../../src/core/licence/index.ts'

/** What is taken in, what it is taken into, and what is said of it. */
const known: [theirs: string | undefined, ours: string | undefined, verdict: string][] = [
  ['CC-BY-4.0', 'CC-BY-4.0', 'same'],
  ['cc-by-4.0', 'CC-BY-4.0', 'same'],
  ['MIT OR Apache-2.0', 'Apache-2.0 OR MIT', 'same'],
  ['CC0-1.0', 'CC-BY-SA-4.0', 'compatible'],
  ['cc0', 'MIT', 'compatible'],
  ['CC-BY-4.0', 'CC-BY-SA-4.0', 'compatible'],
  ['CC-BY-3.0', 'CC-BY-4.0', 'compatible'],
  ['CC-BY-4.0', 'CC-BY-NC-4.0', 'compatible'],
  ['CC-BY-4.0', 'CC0-1.0', 'incompatible'],
  ['CC-BY-4.0', 'MIT', 'unknown'],
  ['CC-BY-4.0', 'GPL-3.0-only', 'compatible'],
  ['CC-BY-SA-4.0', 'CC-BY-4.0', 'incompatible'],
  ['CC-BY-SA-3.0', 'CC-BY-SA-4.0', 'compatible'],
  ['CC-BY-SA-4.0', 'CC-BY-SA-3.0', 'incompatible'],
  ['CC-BY-SA-1.0', 'CC-BY-SA-4.0', 'incompatible'],
  ['CC-BY-SA-4.0', 'GPL-3.0-or-later', 'compatible'],
  ['CC-BY-SA-4.0', 'CC-BY-NC-SA-4.0', 'incompatible'],
  ['CC-BY-NC-4.0', 'CC-BY-4.0', 'incompatible'],
  ['CC-BY-NC-4.0', 'CC-BY-NC-SA-4.0', 'compatible'],
  ['CC-BY-NC-SA-4.0', 'CC-BY-NC-4.0', 'incompatible'],
  ['CC-BY-ND-4.0', 'CC-BY-4.0', 'incompatible'],
  ['CC-BY-ND-4.0', 'CC-BY-ND-4.0', 'incompatible'],
  ['CC-BY-NC-ND-4.0', undefined, 'incompatible'],
  ['CC-BY-ND-4.0 OR CC-BY-4.0', 'CC-BY-4.0', 'compatible'],
  ['ODbL-1.0', 'ODbL-1.0', 'same'],
  ['ODbL-1.0', 'CC-BY-4.0', 'incompatible'],
  ['ODC-By-1.0', 'ODbL-1.0', 'compatible'],
  ['PDDL-1.0', 'ODbL-1.0', 'compatible'],
  ['MIT', 'Apache-2.0', 'compatible'],
  ['MIT', 'CC-BY-4.0', 'compatible'],
  ['MIT', 'CC0-1.0', 'incompatible'],
  ['Apache-2.0', 'GPL-3.0-only', 'compatible'],
  ['Apache-2.0', 'GPL-2.0-only', 'incompatible'],
  ['GPL-3.0-only', 'Apache-2.0', 'incompatible'],
  ['GPL-2.0-only', 'GPL-3.0-only', 'incompatible'],
  ['GPL-2.0-or-later', 'GPL-3.0-only', 'compatible'],
  ['GPL-2.0-only OR MIT', 'CC-BY-4.0', 'compatible'],
  ['GPL-2.0-only AND MIT', 'CC-BY-4.0', 'incompatible'],
  ['CC-BY-SA-4.0', 'CC-BY-SA-4.0 OR MIT', 'incompatible'],
  ['GPL-2.0-only WITH Classpath-exception-2.0', 'MIT', 'unknown'],
  ['Zlib', 'MIT', 'unknown'],
  ['MIT', 'Zlib', 'unknown'],
  ['do what you like', 'MIT', 'unknown'],
  ['MIT', 'all rights reserved', 'unknown'],
  [undefined, 'MIT', 'unknown'],
  ['MIT', undefined, 'unknown'],
  [undefined, undefined, 'unknown'],
]

test.each(known)('%s into %s is %s', (theirs, ours, verdict) => {
  const answer = compareLicences(ours, theirs)
  expect(answer).toMatchObject({ ours: ours ?? null, theirs: theirs ?? null, verdict })
  expect(answer.says).not.toBe('')
})

describe('any two texts', () => {
  test('get an answer', () => {
    const words = fc.constantFrom(
      'MIT',
      'CC-BY-4.0',
      'CC-BY-ND-4.0',
      'GPL-3.0-only',
      '(',
      ')',
      'AND',
      'OR',
      'WITH',
      '+',
      ':',
      ' ',
    )
    const texts = fc.oneof(
      fc.array(words, { maxLength: 60 }).map((all) => all.join(' ')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(texts, texts, (ours, theirs) => {
        expect(['same', 'compatible', 'incompatible', 'unknown']).toContain(
          compareLicences(ours, theirs).verdict,
        )
      }),
    )
  })

  test('that are the same are never said to differ, unless nobody may change what they cover', () => {
    for (const [theirs] of known) {
      if (theirs === undefined || theirs.includes('ND') || theirs === 'do what you like') continue
      expect(compareLicences(theirs, theirs).verdict, theirs).toBe('same')
    }
  })
})
