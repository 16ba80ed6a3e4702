// Rules that ask for approvals: counted from the commit itself, by whoever writes it and by whoever takes it in.
import { expect, test } from 'vitest'
import { commitLawlessly } from '../helpers/lawless-author.ts'
import { reopen } from '../helpers/temporary-home.ts'
import { body, connect, proposalIn, propose, put, threePeople } from './people-with-forks.ts'

const reviewed = {
  name: 'reviewed',
  on: 'commit',
  when: 'branch == "main" && commit.parents.size() > 1',
  require: 'approvals.filter(a, a in authors).size() >= 1',
  message: 'an author has to approve first',
}

test(
  'a proposal is taken in once it has the approvals that the rules ask for',
  { timeout: 90_000 },
  async () => {
    const { alice, bob, carol, upstream, fork } = await threePeople()
    await alice.call('policy', { cube: upstream, text: JSON.stringify({ v: 1, rules: [reviewed] }) })
    await carol.call('pull', { cube: upstream, from: alice.addresses()[0] })
    await connect(bob, alice)
    await put(bob, fork, 'a', 'put right')
    const { proposal } = await propose(bob, fork)
    await proposalIn(alice, 'open')
    await expect(alice.call('accept', { proposal })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringMatching(/"reviewed".*an author has to approve first/),
    })
    expect(await proposalIn(alice, 'open')).toMatchObject({ id: proposal })
    expect(await body(alice, upstream, 'a')).toBe('a as it was')

    await alice.call('approve', { proposal })
    expect(await alice.call('accept', { proposal })).toMatchObject({ state: 'accepted', conflicts: [] })
    await carol.call('pull', { cube: upstream, from: alice.addresses()[0] })
    expect(await body(carol, upstream, 'a')).toBe('put right')
    expect(await alice.call('policy', { cube: upstream, check: 'main' })).toMatchObject({
      checked: [{ verdict: 'allowed' }, { verdict: 'allowed' }, {}, {}, {}, {}],
    })

    // The approval is in the tree for good, and counts for what it approved alone.
    await alice.call('branch', { cube: upstream, name: 'draft' })
    await put(alice, upstream, 'b', 'on main')
    await alice.call('add', { cube: upstream, branch: 'draft', key: 'c', text: 'on draft' })
    await expect(alice.call('merge', { cube: upstream, other: 'draft' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('"reviewed"'),
    })
  },
)

test('an approval that is made up counts for nothing', { timeout: 90_000 }, async () => {
  const { alice, carol, upstream } = await threePeople()
  await alice.call('policy', {
    cube: upstream,
    text: JSON.stringify({ v: 1, rules: [{ name: 'seen', on: 'commit', require: 'approvals.size() > 0' }] }),
  })
  await carol.call('pull', { cube: upstream, from: alice.addresses()[0] })
  await alice.close()
  await commitLawlessly(alice.home, upstream, [
    { [`.memcube/approvals/${upstream}/${alice.author}`]: { body: 'I approve' }, a: { body: 'x' } },
  ])
  const again = await reopen(alice.home, { network: { port: 0 } })
  await expect(carol.call('pull', { cube: upstream, from: again.addresses()[0] })).rejects.toMatchObject({
    code: 'ERR_DENIED',
    message: expect.stringContaining('"seen"'),
  })
})
