import { expect, it } from 'vitest'
import { isSame } from '../../../src/core/merge/three-way.ts'
import { valueOf } from '../tree/sample-entries.ts'

it('what is contested is the same as nothing, not even itself', () => {
  const [one, other] = [valueOf(1), valueOf(2)]
  expect(isSame(one, valueOf(1))).toBe(true)
  expect(isSame(one, other)).toBe(false)
  expect(isSame(undefined, undefined)).toBe(true)
  expect(isSame(one, undefined)).toBe(false)
  expect(isSame('contested', 'contested')).toBe(false)
  expect(isSame('contested', undefined)).toBe(false)
})
