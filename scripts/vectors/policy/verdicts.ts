// The verdicts of the policy vectors: a policy, a commit with its changes, and what the rules say.
import { CID } from 'multiformats/cid'
import { createMemory, type MemoryInput } from '../../../src/core/cube/index.ts'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import {
  checkPolicy,
  formatPolicy,
  judge,
  WorkMeter,
  type PolicyRule,
} from '../../../src/core/rules/index.ts'
import { alice, bob, eve, hex, time } from './sample.ts'
import type { VectorCommitFacts, VerdictCase } from './shape.ts'

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
    'what or and and absorb',
    [{ name: 'r', require: '(1 < "a" || true) && !(1 < "a" && false)' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  ['an error that nothing absorbs', [{ name: 'r', require: '1 < "a"' }], facts(alice), [['a', 'add', bare]]],
  [
    'not, twice, before a text',
    [{ name: 'r', require: '!(!("a")) == "a"' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'an order of texts beyond the basic plane',
    [{ name: 'r', require: '"\\uFB01" < "\\U0001F600" && "\\U0001F600".size() == 1' }],
    facts(alice),
    [['a', 'add', bare]],
  ],
  [
    'patterns, each of which is paid for',
    [{ name: 'r', require: 'key.matches("n{3}") || memory.tags.exists(t, t.matches("^p.*s$"))' }],
    facts(alice),
    [['a', 'add', memoryInput]],
  ],
  [
    'a text of 4,097 units',
    [{ name: 'r', require: '(memory.provenance.source.uri + commit.message).size() == 4097' }],
    facts(alice, { message: 'm'.repeat(4_097 - 21) }),
    [['a', 'add', memoryInput]],
  ],
  ['no rule on memories', [{ name: 'r', on: 'commit', require: 'true' }], facts(alice), [['a', 'add', bare]]],
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
    const meter = new WorkMeter()
    const parents = commit.parents.map((cid) => CID.parse(cid))
    const said = judge(policy, { ...commit, parents }, made, meter)
    return {
      name,
      policy: formatPolicy({ v: 1, rules }),
      commit,
      changes: made.map(({ key, op, block }) => ({ key, op, memory: hex(block.bytes) })),
      verdict:
        said.type === 'allowed'
          ? said
          : { type: said.type, rule: said.rule, ...(said.key !== undefined && { key: said.key }) },
      spent: meter.spent,
    }
  })
}
