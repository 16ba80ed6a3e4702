// The rules of a cube bind who writes it, and everybody who takes it in.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { commitLawlessly, rewindLawlessly, type LawlessChange } from '../helpers/lawless-author.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

type Person = MemCubeNode & { home: string }

interface Answer {
  policy: { rules: { name: string }[] } | null
  commit: string
  checked?: { commit: string; verdict: string; rule?: string; key?: string }[]
  notes: string[]
}

const online = { network: {} }
const noSecrets = {
  name: 'no secrets',
  require: '!key.startsWith("secret/")',
  message: 'secrets have a cube of their own',
}

async function cubeWith(node: MemCubeNode, ...rules: object[]): Promise<string> {
  const { cube } = (await node.call('create', { name: 'notes' })) as { cube: string }
  await node.call('add', { cube, key: 'first', text: 'one' })
  await setRules(node, cube, ...rules)
  return cube
}

async function setRules(node: MemCubeNode, cube: string, ...rules: object[]): Promise<Answer> {
  return node.call('policy', { cube, text: JSON.stringify({ v: 1, rules }) })
}

const stateOf = async (node: MemCubeNode, cube: string): Promise<unknown> => ({
  ...((await node.call('show', { cube })) as object),
  ...((await node.call('log', { cube })) as object),
  ...((await node.call('keys', { cube })) as object),
})

describe('what this home writes', () => {
  test('is judged before anything is written, and the rule is named', async () => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, noSecrets)
    const before = await stateOf(alice, cube)
    await expect(alice.call('add', { cube, key: 'secret/a', text: 'x' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringMatching(
        /"no secrets" of notes at "secret\/a": secrets have a cube of their own/,
      ),
      hint: expect.stringContaining('memcube policy'),
    })
    expect(await stateOf(alice, cube)).toEqual(before)
    await alice.call('add', { cube, key: 'second', text: 'two' })
    expect(await alice.call('keys', { cube })).toEqual({ keys: ['first', 'second'] })
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })

  test('is judged by the policy of the first parent, so a policy is changed under the old one', async () => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, {
      name: 'settled',
      when: 'key == ".memcube/policy"',
      require: 'op == "remove"',
    })
    await expect(setRules(alice, cube, noSecrets)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('"settled"'),
    })
    await alice.call('policy', { cube, clear: true })
    expect(await setRules(alice, cube, noSecrets)).toMatchObject({
      policy: { rules: [{ name: 'no secrets' }] },
    })
  })

  test('says so when a policy could not be changed again', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const { notes } = await setRules(alice, 'notes', { name: 'frozen', require: 'false' })
    expect(notes).toEqual([expect.stringContaining('"frozen"')])
    await expect(alice.call('policy', { cube: 'notes', clear: true })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
  })

  test('a merge is judged with all that it brings, also one that only moves the branch', async () => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, { ...noSecrets, when: 'branch == "main"' })
    await alice.call('branch', { cube, name: 'draft' })
    await alice.call('add', { cube, branch: 'draft', key: 'secret/a', text: 'x' })
    await alice.call('add', { cube, branch: 'draft', key: 'b', text: 'x' })
    const before = await stateOf(alice, cube)
    await expect(alice.call('merge', { cube, other: 'draft' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('"no secrets"'),
    })
    expect(await stateOf(alice, cube)).toEqual(before)
    await alice.call('add', { cube, key: 'c', text: 'x' })
    await expect(alice.call('merge', { cube, other: 'draft' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await alice.call('remove', { cube, branch: 'draft', keys: ['secret/a'] })
    expect(await alice.call('merge', { cube, other: 'draft' })).toMatchObject({ type: 'merge' })
  })

  test('what is removed is judged as what it was', async () => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, {
      name: 'keep',
      when: 'op == "remove"',
      require: '!("keep" in memory.tags)',
    })
    await alice.call('add', { cube, key: 'a', text: 'x', tags: ['keep'] })
    await expect(alice.call('remove', { cube, keys: ['a'] })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await alice.call('remove', { cube, keys: ['first'] })
  })

  test('a fork does not take over the rules of its upstream', async () => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, noSecrets)
    const { cube: fork } = (await alice.call('fork', { cube, name: 'mine' })) as { cube: string }
    expect(await alice.call('policy', { cube: fork })).toMatchObject({ policy: null })
    await alice.call('add', { cube: fork, key: 'secret/a', text: 'x' })
    await expect(alice.call('merge', { cube, other: 'mine' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await alice.call('verify', { cube: fork })).toMatchObject({ ok: true, problems: [] })
  })
})

