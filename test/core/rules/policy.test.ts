import { describe, expect, test } from 'vitest'
import { createMemory } from '../../../src/core/cube/index.ts'
import {
  checkPolicy,
  formatPolicy,
  parsePolicy,
  policyMemory,
  readPolicy,
} from '../../../src/core/rules/index.ts'
import { memoryOf } from './facts.ts'

const rules = [{ message: 'say so', require: 'true', name: 'one', on: 'memory' as const }]

describe('a policy', () => {
  test('is stored as one text, whoever writes it', () => {
    const text = '{"v":1,"rules":[{"name":"one","require":"true","message":"say so"}]}'
    expect(formatPolicy({ rules, v: 1 })).toBe(text)
    expect(parsePolicy(text).policy).toEqual({
      v: 1,
      rules: [{ name: 'one', require: 'true', message: 'say so' }],
    })
    expect(readPolicy(policyMemory({ v: 1, rules }, 1).memory).policy.rules).toHaveLength(1)
  })

  test.each([
    ['in another order', '{"rules":[{"name":"one","require":"true"}],"v":1}'],
    ['with blanks', '{"v":1, "rules":[{"name":"one","require":"true"}]}'],
    ['with a field twice', '{"v":1,"rules":[{"name":"one","require":"false","require":"true"}]}'],
    ['that is no JSON', 'v: 1'],
  ])('is refused %s', (_, text) => {
    expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  test.each([
    ['no map', [], /a map/],
    ['another version', { v: 2, rules }, /version 1/],
    ['no rules', { v: 1, rules: [] }, /list of 1 to 64/],
    ['a foreign field', { v: 1, rules, more: 1 }, /"more"/],
    ['a foreign field of a rule', { v: 1, rules: [{ name: 'a', require: 'true', deny: 'true' }] }, /"deny"/],
    ['a rule without a name', { v: 1, rules: [{ require: 'true' }] }, /name of rule 1/],
    [
      'a name that is a line of its own',
      { v: 1, rules: [{ name: 'a\nb', require: 'true' }] },
      /name of rule 1/,
    ],
    ['two rules of one name', { v: 1, rules: [rules[0], rules[0]] }, /two rules are named "one"/],
    ['no requirement', { v: 1, rules: [{ name: 'a' }] }, /require of the rule "a"/],
    ['on something else', { v: 1, rules: [{ name: 'a', on: 'pull', require: 'true' }] }, /memory or commit/],
  ])('is refused with %s', (_, value, why) => {
    expect(() => checkPolicy(value)).toThrow(expect.objectContaining({ message: expect.stringMatching(why) }))
  })

  test('that does not fit inline is refused', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      name: `r${i}`,
      require: `key != "${'a'.repeat(1_000)}"`,
    }))
    expect(() => formatPolicy({ v: 1, rules: many })).toThrow(expect.objectContaining({ code: 'ERR_LIMIT' }))
  })

  test('is not read from a memory of another kind', () => {
    expect(() => readPolicy(memoryOf())).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
    const { memory } = createMemory({ ...memoryOf(), media: 'application/json', body: new Uint8Array([123]) })
    expect(() => readPolicy(memory)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })
})
