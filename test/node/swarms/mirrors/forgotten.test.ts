// What is forgotten goes out of the mirrors of all authors, and out of the seed.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCid } from '../../../../src/core/codec/index.ts'
import { createMirror, openSealed } from '../../../../src/core/sealed/index.ts'
import { parseCommit } from '../../../../src/core/cube/index.ts'
import { parseDid } from '../../../../src/core/identity/index.ts'
import { mirrorsFolder } from '../../../../src/home/swarm-folders.ts'
import { listSpaces } from '../../../../src/home/swarm-folders.ts'
import type { CubeRecord } from '../../../../src/cubes/cube-record.ts'
import { openStore, type Store } from '../../../../src/storage/index.ts'
import { call, eventually, online, team, type Json } from '../people.ts'
import { temporaryNode } from '../../../helpers/temporary-home.ts'
import { openSpace, type OpenSpace } from './space.ts'

/** Of each mirror of `expenses` in a store: whether a plain block stands in it. */
async function standsIn(store: Store, { plain, keys }: OpenSpace, cid: string): Promise<boolean[]> {
  const { cube } = await plain.cubes.resolve('expenses')
  const genesis = (await plain.store.get(parseCid(cube)))!
  const found: boolean[] = []
  for await (const [id, { author, commit }] of store.records<CubeRecord>('cubes').list()) {
    const mirror = createMirror(keys, { genesis, author: parseDid(author), epoch: 1 })
    expect(mirror.genesis.cid.toString()).toBe(id)
    const { tree } = parseCommit((await store.get(commit))!)
    const [stands] = await openSealed(store, mirror, tree).has([parseCid(cid)])
    found.push(stands!)
  }
  return found
}

describe('a memory that is forgotten', { timeout: 120_000 }, () => {
  test('leaves the mirrors of all authors, and the store of the seed', async () => {
    const { alice, bob } = await team()
    const server = await temporaryNode('server', online)
    const { invite } = await call(alice, 'swarm-seed', { swarm: 'team', untrusted: true })
    await call(server, 'swarm-join', { invite })
    await call(alice, 'create', { name: 'expenses', swarm: 'team' })
    const { memory } = await call(alice, 'add', { cube: 'team/expenses', key: 'a', text: 'pelican' })
    await eventually(() => call(bob, 'get', { cube: 'team/expenses', key: 'a' }))
    await eventually(() => call(bob, 'add', { cube: 'team/expenses', key: 'b', text: 'of bob' }))
    await eventually(() => call(alice, 'get', { cube: 'team/expenses', key: 'b' }))
    const held = async (): Promise<string[]> =>
      (await call(server, 'swarm-seed', { swarm: 'team' })).held.map(({ commit }: Json) => commit)
    /** Until nothing has changed for a while. */
    const settled = async (other: readonly string[]): Promise<string[]> => {
      let last: string[] = []
      let since = Date.now()
      await eventually(async () => {
        const now = await held()
        if (now.join() !== last.join()) since = Date.now()
        last = now
        expect(now.filter((commit) => !other.includes(commit))).toHaveLength(2)
        expect(Date.now() - since).toBeGreaterThan(4_000)
      })
      return last
    }
    const before = await settled([])

    await call(alice, 'forget', { cube: 'team/expenses', keys: ['a'] })
    await settled(before)
    for (const node of [alice, bob, server]) await node.close()
    const space = await openSpace(alice.home)
    const [folder = ''] = await listSpaces(server.home)
    const store = await openStore(join(folder, mirrorsFolder, 'store'))
    expect(await standsIn(store, space, memory)).toEqual([false, false])
    const commits: string[] = []
    for await (const { cid, data } of store.checkBlocks()) {
      if (data === undefined) continue
      if (before.includes(cid.toString())) commits.push(cid.toString())
    }
    expect(commits).toEqual([])
    await store.close()
  })
})
