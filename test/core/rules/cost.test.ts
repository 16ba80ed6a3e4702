// A policy comes from strangers: whatever it says, judging by it ends soon.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPolicy, judge, POLICY_LIMITS, WorkMeter } from '../../../src/core/rules/index.ts'
import { bob, changeAt, commitBy, memoryOf } from './facts.ts'

const ruleOf = (require: string): unknown => ({ v: 1, rules: [{ name: 'the rule', require }] })

describe('refused before it is evaluated once', () => {
  test.each([
    ['an unknown fact', 'memory.provenence.model == "x"', /line 1, column \d+: expected one of .*provenance/],
    ['an unknown name', 'true &&\n  somebody == author', /line 2, column 3: expected one of author/],
    ['a function that is not one of the few', 'string(1) == "1"', /not string/],
    ['half an expression', 'author ==', /line 1, column 8/],
    ['nothing', '', /line 1, column 1/],
    ['three loops inside one another', '[1].all(a, [1].all(b, [1].all(c, true)))', /at most 2 loops/],
    ['two loops over facts', 'memory.tags.all(a, memory.tags.exists(b, a == b))', /at most 50000 steps/],
    [
      'too many loops in a row',
      Array.from({ length: 16 }, () => 'memory.tags.all(a, a != "" && a != "b")').join(' && '),
      /at most 50000 steps/,
    ],
    ['a pattern from a fact', 'key.matches(author)', /written out/],
    ['a pattern that is none', 'key.matches("(")', /RE2/],
    ['a pattern that looks back', 'key.matches("(a)\\\\1")', /RE2/],
    ['a pattern that repeats too much', 'key.matches("(a{30}){30}")', /repeats less/],
    [
      'a class of Unicode that takes long to make',
      'key.matches("\\\\p{Greek}")',
      /\\p\{L\}.*not \\p\{Greek\}/,
    ],
    ['one in short', 'key.matches("[\\\\PC]")', /not \\PC/],
    ['a long pattern', `key.matches("${'a?'.repeat(100)}")`, /at most 128/],
    [
      'a long expression',
      `author == "${'a'.repeat(POLICY_LIMITS.maxExpressionChars)}"`,
      /at most 1024 characters/,
    ],
    ['many parts', '1'.concat('+1'.repeat(500)).concat(' > 0').slice(0, 1024), /at most 400 parts/],
    ['a map', '{"a": 1}["a"] == 1', /maps/],
    ['bytes', 'b"a" == b"a"', /a text, a whole number/],
    ['a loop that hides a fact', '[1].all(author, author == 1)', /another name than author/],
  ])('%s', (_, require, why) => {
    expect(() => checkPolicy(ruleOf(require))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT', message: expect.stringMatching(why) }),
    )
    expect(() => checkPolicy(ruleOf(require))).toThrow(
      /the rule "the rule" does not parse: require, line \d+, column \d+/,
    )
  })

  test('rules that are each cheap and together too much', () => {
    const rules = Array.from({ length: 60 }, (_, i) => ({
      name: `r${i}`,
      require: 'memory.tags.all(a, a.size() > 0)',
    }))
    expect(() => checkPolicy({ v: 1, rules })).toThrow(expect.objectContaining({ code: 'ERR_LIMIT' }))
  })
})

test('work beyond what the changes are worth is refused, however it is spent', () => {
  const uri = 'a'.repeat(2_000)
  const policy = checkPolicy(ruleOf('memory.provenance.source.uri.matches("(a|a|a|a|a|a|a|a|a|a|.){80}$")'))
  const memory = memoryOf({ provenance: { activity: 'add', source: { uri } } })
  const changes = Array.from({ length: 500 }, (_, i) => changeAt(`k${i}`, { memory }))
  const meter = new WorkMeter(100_000)
  expect(() => judge(policy, commitBy(bob), changes, meter)).toThrow(
    expect.objectContaining({ code: 'ERR_LIMIT' }),
  )
  expect(meter.spent).toBeLessThan(1_000_000)
})

test('a hundred thousand changes under ten plain rules stay below the bound', () => {
  const rules = Array.from({ length: 10 }, (_, i) => ({
    name: `r${i}`,
    when: 'op != "remove" && key.startsWith("team/")',
    require: `author in ["did:key:${i}"] || has(memory.provenance.model)`,
  }))
  const { cost } = checkPolicy({ v: 1, rules })
  expect(cost + POLICY_LIMITS.changeCost).toBeLessThan(POLICY_LIMITS.workPerChange)
})

/** Expressions of all kinds, most of them of no use. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      'true',
      'false',
      '1',
      '-1',
      '"a"',
      'null',
      'key',
      'op',
      'author',
      'authors',
      'approvals',
      'day',
    ),
    fc.constantFrom(
      'memory',
      'memory.tags',
      'memory.provenance.source.uri',
      'commit.parents',
      'memory.created',
      'a',
    ),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('&&', '||', '==', '!=', '<', '>', '+', '-', '*', '/', '%', 'in'),
        tie('expression'),
      )
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('all', 'exists', 'exists_one', 'filter', 'map'),
        tie('expression'),
      )
      .map(([l, macro, r]) => `${l}.${macro}(a, ${r})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('contains', 'startsWith', 'matches'), tie('expression'))
      .map(([l, f, r]) => `${l}.${f}(${r})`),
    tie('expression').map((one) => `${one}.size()`),
    tie('expression').map((one) => `${one}.matches("^(a|b)*$")`),
    fc.array(tie('expression'), { maxLength: 4 }).map((all) => `[${all.join(', ')}]`),
    tie('expression').map((one) => `!${one}`),
  ),
}))

const changes = [
  changeAt('a', {
    memory: memoryOf({
      tags: Array.from({ length: 256 }, (_, i) => `tag ${i}`),
      provenance: { activity: 'add', source: { uri: 'a'.repeat(2_000) } },
    }),
  }),
]
const facts = commitBy(bob, { approvals: Array.from({ length: 64 }, (_, i) => `did:key:${i}`) })

test('any expression is refused when it is read, or ends with a verdict within its bound, the same each time', () => {
  let judged = 0
  fc.assert(
    fc.property(expression, (require) => {
      let policy: ReturnType<typeof checkPolicy>
      try {
        policy = checkPolicy(ruleOf(require))
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_(INVALID_INPUT|LIMIT)$/) })
        return
      }
      judged++
      const [one, two] = [new WorkMeter(), new WorkMeter()]
      const verdict = judge(policy, facts, changes, one)
      expect(['allowed', 'refused']).toContain(verdict.type)
      expect(judge(policy, facts, changes, two)).toEqual(verdict)
      expect(two.spent).toBe(one.spent)
      expect(policy.cost).toBeLessThanOrEqual(POLICY_LIMITS.maxExpressionCost)
    }),
    { numRuns: 1_500 },
  )
  expect(judged).toBeGreaterThan(100)
})

test('any text is an expression or a refusal, never something else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (require) => {
      try {
        checkPolicy(ruleOf(require))
      } catch (error) {
        expect(error).toMatchObject({ name: 'PolicyError' })
      }
    }),
  )
})
