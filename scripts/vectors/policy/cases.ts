// The policies of the policy vectors, read and refused.
import { formatPolicy, parsePolicy, policyMemory } from '../../../src/core/rules/index.ts'
import { alice, bob, hex, time } from './sample.ts'
import type { PolicyCase, RefusedPolicyCase } from './shape.ts'

const expressions: [name: string, require: string][] = [
  ['a prefix', 'key.startsWith("notes/")'],
  ['a prefix made of a fact', 'key.startsWith("people/" + author + "/")'],
  ['names in a list', `author in ["${alice}", "${bob}"]`],
  ['a name in a fact', 'author in authors'],
  ['an age', 'commit.time - memory.created <= 30 * day'],
  ['a field that may be absent', 'has(memory.provenance.model) && memory.provenance.model != ""'],
  ['all', 'memory.tags.all(t, t.size() < 32)'],
  ['exists', 'memory.provenance.derived.exists(d, d.relation == "summary")'],
  ['exists_one', 'memory.tags.exists_one(t, t.startsWith("topic "))'],
  ['map', 'memory.tags.map(t, t + "!").size() < 10'],
  ['map with a condition', 'memory.tags.map(t, t != "a", t).size() < 10'],
  ['filter', `approvals.filter(a, a in ["${alice}", "${bob}"]).size() >= 2`],
  ['a pattern', 'key.matches("^[a-z0-9/-]{1,64}$")'],
  ['a loop in a loop over written lists', '[1, 2, 3].all(a, [4, 5].exists(b, a < b))'],
  ['a choice', 'op == "remove" ? author == authors[0] : memory.bytes <= 4096'],
  ['parents', 'commit.parents.size() < 2'],
  ['comments', 'key != "//" // to the end of the line\n // and again\r && true // and to the end'],
  ['escapes', '"\\a\\?\\x41\\u00e9\\U0001F600\\101" != r"\\q"'],
  ['a text in three quotes', '"""a "b" \\n""" == \'\'\'c\'\'\' || true'],
  ['the least and the greatest number', '-9223372036854775808 < 9223372036854775807'],
  ['not, twice', '!!true && !(!(branch == "main")) || !(!(!(false)))'],
  ['minus, twice', '-(-(hour)) == --hour && -(-1) == 1'],
  ['64 brackets inside one another', `${'('.repeat(64)}true${')'.repeat(64)}`],
  ['size before and behind', 'size(key) == key.size()'],
  [
    'a comparison of two that are not plain',
    'memory.tags == authors || has(memory.type) == has(memory.media) || has(memory.tags) == has(memory.provenance)',
  ],
  ['null', 'memory.provenance != null && null in authors'],
  ['a macro over what a macro gives', 'approvals.filter(t, t != "").map(t, t + "a").all(t, t != "b")'],
  ['a macro of a bound name in a body', '[[1], [2, 3]].all(l, l.exists(n, n > 0))'],
  ['a comparison that can only fail', '1 < "a" || true'],
  ['a class that is written as it may be', 'key.matches("^[\\\\p{L}\\\\P{Nd}]+$")'],
]

export function validPolicies(): PolicyCase[] {
  const written = [
    ...expressions.map(([name, require]) => ({ name, rules: [{ name: 'the rule', require }] })),
    {
      name: 'a macro that binds the name of a fact of rules on memories',
      rules: [{ name: 'r', on: 'commit' as const, require: 'authors.all(key, key != "")' }],
    },
    {
      name: 'every field',
      rules: [
        {
          name: 'two reviews',
          on: 'commit' as const,
          when: 'branch == "main"',
          require: 'approvals.size() >= 2',
          message: 'ask two authors — "both"',
        },
      ],
    },
  ]
  return written.map(({ name, rules }) => {
    const text = formatPolicy({ v: 1, rules })
    const { block } = policyMemory({ v: 1, rules }, time, 1)
    return {
      name,
      policy: text,
      cost: parsePolicy(text).cost,
      created: time,
      memory: block.cid.toString(),
      hex: hex(block.bytes),
    }
  })
}

const text = (require: string): string => JSON.stringify({ v: 1, rules: [{ name: 'the rule', require }] })

