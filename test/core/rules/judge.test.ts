import { describe, expect, test } from 'vitest'
import { CID } from 'multiformats/cid'
import { APPROVALS_PREFIX } from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'
import {
  checkPolicy,
  countApprovals,
  judge,
  POLICY_LIMITS,
  WorkMeter,
  type CommitFacts,
  type PolicyRule,
  type PolicyVerdict,
} from '../../../src/core/rules/index.ts'
import { alice, bob, changeAt, commitBy, memoryOf } from './facts.ts'

function ask(
  rule: Omit<PolicyRule, 'name'>,
  facts: CommitFacts,
  ...changes: Parameters<typeof judge>[2][]
): PolicyVerdict {
  return judge(checkPolicy({ v: 1, rules: [{ name: 'the rule', ...rule }] }), facts, [...(changes[0] ?? [])])
}

describe('what rules can say', () => {
  test('who may write under a prefix', () => {
    const rule = { when: 'key.startsWith("team/")', require: `author == "${alice}"` }
    expect(ask(rule, commitBy(alice), [changeAt('team/a')])).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob), [changeAt('notes/a')])).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob), [changeAt('notes/a'), changeAt('team/a')])).toEqual({
      type: 'refused',
      rule: 'the rule',
      key: 'team/a',
      message: `it requires author == "${alice}"`,
    })
  })

  test('that everybody writes below a name of their own', () => {
    const rule = { require: 'key.startsWith("people/" + author + "/")', message: 'write below your own name' }
    expect(ask(rule, commitBy(bob), [changeAt(`people/${bob}/a`)])).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob), [changeAt(`people/${alice}/a`)])).toMatchObject({
      message: 'write below your own name',
    })
  })

  test('who may commit to a branch', () => {
    const rule = { on: 'commit' as const, require: `branch != "main" || author in ["${alice}"]` }
    expect(ask(rule, commitBy(alice))).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob, { branch: 'draft' }))).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob))).toMatchObject({ type: 'refused', rule: 'the rule' })
  })

  test('which provenance a memory must have', () => {
    const rule = {
      when: 'op != "remove"',
      require: 'has(memory.provenance.model) && memory.provenance.source.uri.startsWith("https://")',
    }
    const said = memoryOf({
      provenance: { activity: 'add', model: 'a-model', source: { uri: 'https://example.org' } },
    })
    expect(ask(rule, commitBy(bob), [changeAt('a', { memory: said })])).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob), [changeAt('a')])).toMatchObject({ type: 'refused', key: 'a' })
    expect(ask(rule, commitBy(bob), [changeAt('a', { op: 'remove' })])).toEqual({ type: 'allowed' })
  })

  test('how old a memory may be', () => {
    const rule = { require: 'commit.time - memory.created <= 30 * day' }
    const old = memoryOf({ created: 1_800_000_000_000 - 31 * 86_400_000 })
    expect(ask(rule, commitBy(bob), [changeAt('a')])).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob), [changeAt('a', { memory: old })])).toMatchObject({ type: 'refused' })
  })

  test('how many approvals a merge needs', () => {
    const rule = { on: 'commit' as const, require: 'commit.parents.size() < 2 || approvals.size() >= 2' }
    const parents = [1, 2].map(() => ({ toString: () => 'a commit' }) as never)
    expect(ask(rule, commitBy(bob))).toEqual({ type: 'allowed' })
    expect(ask(rule, commitBy(bob, { parents, approvals: [alice] }))).toMatchObject({ type: 'refused' })
    expect(ask(rule, commitBy(bob, { parents, approvals: [alice, bob] }))).toEqual({ type: 'allowed' })
  })

  test('who may change the rules', () => {
    const rule = { when: 'key.startsWith(".memcube/")', require: `author == "${alice}"` }
    expect(ask(rule, commitBy(bob), [changeAt('.memcube/policy', { op: 'change' })])).toMatchObject({
      key: '.memcube/policy',
    })
  })
})

describe('what cannot be decided is refused', () => {
  test.each([
    ['a field that is not there', 'memory.provenance.model == "x"', /field not found|no such key|model/],
    ['a division by zero', '1 / 0 == 1', /zero/],
    ['a number as an answer', 'memory.bytes', /true or false/],
    ['two kinds that cannot be compared', 'key < 1', /./],
    ['an index beyond the end', 'memory.tags[7] == "x"', /./],
    ['an overflow', '9223372036854775807 + 1 > 0', /overflow/],
    [
      'a list that grows',
      '[[1,2,3,4,5,6,7,8]].map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).size() == 1',
      /256/,
    ],
    [
      'a text that grows',
      `["${'a'.repeat(200)}"].map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).map(a,a+a).size() == 1`,
      /4096/,
    ],
  ])('%s', (_, require, why) => {
    const verdict = ask({ require }, commitBy(bob), [changeAt('a')])
    expect(verdict).toMatchObject({
      type: 'refused',
      rule: 'the rule',
      key: 'a',
      message: expect.stringMatching(why),
    })
    expect(ask({ when: require, require: 'true' }, commitBy(bob), [changeAt('a')])).toMatchObject({
      type: 'refused',
    })
  })
})

test('the first rule that refuses is named, rules on the commit before rules on memories', () => {
  const policy = checkPolicy({
    v: 1,
    rules: [
      { name: 'one', require: 'false' },
      { name: 'two', on: 'commit', require: 'true' },
      { name: 'three', on: 'commit', require: 'false' },
    ],
  })
  expect(judge(policy, commitBy(bob), [changeAt('a')])).toMatchObject({ rule: 'three' })
})

test('what judging may cost grows with the changes that came', () => {
  const policy = checkPolicy({ v: 1, rules: [{ name: 'one', require: 'true' }] })
  const changes = Array.from({ length: 20 }, (_, i) => changeAt(`a/${i}`))
  const meter = new WorkMeter(0)
  expect(judge(policy, commitBy(bob), changes, meter)).toEqual({ type: 'allowed' })
  expect(meter.spent).toBeLessThanOrEqual(changes.length * POLICY_LIMITS.workPerChange)
})

describe('an approval counts', () => {
  const [cube, proposal, merged, other] = [
    'bafyreigdmqpykrgxyaxtlafqpqhzrb7qy2rh75nldvfd4tucqmqqme5yje',
    'bafyreib74zrmrj6qbrmzbnepptegc5bxwaw3bepehjknuhrcrsldnlnajy',
    'bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
    'bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae',
  ].map((text) => CID.parse(text)) as [CID, CID, CID, CID]
  const { publicKey: author } = keyPairFromSecret(new Uint8Array(32).fill(1))
  const did = formatDid(author)
  const counted = (more: { upstream?: CID; commit?: CID }, key = `${proposal}/${did}`): string[] => {
    const approval = { upstream: cube, proposal, commit: merged, author, ...more }
    return countApprovals([{ key: `${APPROVALS_PREFIX}${key}`, approval }], cube, [merged])
  }

  test('for a commit that is merged', () => {
    expect(counted({})).toEqual([did])
    expect(counted({ commit: other })).toEqual([])
  })

  test('in the cube that it names', () => {
    expect(counted({ upstream: other })).toEqual([])
  })

  test('under the key of its proposal and author', () => {
    expect(counted({}, `${other}/${did}`)).toEqual([])
    expect(counted({}, `${proposal}/${bob}`)).toEqual([])
  })
})
