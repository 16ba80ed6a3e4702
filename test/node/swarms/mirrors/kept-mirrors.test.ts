// The mirrors of a member through crashes, deleted folders, backups and forgetting: one history, whatever happens at home.
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { getEntry } from '../../../../src/core/tree/index.ts'
import { parseCid } from '../../../../src/core/codec/index.ts'
import {
  createMirror,
  HEADER_KEY,
  openMirror,
  openSealed,
  type ContentKeys,
  type SealedReader,
} from '../../../../src/core/sealed/index.ts'
import { createEpochKeys } from '../../../../src/swarms/mirrors/epoch-keys.ts'
import type { Team } from '../../../../src/swarms/team.ts'
import { listSpaces } from '../../../../src/home/swarm-folders.ts'
import { copyOf, founder, mirrorIn, openSpace, type OpenSpace } from './space.ts'

/** Whether a member with these keys can open the statement and what is newest in a mirror that another one holds. */
async function opens({ keys }: OpenSpace, { plain, sealed }: OpenSpace): Promise<boolean> {
  for (const { cube, commit } of await sealed.cubes.list()) {
    const { tree } = await sealed.cubes.commit(commit)
    const [genesis, header] = await sealed.store.getMany([
      parseCid(cube),
      (await getEntry(sealed.store, tree, HEADER_KEY))!,
    ])
    const reader = openSealed(sealed.store, openMirror(keys, genesis!, header!), tree)
    const { commit: tip } = await plain.cubes.resolve('expenses')
    if ((await reader.statement()) === undefined || (await reader.block(tip)) === undefined) return false
  }
  return true
}

/** Whether a block of the plain cube stands in the mirror as it is now. */
async function stands(space: OpenSpace, cid: string): Promise<boolean> {
  const { plain, sealed, keys } = space
  const { cube, author } = await plain.cubes.resolve('expenses')
  expect(author).toBe(plain.author.did)
  const genesis = (await plain.store.get(parseCid(cube)))!
  const mirror = createMirror(keys, { genesis, author: plain.author.publicKey, epoch: 1 })
  const { tree } = await mirrorIn(space)
  return (await openSealed(sealed.store, mirror, tree).has([parseCid(cid)]))[0] === true
}