export function refusedPolicies(): RefusedPolicyCase[] {
  const cases: [name: string, policy: string][] = [
    ['no JSON', 'v: 1'],
    ['blanks', '{"v":1, "rules":[{"name":"a","require":"true"}]}'],
    ['fields in another order', '{"v":1,"rules":[{"require":"true","name":"a"}]}'],
    ['a field twice', '{"v":1,"rules":[{"name":"a","require":"false","require":"true"}]}'],
    ['a default that is written', '{"v":1,"rules":[{"name":"a","on":"memory","require":"true"}]}'],
    ['another version', '{"v":2,"rules":[{"name":"a","require":"true"}]}'],
    ['no rules', '{"v":1,"rules":[]}'],
    ['a foreign field', '{"v":1,"rules":[{"name":"a","require":"true","deny":"true"}]}'],
    [
      'two rules of one name',
      '{"v":1,"rules":[{"name":"a","require":"true"},{"name":"a","require":"true"}]}',
    ],
    ['half an expression', text('author ==')],
    ['an unknown fact', text('somebody == author')],
    ['an unknown field', text('memory.provenence.model == ""')],
    [
      'a fact of memories in a rule on commits',
      '{"v":1,"rules":[{"name":"a","on":"commit","require":"key != \\"\\""}]}',
    ],
    ['a conversion', text('int("1") == 1')],
    ['a duration', text('duration("1h") == duration("1h")')],
    ['a map', text('{"a": 1}["a"] == 1')],
    ['a pattern from a fact', text('key.matches(author)')],
    ['a pattern that looks back', text('key.matches("(a)\\\\1")')],
    ['a pattern of too much weight', text('key.matches("(a{30}){30}")')],
    ['three macros inside one another', text('[1].all(a, [1].all(b, [1].all(c, true)))')],
    ['two macros over facts inside one another', text('memory.tags.all(a, memory.tags.exists(b, a == b))')],
    ['a macro that binds a fact', text('authors.all(author, author != "")')],
    ['a text with an escape that there is not', text('"\\q" != key')],
    ['a text with half of an escape', text('"\\u600}" != key')],
    ['a number beyond 2^63 - 1', text('9223372036854775808 > 0')],
    ['a number below -2^63', text('-9223372036854775809 < 0')],
    ['a sign that belongs to no number', text('-(9223372036854775808) < 0')],
    ['a dot before a name', text('.author == author')],
    ['a dot before a function', text('.size("a") == 1')],
    ['65 brackets inside one another', text(`${'('.repeat(65)}true${')'.repeat(65)}`)],
    ['a function in place of a method', text('startsWith(key, "a") || true')],
    ['a method with two texts', text('key.contains("a", "b") || true')],
    ['a pattern in a function', text('matches(key, "a")')],
    ['size of two', text('size(key, key) == 1')],
    ['a class of Unicode that there is not here', text('key.matches("\\\\p{Greek}")')],
    ['a class of Unicode in its short form', text('key.matches("\\\\pL")')],
    ['weight of braces that are no repetition', text('key.matches("[{900}{900}]")')],
    ['a number with a fraction', text('1.5 > 1.0')],
    ['an unsigned number', text('1u == 1u')],
    ['half of a surrogate pair', '{"v":1,"rules":[{"name":"a","require":"true","message":"\\ud800"}]}'],
    [
      'an escape that JSON.stringify does not write',
      '{"v":1,"rules":[{"name":"a","require":"true","message":"\\u0041"}]}',
    ],
    ['a name that begins with a blank', '{"v":1,"rules":[{"name":" a","require":"true"}]}'],
    ['a name of 65 characters', `{"v":1,"rules":[{"name":"${'a'.repeat(65)}","require":"true"}]}`],
    [
      'a message of 513 characters',
      `{"v":1,"rules":[{"name":"a","require":"true","message":"${'a'.repeat(513)}"}]}`,
    ],
    [
      '65 rules',
      JSON.stringify({
        v: 1,
        rules: Array.from({ length: 65 }, (_, i) => ({ name: `${i}`, require: 'true' })),
      }),
    ],
    ['more than 400 parts', text(`${Array.from({ length: 201 }, () => '1').join('+')} > 0`)],
    ['a list of 257', text(`1 in [${Array.from({ length: 257 }, () => '1').join(',')}]`)],
    ['more than 1,024 characters', text(`author != "${'a'.repeat(1_024)}"`)],
  ]
  return cases.map(([name, policy]) => {
    try {
      parsePolicy(policy)
    } catch (error) {
      return { name, policy, code: (error as { code: string }).code }
    }
    throw new Error(`${name} is not refused`)
  })
}