describe('setting a policy', () => {
  test('takes YAML with comments and long lines', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'rules.yaml')
    await writeFile(
      file,
      [
        'v: 1',
        'rules:',
        '  # what the world may read',
        '  - name: no secrets',
        '    require: >-',
        '      !key.startsWith("secret/")',
        '      && memory.bytes < 1000',
      ].join('\n'),
    )
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const set = (await alice.call('policy', { cube: 'notes', set: file })) as Answer
    expect(set.policy).toEqual({
      v: 1,
      rules: [{ name: 'no secrets', require: '!key.startsWith("secret/") && memory.bytes < 1000' }],
    })
    expect(await alice.call('policy', { cube: 'notes', set: file })).toMatchObject({ commit: set.commit })
  })

  test.each([
    [
      'an expression that does not parse',
      '{v: 1, rules: [{name: a, require: "key =="}]}',
      /rule "a".*line 1, column 5/,
    ],
    [
      'a fact that there is not',
      '{v: 1, rules: [{name: a, require: "kee == key"}]}',
      /rule "a".*expected one of/,
    ],
    ['no YAML', 'v: 1\nrules:\n  - {name: a', /line \d+, column \d+/],
    ['aliases', 'v: 1\nrules: [&a {name: a, require: "true"}, *a]', /./],
    ['something else', '[1, 2]', /a map/],
  ])('changes nothing with %s', async (_, text, why) => {
    const alice = await temporaryNode('alice')
    const cube = await cubeWith(alice, noSecrets)
    const before = await stateOf(alice, cube)
    await expect(alice.call('policy', { cube, text })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringMatching(why),
    })
    expect(await stateOf(alice, cube)).toEqual(before)
  })

  test('can be tried on what there is before it is set', async () => {
    const alice = await temporaryNode('alice')
    const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
    await alice.call('add', { cube, key: 'a', text: 'x' })
    const wrong = (await alice.call('add', { cube, key: 'secret/a', text: 'x' })) as { commit: string }
    await alice.call('add', { cube, key: 'b', text: 'x' })
    const text = JSON.stringify({ v: 1, rules: [noSecrets] })
    const { checked = [] } = (await alice.call('policy', { cube, text, check: 'main' })) as Answer
    expect(checked.map(({ verdict }) => verdict)).toEqual(['allowed', 'refused', 'allowed', 'allowed'])
    expect(checked[1]).toMatchObject({ commit: wrong.commit, rule: 'no secrets', key: 'secret/a' })
    expect(await alice.call('policy', { cube })).toMatchObject({ policy: null })
    expect(await alice.call('policy', { cube, text, check: 'main~1' })).toMatchObject({
      checked: [{ verdict: 'refused' }],
    })
    await expect(alice.call('policy', { cube, check: 'main' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })
})

describe('what others push', () => {
  /** Eve's cube with rules, and Bob who follows it; then Eve's home is closed and she writes as she likes. */
  async function followed(
    rules: object[],
    ...changes: LawlessChange[]
  ): Promise<{ bob: Person; eve: Person; cube: string }> {
    const eve = await temporaryNode('eve', online)
    const cube = await cubeWith(eve, ...rules)
    await eve.call('publish', { cube })
    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: eve.addresses()[0] })
    await eve.close()
    await commitLawlessly(eve.home, cube, changes)
    return { bob, cube, eve: await reopen(eve.home, { network: { port: 0 } }) }
  }

  const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<unknown> =>
    node.call('pull', { cube, from: from.addresses()[0] })

  test(
    'a head that breaks the rules of its own cube is refused by the name of the rule',
    { timeout: 60_000 },
    async () => {
      const { bob, eve, cube } = await followed([noSecrets], { 'secret/a': { body: 'x' } })
      const before = await stateOf(bob, cube)
      await expect(pull(bob, cube, eve)).rejects.toMatchObject({
        code: 'ERR_DENIED',
        message: expect.stringMatching(/"no secrets" of notes at "secret\/a"/),
      })
      expect(await stateOf(bob, cube)).toEqual(before)
      expect(await bob.call('recall', { query: 'x', tier: 'community' })).not.toMatchObject({
        results: [{ key: 'secret/a' }],
      })
      expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    },
  )

  test(
    'so is one that several commits lead to, and one that keeps the rules is taken',
    { timeout: 60_000 },
    async () => {
      const { bob, eve, cube } = await followed(
        [noSecrets],
        { a: { body: 'x' } },
        { 'secret/a': { body: 'x' } },
        { b: { body: 'x' } },
      )
      await expect(pull(bob, cube, eve)).rejects.toMatchObject({ code: 'ERR_DENIED' })
      await eve.close()
      await commitLawlessly(eve.home, cube, [{ 'secret/a': null }])
      const again = await reopen(eve.home, { network: { port: 0 } })
      await pull(bob, cube, again)
      expect(await bob.call('keys', { cube })).toEqual({ keys: ['a', 'b', 'first'] })
    },
  )

  test(
    'a policy that refuses its own change is not changed by who ignores it',
    { timeout: 60_000 },
    async () => {
      const frozen = { name: 'frozen', require: 'key != ".memcube/policy"' }
      const { bob, eve, cube } = await followed([frozen], { '.memcube/policy': null }, { a: { body: 'x' } })
      await expect(pull(bob, cube, eve)).rejects.toMatchObject({
        code: 'ERR_DENIED',
        message: expect.stringContaining('"frozen"'),
      })
    },
  )

  test(
    'a policy that does not parse is refused, with or without one before',
    { timeout: 60_000 },
    async () => {
      const { bob, eve, cube } = await followed([noSecrets], {
        '.memcube/policy': {
          body: '{"v":1,"rules":[{"name":"a","require":"("}]}',
          media: 'application/json',
        },
      })
      await expect(pull(bob, cube, eve)).rejects.toMatchObject({
        code: 'ERR_DENIED',
        message: expect.stringContaining('cannot be judged by'),
      })
      const carol = await temporaryNode('carol', online)
      await expect(pull(carol, cube, eve)).rejects.toMatchObject({ code: 'ERR_DENIED' })
      expect(await carol.call('list', {})).toEqual({ cubes: [] })
    },
  )

  test('what the rules keep is not lost by a branch that goes back', { timeout: 60_000 }, async () => {
    const eve = await temporaryNode('eve', online)
    const cube = await cubeWith(eve, { name: 'keep', require: 'op != "remove"' })
    const { commit } = (await eve.call('add', { cube, key: 'second', text: 'two' })) as { commit: string }
    await eve.call('add', { cube, key: 'third', text: 'three' })
    await eve.call('publish', { cube })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, eve)
    await eve.close()
    await rewindLawlessly(eve.home, cube, CID.parse(commit))
    await commitLawlessly(eve.home, cube, [{ fourth: { body: 'as if there had been no third' } }])
    const again = await reopen(eve.home, { network: { port: 0 } })
    await expect(pull(bob, cube, again)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringMatching(/"keep".*"third"/),
    })
    expect(await bob.call('keys', { cube })).toEqual({ keys: ['first', 'second', 'third'] })
  })

  test(
    'what was written under a newer policy is not refused by an older one',
    { timeout: 60_000 },
    async () => {
      const eve = await temporaryNode('eve', online)
      const cube = await cubeWith(eve, noSecrets)
      await eve.call('publish', { cube })
      const bob = await temporaryNode('bob', online)
      await pull(bob, cube, eve)
      await setRules(eve, cube, { name: 'short', require: 'memory.bytes < 1000' })
      await eve.call('add', { cube, key: 'secret/a', text: 'x' })
      await pull(bob, cube, eve)
      expect(await bob.call('keys', { cube })).toEqual({ keys: ['first', 'secret/a'] })
      await eve.call('policy', { cube, clear: true })
      await eve.call('add', { cube, key: 'long', text: 'x'.repeat(2_000) })
      await pull(bob, cube, eve)
      expect(await bob.call('policy', { cube })).toMatchObject({ policy: null })
    },
  )

  test('a followed cube that breaks its rules stays as it was', { timeout: 60_000 }, async () => {
    const { bob, eve, cube } = await followed([noSecrets], { 'secret/a': { body: 'x' } })
    const before = await stateOf(bob, cube)
    const refused = new Promise<{ code: string; message: string }>((resolve) =>
      bob.events.on('refused', (refusal) => refusal.cube === cube && resolve(refusal)),
    )
    await bob.call('follow', { target: cube })
    await bob.call('connect', { address: eve.addresses()[0] })
    expect(await refused).toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('"no secrets"'),
    })
    expect(await stateOf(bob, cube)).toMatchObject({
      ...(before as object),
      role: 'followed',
      tier: 'followed',
      followed: true,
    })
  })
})

