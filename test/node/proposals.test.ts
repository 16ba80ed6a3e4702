// A fix for a stranger's cube: offered while its author is away, kept by a seed, reviewed, and decided.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseMemory, parseProposalRecord, verifyVerdict } from '../../src/core/cube/index.ts'
import { parseCid } from '../../src/core/codec/index.ts'
import { parseDid } from '../../src/core/identity/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import {
  back,
  body,
  connect,
  online,
  proposalIn,
  proposalWhere,
  propose,
  put,
  rows,
  threePeople,
  type People,
} from './people-with-forks.ts'

const minute = { timeout: 90_000 }

/** Bob proposes while only Carol is there, and leaves. */
async function proposedWhileAway(): Promise<People & { id: string }> {
  const people = await threePeople()
  const { alice, bob, carol, fork } = people
  await alice.close()
  await put(bob, fork, 'a', 'a put right')
  await put(bob, fork, 'new', 'a new one')
  await bob.call('remove', { cube: fork, keys: ['c'] })
  const proposed = await propose(bob, fork, 'a was wrong')
  expect(proposed).toMatchObject({ delivered: [carol.peerId], published: true, upstream: people.upstream })
  await bob.close()
  return { ...people, id: proposed.proposal }
}

describe('a proposal made while the author is away', () => {
  test(
    'is kept by a seed, accepted when the proposer has gone, and the proposer hears of it',
    minute,
    async () => {
      const { alice: away, bob: gone, carol, upstream, fork, id } = await proposedWhileAway()
      expect(await rows(carol, upstream)).toMatchObject([{ id, direction: 'kept', state: 'open' }])
      // What it keeps for others is no garbage.
      await carol.call('gc', {})

      const alice = await back(away, carol)
      const open = await proposalIn(alice, 'open')
      expect(open).toMatchObject({
        id,
        cube: upstream,
        fork,
        author: gone.author,
        tier: 'community',
        verified: true,
        message: 'a was wrong',
        added: 1,
        changed: 1,
        removed: 1,
        direction: 'in',
      })
      // What is offered is read without becoming a cube, or an answer of recall.
      expect(await alice.call('diff', { cube: upstream, a: 'main', b: id })).toEqual({
        added: ['new'],
        changed: ['a'],
        removed: ['c'],
      })
      expect(await body(alice, upstream, 'a', id.slice(0, 20))).toBe('a put right')
      expect(await alice.call('log', { cube: upstream, branch: id, limit: 1 })).toMatchObject({
        commits: [{ commit: open['commit'], author: gone.author, verified: true }],
      })
      expect(await alice.call('list', {})).toMatchObject({ cubes: [{ cube: upstream }] })
      const { results } = (await alice.call('recall', { query: 'put right', tier: 'community' })) as {
        results: { text: string }[]
      }
      expect(results.map(({ text }) => text)).not.toContain('a put right')

      const accepted = (await alice.call('accept', { proposal: id })) as { commit: string }
      expect(accepted).toMatchObject({ conflicts: [], added: 1, changed: 1, removed: 1, state: 'accepted' })
      expect(await alice.call('log', { cube: upstream, limit: 1 })).toMatchObject({
        commits: [
          {
            commit: accepted.commit,
            parents: [expect.any(String), open['commit']],
            message: expect.stringMatching(
              new RegExp(`^accept \\S+ of …${gone.author.slice(-8)}: a was wrong$`),
            ),
          },
        ],
      })
      expect(await alice.call('blame', { cube: upstream, key: 'new' })).toMatchObject({
        author: gone.author,
        verified: true,
      })
      for (const verb of ['accept', 'decline'])
        await expect(alice.call(verb, { proposal: id })).rejects.toMatchObject({
          code: 'ERR_INVALID_INPUT',
          message: expect.stringContaining('accepted already') as string,
        })

      await proposalIn(carol, 'accepted', upstream)
      await alice.close()
      const bob = await back(gone, carol)
      expect(await proposalIn(bob, 'accepted')).toMatchObject({
        id,
        merged: accepted.commit,
        direction: 'out',
      })
      for (const node of [bob, carol])
        expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    },
  )

  test('is declined with a reason that the proposer sees, after restarts of everybody', minute, async () => {
    const { alice: away, bob: gone, carol: first, id } = await proposedWhileAway()
    await first.close()
    const carol = await reopen(first.home, online)
    const alice = await back(away, carol)
    await proposalIn(alice, 'open')
    await carol.close()
    // Nobody is there to be told: the word waits in the home.
    expect(await alice.call('decline', { proposal: id, reason: 'see b' })).toMatchObject({
      state: 'declined',
    })
    await expect(alice.call('accept', { proposal: id })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    await alice.close()
    const again = await reopen(alice.home, online)
    const bob = await back(gone, again)
    expect(await proposalIn(bob, 'declined')).toMatchObject({ id, reason: 'see b', merged: null })
    expect(await rows(again)).toMatchObject([{ id, state: 'declined' }])
  })

  test(
    'waits in the home when no seed can be reached, and is delivered when one is met',
    minute,
    async () => {
      const { alice, bob: first, carol, upstream, fork } = await threePeople()
      await alice.close()
      await first.close()
      const bob = await reopen(first.home)
      await put(bob, fork, 'a', 'a put right')
      const { proposal } = await propose(bob, fork)
      expect(await rows(bob)).toMatchObject([
        { id: proposal, state: 'open', direction: 'out', delivered: false },
      ])
      await bob.close()
      const later = await back(bob, carol)
      expect(await proposalIn(carol, 'open', upstream)).toMatchObject({ id: proposal, added: 0, changed: 1 })
      expect((await propose(later, fork)).proposal).toBe(proposal)
      expect(await rows(later)).toMatchObject([{ id: proposal, delivered: true }])
    },
  )
})

describe('a proposal to somebody who is there', () => {
  async function reviewed(): Promise<People & { id: string }> {
    const people = await threePeople()
    const { alice, bob, fork, upstream } = people
    await connect(bob, alice)
    await put(bob, fork, 'a', 'by bob')
    await put(bob, fork, 'b', 'by bob')
    await put(alice, upstream, 'a', 'by alice')
    const { proposal } = await propose(bob, fork)
    await proposalIn(alice, 'open')
    return { ...people, id: proposal }
  }

  test('lists conflicts, changes nothing until they are settled, and is accepted then', minute, async () => {
    const { alice, bob, upstream, fork, id } = await reviewed()
    const before = await alice.call('show', { cube: upstream })
    const message = 'thanks, with a change'
    const asked = (await alice.call('accept', { proposal: id, message })) as { conflicts: unknown[] }
    expect(asked).toMatchObject({ state: 'open', conflicts: [{ key: 'a', kind: 'edit/edit' }] })
    expect(asked).not.toHaveProperty('commit')
    expect(await alice.call('show', { cube: upstream })).toEqual({
      ...(before as object),
      waiting: [
        expect.objectContaining({ kind: 'unfinished-merge', branch: 'main' }),
        expect.objectContaining({ kind: 'proposal', id }),
      ],
    })
    // The merge that waits belongs to the proposal: no other verb finishes it behind its author's back.
    await expect(alice.call('merge', { cube: upstream, strategy: 'ours' })).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining(`memcube accept ${id}`) as string,
    })
    // What is said with it leaves this machine.
    const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
    await expect(
      alice.call('accept', { proposal: id, strategy: 'theirs', message: `log in with ${secret}` }),
    ).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: 'the message would tell others what looks like a secret: GITHUB_TOKEN',
    })
    const settled = await alice.call('accept', {
      proposal: id,
      resolve: [{ key: 'a', text: 'by both' }],
    })
    expect(settled).toMatchObject({ state: 'accepted', conflicts: [] })
    expect(await body(alice, upstream, 'a')).toBe('by both')
    expect(await body(alice, upstream, 'b')).toBe('by bob')
    // What was said when the conflict showed is in the commit, and reaches who proposed, in the list and beside the fork.
    expect(await alice.call('log', { cube: upstream, limit: 1 })).toMatchObject({ commits: [{ message }] })
    expect(await proposalIn(bob, 'accepted')).toMatchObject({ id, reason: 'thanks, with a change' })
    expect(await bob.call('show', { cube: fork })).toMatchObject({
      proposed: { id, state: 'accepted', reason: 'thanks, with a change' },
    })
    expect(await alice.call('verify', { cube: upstream })).toMatchObject({ ok: true, problems: [] })
  })

  test('carries the approvals of authors into the commit, where anybody can check them', minute, async () => {
    const { alice, bob, upstream, id } = await reviewed()
    const { commit } = (await alice.call('approve', { proposal: id })) as { commit: string }
    await alice.call('approve', { proposal: id })
    expect(await proposalWhere(bob, ({ approvals }) => (approvals as string[]).length > 0)).toMatchObject({
      approvals: [alice.author],
    })
    await alice.call('accept', { proposal: id, strategy: 'theirs' })
    const key = `.memcube/approvals/${id}/${alice.author}`
    await bob.call('pull', { cube: upstream, from: alice.addresses()[0] })
    const held = (await bob.call('get', { cube: upstream, key })) as { memory: string; media: string }
    expect(held.media).toBe('application/vnd.ipld.dag-cbor')
    await bob.close()
    const block = await storedBlock(bob.home, held.memory)
    const approval = parseProposalRecord(parseMemory(block ?? new Uint8Array()).body as Uint8Array)
    if (approval.t !== 'memcube/approval') throw new Error('expected an approval')
    expect(() => verifyVerdict(approval, parseCid(upstream), [parseDid(alice.author)])).not.toThrow()
    expect(approval.commit.toString()).toBe(commit)
  })

  test('is approved by two authors at two homes, as the policy of the cube asks', minute, async () => {
    const { alice, bob, upstream, fork } = await threePeople()
    const rules = [{ name: 'two reviews', when: 'key == "a"', require: 'approvals.size() >= 2' }]
    await alice.call('policy', { cube: upstream, text: JSON.stringify({ v: 1, rules }) })
    const dave = await temporaryNode('dave', online)
    await alice.call('authors', { cube: upstream, add: dave.author })
    await dave.call('pull', { cube: upstream, from: alice.addresses()[0] })
    await connect(bob, alice)
    await put(bob, fork, 'a', 'by bob')
    const { proposal } = await propose(bob, fork)
    await proposalIn(alice, 'open')
    await alice.call('approve', { proposal })
    await expect(alice.call('accept', { proposal })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('two reviews') as string,
    })
    await dave.close()
    const again = await back(dave, alice)
    expect(await proposalIn(again, 'open')).toMatchObject({ direction: 'in', approvals: [alice.author] })
    await again.call('approve', { proposal })
    await proposalWhere(alice, ({ approvals }) => (approvals as string[]).length === 2)
    const { commit } = (await alice.call('accept', { proposal })) as { commit: string }
    await bob.call('pull', { cube: upstream, from: alice.addresses()[0] })
    expect(await bob.call('show', { cube: upstream })).toMatchObject({ head: commit })
    expect(await proposalIn(again, 'accepted')).toMatchObject({ merged: commit })
  })

  test('gives way to a newer one of the same fork', minute, async () => {
    const { alice, bob, fork, id } = await reviewed()
    await put(bob, fork, 'b', 'by bob, again')
    const { proposal } = await propose(bob, fork)
    expect(await proposalIn(alice, 'superseded')).toMatchObject({ id })
    expect(await rows(alice)).toMatchObject([
      { id: proposal, state: 'open' },
      { id, state: 'superseded' },
    ])
    await expect(alice.call('accept', { proposal: id })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  test(
    'gives way to the same changes with other words; without words it stays as it is',
    minute,
    async () => {
      const { alice, bob, fork, id } = await reviewed()
      const revised = await propose(bob, fork, 'read this first')
      expect(revised).toMatchObject({ revises: id, revision: 2 })
      expect(await propose(bob, fork, 'read this first')).toMatchObject({ proposal: revised.proposal })
      expect(await propose(bob, fork)).toMatchObject({ proposal: revised.proposal })
      expect(
        await proposalWhere(alice, ({ state, id: one }) => state === 'open' && one !== id),
      ).toMatchObject({
        id: revised.proposal,
        message: 'read this first',
      })
    },
  )

  test('of a blocked author is neither shown nor accepted nor taken', minute, async () => {
    const { alice, bob, fork, id } = await reviewed()
    await alice.call('block', { target: bob.author })
    expect(await rows(alice)).toEqual([])
    await expect(alice.call('accept', { proposal: id })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(alice.call('get', { cube: 'notes', key: 'b', at: id })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    await put(bob, fork, 'more', 'of the same')
    const { refused } = await propose(bob, fork)
    expect(refused.find(({ peerId }) => peerId === alice.peerId)).toMatchObject({ code: 'ERR_DENIED' })
  })

  test('does not bring back what was forgotten', minute, async () => {
    const { alice, bob, upstream, fork } = await threePeople()
    const { memory } = (await alice.call('get', { cube: upstream, key: 'c' })) as { memory: string }
    await alice.call('forget', { cube: upstream, keys: ['c'] })
    await connect(bob, alice)
    await put(bob, fork, 'a', 'by bob')
    const { proposal } = await propose(bob, fork)
    await proposalIn(alice, 'open')
    expect(await alice.call('accept', { proposal })).toMatchObject({ state: 'accepted' })
    await expect(alice.call('get', { cube: upstream, key: 'c' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    await alice.close()
    expect(await storedBlock(alice.home, memory)).toBeUndefined()
  })

  test('that brings too much is refused with the limit, and nothing of it stays', minute, async () => {
    const { alice, bob, carol, fork } = await threePeople()
    await alice.close()
    const file = join(await temporaryFolder(), 'weights')
    await writeFile(
      file,
      Buffer.alloc(17 * 1024 * 1024, 1).map((_, i) => i % 251),
    )
    await bob.call('add', { cube: fork, key: 'big', type: 'parameter', file })
    const { delivered, refused } = await propose(bob, fork)
    expect(delivered).toEqual([])
    expect(refused).toContainEqual(expect.objectContaining({ peerId: carol.peerId, code: 'ERR_LIMIT' }))
    expect(await rows(carol, 'notes')).toEqual([])
  })
})

/** The bytes of a block, as they lie in the store of a home that is closed. */
async function storedBlock(home: string, cid: string): Promise<Uint8Array | undefined> {
  const store = await openStore(join(home, 'store'))
  try {
    return await store.get(parseCid(cid))
  } finally {
    await store.close()
  }
}
