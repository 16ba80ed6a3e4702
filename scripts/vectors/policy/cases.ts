// The cases of the policy vectors.
import { CID } from 'multiformats/cid'
import { createMemory, type MemoryInput } from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'
import {
  checkPolicy,
  formatPolicy,
  judge,
  parsePolicy,
  policyMemory,
  type PolicyRule,
} from '../../../src/core/rules/index.ts'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import type { PolicyCase, RefusedPolicyCase, VectorCommitFacts, VerdictCase } from './shape.ts'

const did = (seed: number): string => formatDid(keyPairFromSecret(new Uint8Array(32).fill(seed)).publicKey)
const [alice, bob, eve] = [did(1), did(2), did(3)]
const time = 1_800_000_000_000
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

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
]

export function validPolicies(): PolicyCase[] {
  const written = [
    ...expressions.map(([name, require]) => ({ name, rules: [{ name: 'the rule', require }] })),
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

const memoryInput: MemoryInput = {
  type: 'plaintext',
  media: 'text/plain',
  body: 'VACUUM does not return space to the system',
  tags: ['db', 'postgres'],
  created: time - 86_400_000,
  provenance: { activity: 'add', model: 'a-model', source: { uri: 'https://example.org/a' } },
  governance: { licence: 'CC-BY-4.0' },
}
const bare: MemoryInput = { ...memoryInput, tags: [], provenance: { activity: 'add' }, governance: {} }
const parent = cidFor(DAG_CBOR, new Uint8Array([0xa0])).toString()

function facts(author: string, more: Partial<VectorCommitFacts> = {}): VectorCommitFacts {
  return {
    author,
    authors: [alice, bob],
    branch: 'main',
    time,
    message: 'add one',
    parents: [parent],
    approvals: [],
    ...more,
  }
}

type Changes = [key: string, op: 'add' | 'change' | 'remove', memory: MemoryInput][]
const verdictCases: [name: string, rules: PolicyRule[], commit: VectorCommitFacts, changes: Changes][] = [
  [
    'a key below an allowed prefix',
    [{ name: 'r', require: 'key.startsWith("notes/")' }],
    facts(alice),
    [['notes/a', 'add', bare]],
  ],
  [
    'a key elsewhere',
    [{ name: 'r', require: 'key.startsWith("notes/")' }],
    facts(alice),
    [
      ['notes/a', 'add', bare],
      ['other', 'add', bare],
    ],
  ],
  [
    'an author who may not write a branch',
    [{ name: 'r', on: 'commit', require: `branch != "main" || author == "${alice}"` }],
    facts(bob),
    [],
  ],
  [
    'an author who may write another branch',
    [{ name: 'r', on: 'commit', require: `branch != "main" || author == "${alice}"` }],
    facts(bob, { branch: 'draft' }),
    [],
  ],
  [
    'provenance that is there',
    [{ name: 'r', require: 'has(memory.provenance.model)' }],
    facts(alice),
    [['a', 'add', memoryInput]],
  ],
  [
    'provenance that is not there',
    [{ name: 'r', require: 'has(memory.provenance.model)' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'a field that is not there and not asked for',
    [{ name: 'r', require: 'memory.provenance.model == "a-model"' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'an error that or absorbs',
    [{ name: 'r', require: 'memory.provenance.model == "x" || key == "a"' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'a memory that is too old',
    [{ name: 'r', require: 'commit.time - memory.created < day' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'a memory that is just young enough',
    [{ name: 'r', require: 'commit.time - memory.created <= day' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'too few approvals',
    [{ name: 'r', on: 'commit', require: 'approvals.size() >= 2' }],
    facts(alice, { approvals: [bob] }),
    [],
  ],
  [
    'enough approvals',
    [{ name: 'r', on: 'commit', require: 'approvals.size() >= 2' }],
    facts(alice, { approvals: [alice, bob] }),
    [],
  ],
  [
    'a when that is false',
    [{ name: 'r', when: 'op == "remove"', require: 'false' }],
    facts(eve),
    [['a', 'change', bare]],
  ],
  [
    'a removal, judged as what was there',
    [{ name: 'r', when: 'op == "remove"', require: '!("db" in memory.tags)' }],
    facts(alice),
    [['a', 'remove', memoryInput]],
  ],
  [
    'a change of the policy',
    [{ name: 'r', when: 'key.startsWith(".memcube/")', require: `author == "${alice}"` }],
    facts(bob),
    [['.memcube/policy', 'change', bare]],
  ],
  [
    'an answer that is a number',
    [{ name: 'r', require: 'memory.bytes' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'a number that is too large',
    [{ name: 'r', require: '9223372036854775807 + 1 > 0' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'a list that grows',
    [
      {
        name: 'r',
        require:
          '[[1,2,3,4,5,6,7,8]].map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).size() == 1',
      },
    ],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'rules on the commit first',
    [
      { name: 'one', require: 'false' },
      { name: 'two', on: 'commit', require: 'false' },
    ],
    facts(alice),
    [['a', 'add', bare]],
  ],
]

export function verdicts(): VerdictCase[] {
  return verdictCases.map(([name, rules, commit, changes]) => {
    const made = changes.map(([key, op, input]) => ({ key, op, ...createMemory({ ...input, v: 1 }) }))
    const policy = checkPolicy({ v: 1, rules })
    const said = judge(policy, { ...commit, parents: commit.parents.map((cid) => CID.parse(cid)) }, made)
    return {
      name,
      policy: formatPolicy({ v: 1, rules }),
      commit,
      changes: made.map(({ key, op, block }) => ({ key, op, memory: hex(block.bytes) })),
      verdict:
        said.type === 'allowed'
          ? said
          : { type: said.type, rule: said.rule, ...(said.key !== undefined && { key: said.key }) },
    }
  })
}