test('a co-author is bound too, and bound by the others', { timeout: 90_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const bob = await temporaryNode('bob', online)
  const cube = await cubeWith(alice, {
    name: 'team',
    when: 'key.startsWith("team/")',
    require: `author == "${alice.author}" && author in authors && authors.size() == 2`,
  })
  await alice.call('authors', { cube, add: bob.author })
  await alice.call('publish', { cube })
  await bob.call('pull', { cube, from: alice.addresses()[0] })
  await expect(bob.call('add', { cube, key: 'team/b', text: 'x' })).rejects.toMatchObject({
    code: 'ERR_DENIED',
    message: expect.stringContaining('"team"'),
  })
  await alice.call('add', { cube, key: 'team/a', text: 'x' })
  await bob.call('pull', { cube, from: alice.addresses()[0] })
  await bob.call('add', { cube, key: 'mine', text: 'x' })
  await bob.call('publish', { cube })
  await alice.call('pull', { cube, from: bob.addresses()[0] })
  const keys = { keys: ['first', 'mine', 'team/a'] }
  expect(await alice.call('keys', { cube })).toEqual(keys)

  await bob.close()
  await commitLawlessly(bob.home, cube, [{ 'team/b': { body: 'x' } }])
  const again = await reopen(bob.home, { network: { port: 0 } })
  await expect(alice.call('pull', { cube, from: again.addresses()[0] })).rejects.toMatchObject({
    code: 'ERR_DENIED',
    message: expect.stringContaining('"team"'),
  })
  expect(await alice.call('keys', { cube })).toEqual(keys)
})

