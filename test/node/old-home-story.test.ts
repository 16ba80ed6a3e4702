// The whole story between a home that was written in version 1 and one that is new: neither notices the other's age.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCommit } from '../../src/core/cube/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { parseCid } from '../../src/core/codec/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { oldHome } from './old-home.ts'
import { body, connect, online, proposalIn, propose, put, type Person } from './people-with-forks.ts'

/** Resolves when the cube of this node has this many memories. */
function memoriesBecome(node: Person, cube: string, memories: number): Promise<void> {
  return new Promise((resolve) =>
    node.events.on('cubeChanged', (record) => {
      if (record.cube === cube && record.memories === memories) resolve()
    }),
  )
}

test(
  'a home of format 1 and a new one package, publish, discover, pull, verify, recall, follow, fork, propose, accept and forget',
  { timeout: 90_000 },
  async () => {
    const home = await oldHome(1, await temporaryFolder())
    const bob = await reopen(home, online)
    const { cube } = (await bob.call('publish', { cube: 'notes' })) as { cube: string }
    const [oldest] = (
      (await bob.call('log', { cube, limit: 1_000 })) as { commits: { commit: string }[] }
    ).commits.slice(-1)

    const alice = await temporaryNode('alice', online)
    await connect(alice, bob)
    expect(await alice.call('discover', { topic: 'postgres' })).toMatchObject({
      cubes: [{ cube, name: 'notes', licence: 'CC-BY-4.0', memories: 12 }],
    })
    expect(await alice.call('pull', { cube })).toMatchObject({ cube, memories: 12 })
    expect(await alice.call('verify', { cube })).toMatchObject({ ok: true })
    const { results } = (await alice.call('recall', {
      query: 'what does vacuum free?',
      tier: 'community',
    })) as {
      results: { key: string; cube: { id: string } | string }[]
    }
    expect(results.map(({ key }) => key)).toContain('postgres/3')

    await alice.call('follow', { target: cube })
    const thirteen = memoriesBecome(alice, cube, 13)
    await put(bob, cube, 'new', 'written since, in version 2')
    await thirteen
    expect(await body(alice, cube, 'new')).toBe('written since, in version 2')

    const { cube: fork } = (await alice.call('fork', { cube, name: 'mine' })) as { cube: string }
    await put(alice, fork, 'postgres/1', 'put right by alice')
    await propose(alice, fork, 'the first one was wrong')
    const { id } = await proposalIn(bob, 'open')
    const accepted = (await bob.call('accept', { proposal: id })) as { commit: string }
    expect(await body(bob, cube, 'postgres/1')).toBe('put right by alice')
    await proposalIn(alice, 'accepted')

    const twelve = memoriesBecome(alice, cube, 12)
    await bob.call('forget', { cube, keys: ['postgres/3'], everywhere: true })
    await twelve
    await expect(alice.call('get', { cube, key: 'postgres/3' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    for (const node of [alice, bob])
      expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })

    await Promise.all([alice.close(), bob.close()])
    const store = await openStore(join(home, 'store'))
    const versionOf = async (commit: string): Promise<number> =>
      parseCommit((await store.getMany([parseCid(commit)]))[0]!).v
    expect(await versionOf(oldest!.commit)).toBe(1)
    expect(await versionOf(accepted.commit)).toBe(2)
    await store.close()
  },
)
