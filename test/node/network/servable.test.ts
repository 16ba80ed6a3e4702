// What is taken back leaves by no question that comes after it, however many come at once and whatever fails meanwhile.
import { describe, expect, it, onTestFinished } from 'vitest'
import { CID } from 'multiformats/cid'
import { openHome } from '../../../src/storage/index.ts'
import type { Life } from '../../../src/swarms/life.ts'
import { endAll } from '../../../src/home/end-all.ts'
import { openLife } from '../../../src/node/open-life.ts'
import { authorPlan } from '../../../src/cubes/author-shelf.ts'
import { createServable, type Servable } from '../../../src/sharing/servable.ts'
import { publish, unpublish } from '../../../src/node/use-cases/publish.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const options = { signal: new AbortController().signal, progress() {} }

interface Opened {
  node: Life
  servable: Servable
  /** A memory of the branch main, and one of the branch beside it. */
  open: CID
  beside: CID
}

/** A home with the cube `notes`, of which both branches are published and have been asked for. */
async function published(changed: (node: Life) => Life = (node) => node): Promise<Opened> {
  const alice = await temporaryNode('alice')
  const add = async (key: string, branch: string): Promise<CID> => {
    const { memory } = (await alice.call('add', { cube: 'notes', key, text: key, branch })) as {
      memory: string
    }
    return CID.parse(memory)
  }
  await alice.call('create', { name: 'notes' })
  const open = await add('open', 'main')
  await alice.call('branch', { cube: 'notes', name: 'beside' })
  const beside = await add('beside', 'beside')
  await alice.call('publish', { cube: 'notes', branches: ['main', 'beside'] })
  await alice.close()
  const context = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(alice.home), context)
  onTestFinished(() => endAll(closing))
  const servable = createServable(changed(node))
  expect([await servable.mayServe(open), await servable.mayServe(beside)]).toEqual([true, true])
  return { node, servable, open, beside }
}

const takeBack = (node: Life): Promise<unknown> =>
  unpublish.run(node, { cube: 'notes', branches: ['beside'] }, options)

describe('blocks that may be given away', () => {
  it('are those that are open at the question, for each of several questions that come at once', async () => {
    const { node, servable, open, beside } = await published()
    await takeBack(node)
    const asked = [beside, beside, open, beside].map((cid) => servable.mayServe(cid))
    expect(await Promise.all(asked)).toEqual([false, false, true, false])
    const later = servable.mayServe(open)
    await publish.run(node, { cube: 'notes', branches: ['beside'] }, options)
    expect([await servable.mayServe(beside), await later]).toEqual([true, true])
  })

  it('are all of them again after something was forgotten while they were counted', async () => {
    const { node, open, beside } = await published()
    let reads = 0
    const last = { at: 0 }
    const counting = (): Servable =>
      createServable({
        ...node,
        store: Object.assign(Object.create(node.store) as Life['store'], {
          async getMany(cids: CID[]) {
            if (++reads === last.at) node.events.emit('forgotten', 'another')
            return node.store.getMany(cids)
          },
        }),
      })
    await counting().mayServe(open)
    // With the last read of a whole count all but what it gives is known.
    last.at = reads * 2
    const servable = counting()
    await servable.mayServe(open)
    expect(reads).toBeGreaterThanOrEqual(last.at)
    expect([await servable.mayServe(open), await servable.mayServe(beside)]).toEqual([true, true])
  })

  it('are none where it cannot be told what is open', async () => {
    let fails = false
    const { node, servable, beside } = await published((whole) => ({
      ...whole,
      cubes: {
        ...whole.cubes,
        list: () => (fails ? Promise.reject(new Error('the disk is gone')) : whole.cubes.list()),
      },
    }))
    await takeBack(node)
    fails = true
    for (let i = 0; i < 3; i++) await expect(servable.mayServe(beside)).rejects.toThrow('the disk is gone')
    fails = false
    expect(await servable.mayServe(beside)).toBe(false)
  })

  it('are none of an author who was blocked since, and all again when he is no longer', async () => {
    const { node, servable, open } = await published()
    const record = await node.cubes.resolve('notes')
    const of = { ...record, own: false }
    await node.ledger.change({ record: of, audit: [] })
    expect(await servable.mayServe(open)).toBe(true)
    const author = { did: record.author, followed: false }
    const told = { time: node.nowMs(), kind: 'block' }
    await node.ledger.change(authorPlan({ ...author, blocked: true }, told))
    expect(await servable.mayServe(open)).toBe(false)
    await node.ledger.change(authorPlan({ ...author, blocked: false }, told))
    expect(await servable.mayServe(open)).toBe(true)
  })
})