describe('the mirror that a home keeps of what it wrote', () => {
  test('goes on with its numbers when its folder was deleted', async () => {
    const alice = await founder()
    await alice.seal('expenses')
    await alice.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await alice.seal('expenses')
    const before = await mirrorIn(alice)
    await alice.close()
    await rm(alice.folder, { recursive: true })

    const again = await openSpace(alice.home)
    expect(await again.seal('expenses')).toBe('more')
    const after = await mirrorIn(again)
    expect(after.id).toBe(before.id)
    expect(after.seq).toBeGreaterThan(before.seq)
  })

  test('goes on with its numbers when its folder is as it was before', async () => {
    const alice = await founder()
    await alice.seal('expenses')
    await alice.close()
    await cp(alice.folder, `${alice.folder}.old`, { recursive: true })
    const later = await openSpace(alice.home)
    await later.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await later.seal('expenses')
    const before = await mirrorIn(later)
    await later.close()
    await rm(alice.folder, { recursive: true })
    await cp(`${alice.folder}.old`, alice.folder, { recursive: true })

    const again = await openSpace(alice.home)
    await again.call('add', { cube: 'expenses', key: 'b', text: 'two' })
    await again.seal('expenses')
    expect((await mirrorIn(again)).seq).toBeGreaterThan(before.seq)
  })

  test('loses what was forgotten, also when the home was closed before it was sealed again', async () => {
    const alice = await founder()
    const { memory } = await alice.call('add', { cube: 'expenses', key: 'a', text: 'the word is pelican' })
    await alice.call('add', { cube: 'expenses', key: 'b', text: 'something' })
    await alice.seal('expenses')
    expect(await stands(alice, memory)).toBe(true)
    await alice.call('forget', { cube: 'expenses', keys: ['a'] })
    await alice.close()

    const again = await openSpace(alice.home)
    expect(await again.seal('expenses')).toBe('anew')
    expect(await stands(again, memory)).toBe(false)
    const { id, tree, parents } = await mirrorIn(again)
    expect(parents).toEqual([])
    expect(await getEntry(again.sealed.store, tree, HEADER_KEY)).toBeDefined()
    expect(await again.seal('expenses')).toBe('same')
    // What comes after it is added to what there is.
    await again.call('add', { cube: 'expenses', key: 'c', text: 'more' })
    await again.seal('expenses')
    expect(await mirrorIn(again)).toMatchObject({ id, parents: [expect.anything()] })
  })

  test('is made anew where its store was damaged', async () => {
    const alice = await founder()
    await alice.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await alice.seal('expenses')
    const before = await mirrorIn(alice)
    await alice.sealed.store.eraseBlocks([before.tree])
    await alice.call('add', { cube: 'expenses', key: 'b', text: 'two' })
    await alice.seal('expenses')
    const after = await mirrorIn(alice)
    expect(after.id).toBe(before.id)
    expect(after.seq).toBeGreaterThan(before.seq)
    expect(await stands(alice, (await alice.call('get', { cube: 'expenses', key: 'a' })).memory)).toBe(true)
  })

  test('has all branches that are published among the members, and nothing of another one', async () => {
    const alice = await founder()
    await alice.call('branch', { cube: 'expenses', name: 'draft' })
    const { memory } = await alice.call('add', {
      cube: 'expenses',
      branch: 'draft',
      key: 'd',
      text: 'a draft',
    })
    await alice.seal('expenses')
    expect(await stands(alice, memory)).toBe(false)
    await alice.call('publish', { cube: 'expenses', branches: ['main', 'draft'] })
    await alice.seal('expenses')
    expect(await stands(alice, memory)).toBe(true)
  })

  test('says nothing older than before when the cubes are as they were before', async () => {
    const alice = await founder()
    await alice.seal('expenses')
    await alice.close()
    const [older] = await listSpaces(await copyOf(alice.home))
    const later = await openSpace(alice.home)
    await later.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await later.seal('expenses')
    const before = await mirrorIn(later)
    await later.close()
    const store = join(later.folder, '..', 'store')
    await rm(store, { recursive: true })
    await cp(join(older!, 'store'), store, { recursive: true })
    await rm(join(later.folder, '..', 'marks'), { force: true })

    const again = await openSpace(alice.home)
    expect(await again.seal('expenses')).toBe('same')
    expect(await mirrorIn(again)).toEqual(before)
  })
})