test('what was forgotten is shown to no rule, and its lineage stays', async () => {
  const alice = await temporaryNode('alice')
  const cube = await cubeWith(alice, { name: 'plain', require: 'memory.bytes < 10000' })
  const { memory } = (await alice.call('add', { cube, key: 'secret', text: 'a secret' })) as {
    memory: string
  }
  await alice.call('forget', { cube, keys: ['secret'] })
  await alice.call('add', { cube, key: 'later', text: 'two' })
  const { checked = [] } = (await alice.call('policy', { cube, check: 'main' })) as Answer
  expect(checked.every(({ verdict }) => verdict === 'allowed')).toBe(true)
  const { changes } = (await alice.call('lineage', { cube, key: 'secret' })) as { changes: object[] }
  expect(changes).toMatchObject([
    { op: 'remove', previous: memory, activity: null, verified: true },
    { op: 'add', memory, activity: null, verified: true },
  ])
})

test('the settings of a cube change in one commit, judged as any other', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes', topics: ['db'], licence: 'CC0-1.0' })) as {
    cube: string
  }
  expect(await alice.call('describe', { cube, licence: 'CC-BY-4.0', about: 'databases' })).toMatchObject({
    topics: ['db'],
    licence: 'CC-BY-4.0',
    about: 'databases',
  })
  expect(await alice.call('show', { cube })).toMatchObject({
    licence: 'CC-BY-4.0',
    about: 'databases',
    topics: ['db'],
  })
  expect(await alice.call('describe', { cube, topics: [], about: '' })).toMatchObject({
    topics: [],
    about: null,
  })
  const { commits } = (await alice.call('log', { cube })) as { commits: unknown[] }
  await alice.call('describe', { cube, licence: 'CC-BY-4.0' })
  expect((await alice.call('log', { cube })) as object).toEqual({ commits })
  await setRules(alice, cube, { name: 'free', when: 'key == ".memcube/info"', require: 'false' })
  await expect(alice.call('describe', { cube, licence: 'MIT' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
  expect(await alice.call('show', { cube })).toMatchObject({ licence: 'CC-BY-4.0' })
})
