// A home that was made when all records were of version 1 and one that was made today, with one cube between them.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCid } from '../../src/core/codec/index.ts'
import { createMemory, parseHead } from '../../src/core/cube/index.ts'
import { walk } from '../../src/core/tree/index.ts'
import { createCubeShelf } from '../../src/cubes/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { commitLawlessly } from '../helpers/lawless-author.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { body, connect, online, proposalIn, propose, put, type Person } from './people-with-forks.ts'
import { oldHome } from './old-home.ts'

interface Logged {
  commit: string
  verified: boolean
}

async function log(node: Person, cube: string): Promise<Logged[]> {
  return ((await node.call('log', { cube, limit: 100 })) as { commits: Logged[] }).commits
}

/** The cube as a closed home has it: the version of its genesis, of its head, and of each commit, newest first. */
async function versionsIn(home: string, cube: string, commits: readonly Logged[]) {
  const store = await openStore(join(home, 'store'))
  try {
    const cubes = createCubeShelf(store)
    const versions: number[] = []
    for (const { commit } of commits) versions.push((await cubes.commit(parseCid(commit))).v)
    const record = (await cubes.get(cube))!
    return { genesis: (await cubes.genesis(parseCid(cube))).v, head: parseHead(record.head).v, versions }
  } finally {
    await store.close()
  }
}

test(
  'a cube with a history of version 1 goes on in version 2, is pulled, followed, forked, proposed to and merged, and keeps its id',
  { timeout: 120_000 },
  async () => {
    const home = await oldHome(1, await temporaryFolder())
    const alice = await reopen(home, online)
    const { cubes } = (await alice.call('list', {})) as { cubes: { cube: string; name: string }[] }
    const { cube } = cubes.find(({ name }) => name === 'notes')!
    const old = await log(alice, cube)
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({ version: 2 })

    await alice.call('publish', { cube })
    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    await bob.call('follow', { target: cube })
    expect(await body(bob, cube, 'postgres/3')).toBe('note 3: vacuum frees what no transaction sees')

    // Version 2 follows version 1, and the follower takes it in.
    await put(alice, cube, 'since', 'written since')
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    expect(await body(bob, cube, 'since')).toBe('written since')

    // A fork of version 2 over a history of version 1, offered back.
    const { cube: fork } = (await bob.call('fork', { cube, name: 'mine' })) as { cube: string }
    await put(bob, fork, 'postgres/3', 'note 3, put right by bob')
    await connect(bob, alice)
    await propose(bob, fork, 'note 3 was wrong')
    const { id } = await proposalIn(alice, 'open')
    const { commit: accepted } = (await alice.call('accept', { proposal: id })) as { commit: string }
    expect(await body(alice, cube, 'postgres/3')).toBe('note 3, put right by bob')
    await proposalIn(bob, 'accepted')

    // The other way round: the new home merges what the old one wrote into its fork.
    await put(alice, cube, 'again', 'and again')
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    expect(await bob.call('merge', { cube: fork, other: cube })).toMatchObject({ added: 1, conflicts: [] })
    expect(await body(bob, fork, 'again')).toBe('and again')

    // Who shares authors over a cube of version 1 does so in version 2, and what was shared before goes on.
    await alice.call('authors', { cube, add: bob.author })
    await alice.call('publish', { cube })
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    await put(bob, cube, 'by bob', 'signed by the second author')
    await bob.call('publish', { cube })
    await alice.call('pull', { cube, from: bob.addresses()[0] })
    expect(await body(alice, cube, 'by bob')).toBe('signed by the second author')

    const now = await log(alice, cube)
    expect(now.every(({ verified }) => verified)).toBe(true)
    const commits = now.map(({ commit }) => commit)
    expect(commits).toContain(accepted)
    expect(commits.slice(-old.length)).toEqual(old.map(({ commit }) => commit))
    for (const node of [alice, bob])
      expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    await alice.close()
    await bob.close()
    const versions = now.map((_, at) => (at < now.length - old.length ? 2 : 1))
    for (const dir of [home, bob.home])
      expect(await versionsIn(dir, cube, now)).toEqual({ genesis: 1, head: 2, versions })
  },
)

test('what was imported in version 1 is not written anew when the same files are imported again', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.md'), 'vacuum frees what no transaction sees\n')
  await writeFile(join(folder, 'b.md'), 'analyze counts what is there\n')
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  const take = (node: Person): Promise<unknown> => node.call('import', { cube, path: folder })
  expect(await take(alice)).toMatchObject({ added: 2 })
  await alice.close()
  const store = await openStore(join(alice.home, 'store'))
  const cubes = createCubeShelf(store)
  const { tree } = await cubes.commit((await cubes.get(cube))!.commit)
  const earlier: Parameters<typeof commitLawlessly>[2][number] = {}
  for await (const [key, cid] of walk(store, tree)) {
    if (key.startsWith('.memcube/')) continue
    const { t: _t, ...memory } = await cubes.memory(cid)
    earlier[key] = createMemory({ ...memory, v: 1 }).block
  }
  await store.close()
  expect(Object.keys(earlier)).toHaveLength(2)
  await commitLawlessly(alice.home, cube, [earlier])

  const again = await reopen(alice.home)
  expect(await take(again)).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
  await writeFile(join(folder, 'b.md'), 'analyze counts what is there, and samples it\n')
  expect(await take(again)).toMatchObject({ added: 0, changed: 1, unchanged: 1 })
})