describe('epochs of the mirrors', () => {
  /** The same admin on two machines, each of which begins the next epoch before it hears of the other. That of `one` counts. */
  async function rivals(): Promise<{ one: OpenSpace; other: OpenSpace }> {
    const alice = await founder()
    await alice.close()
    const home = await copyOf(alice.home)
    const spaces = [await openSpace(alice.home), await openSpace(home)]
    for (const { team } of spaces) await team.append((now) => team.nextEpoch(now))
    const [one, other] = spaces.sort((a, b) => Buffer.compare(eventOf(a).bytes, eventOf(b).bytes))
    return { one: one!, other: other! }
  }
  const eventOf = ({ team }: OpenSpace): CID => team.roster().epoch.event!
  const tell = async (to: OpenSpace, from: OpenSpace): Promise<void> => {
    await to.team.take(from.team.page(to.team.roster().tips).page)
  }

  test('of two with one number: what was sealed under the one given up is sealed anew', async () => {
    const { one, other } = await rivals()
    await other.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await other.seal('expenses')
    const before = await mirrorIn(other)
    await tell(other, one)
    expect(other.keys.contentOf(2)).toEqual(one.keys.contentOf(2))
    expect(await other.seal('expenses')).toBe('anew')
    await tell(one, other)
    const ids = (await other.sealed.cubes.list()).map(({ cube }) => cube)
    expect(ids).toHaveLength(1)
    expect(ids).not.toContain(before.id)
    expect(await opens(one, other)).toBe(true)
    expect(await other.seal('expenses')).toBe('same')
  })

  test('of two with one number: one that comes late closes nothing that was sealed under the other', async () => {
    const { one, other } = await rivals()
    await other.seal('expenses')
    // Its own, until it hears of the other.
    expect(one.keys.contentOf(2)).not.toEqual(other.keys.contentOf(2))
    await one.seal('expenses')
    await other.team.append((now) => other.team.nextEpoch(now))
    await other.call('add', { cube: 'expenses', key: 'a', text: 'one' })
    await other.seal('expenses')
    const before = await mirrorIn(other)
    await tell(other, one)
    await tell(one, other)
    expect(other.team.roster().epoch.epoch).toBe(3)
    expect(await opens(one, other)).toBe(true)
    expect(await opens(other, other)).toBe(true)
    expect(await other.seal('expenses')).toBe('same')
    expect(await mirrorIn(other)).toEqual(before)
    expect(await one.seal('expenses')).toBe('anew')
    expect(await opens(other, one)).toBe(true)
  })

  test('that change while something is being sealed leave nothing that is half under each', async () => {
    const { one, other } = await rivals()
    const { exclusive } = other.sealed
    // Between the names, which are blinded under the one, and the texts, which would be sealed under the other.
    other.sealed.exclusive = Object.assign(
      async <T>(name: Parameters<typeof exclusive>[0], task: () => Promise<T>): Promise<T> => {
        await tell(other, one)
        return exclusive(name, task)
      },
      { isBusy: exclusive.isBusy, settled: exclusive.settled },
    )
    await expect(other.seal('expenses')).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await other.sealed.cubes.list()).toEqual([])
    expect(await other.seal('expenses')).toBe('more')
    expect(await opens(one, other)).toBe(true)
  })

  test('later ones are closed to who was given no secret of them, earlier ones open to who joined later', async () => {
    const alice = await founder()
    const { memory: early } = await alice.call('add', { cube: 'expenses', key: 'a', text: 'early' })
    await alice.seal('expenses')
    await alice.close()
    const removed = await openSpace(await copyOf(alice.home))
    const still = await openSpace(alice.home)
    const { team } = still
    for (let i = 0; i < 3; i++) await team.append((now) => team.nextEpoch(now))
    const { memory: late } = await still.call('add', { cube: 'expenses', key: 'b', text: 'late' })
    await still.seal('expenses')

    const { id, tree } = await mirrorIn(still)
    const readerWith = async (keys: ContentKeys): Promise<SealedReader> => {
      const header = (await getEntry(still.sealed.store, tree, HEADER_KEY))!
      const [genesis, block] = await still.sealed.store.getMany([parseCid(id), header])
      return openSealed(still.sealed.store, openMirror(keys, genesis!, block!), tree)
    }
    const left = await readerWith(removed.keys)
    const denied = { code: 'ERR_DENIED' }
    await expect(left.statement()).rejects.toMatchObject(denied)
    await expect(left.block(parseCid(late))).rejects.toMatchObject(denied)
    expect(await left.block(parseCid(early))).toBeDefined()

    const secretsOf: Team['secretsOf'] = (event) =>
      event.equals(team.roster().epoch.event!) ? team.secretsOf(event) : undefined
    const given = { swarm: team.swarm, id: team.id, roster: () => team.roster(), secretsOf }
    const joined = await readerWith(createEpochKeys(still.plain, given))
    expect((await joined.statement())?.statement).toEqual((await still.plain.cubes.resolve('expenses')).head)
    expect(await joined.getMany([early, late].map(parseCid))).toEqual([
      expect.any(Uint8Array),
      expect.any(Uint8Array),
    ])
  })
})
