// Every move of a cube reaches the index and whoever listens, whichever part of the program writes it.
import { expect, it, onTestFinished } from 'vitest'
import { openHome } from '../../src/storage/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { endAll } from '../../src/home/end-all.ts'
import { openLife } from '../../src/node/open-life.ts'
import { planRotation, authorFrom } from '../../src/cubes/rotation/plan-rotation.ts'
import { formatDid } from '../../src/core/identity/index.ts'
import { signSuccessor } from '../../src/core/policy/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** The home of alice with the cube `notes` of two commits, opened without a network, its index open. */
async function opened(): Promise<{ node: Life; notes: CubeRecord; earlier: CubeRecord }> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'a', text: 'one' })
  const { head } = (await alice.call('show', { cube: 'notes' })) as { head: string }
  await alice.call('add', { cube: 'notes', key: 'a', text: 'two' })
  await alice.close()
  const options = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(alice.home), options)
  onTestFinished(() => endAll(closing))
  const notes = await node.cubes.resolve('notes')
  const [before] = (await node.cubes.commit(notes.commit)).parents
  expect(String(before)).toBe(head)
  await node.recall.open()
  return { node, notes, earlier: { ...notes, commit: before as CubeRecord['commit'] } }
}

const cursor = async ({ recall }: Life, { cube }: CubeRecord): Promise<string | undefined> =>
  (await recall.open()).cursor(cube)

it('a record that is written with another commit is what the index has at the next question', async () => {
  const { node, notes, earlier } = await opened()
  for (const record of [earlier, notes]) {
    await node.ledger.change({ record, audit: [] })
    expect(await cursor(node, notes)).toBe(record.commit.toString())
  }
  await node.ledger.change({ removed: notes, audit: [] })
  expect(await cursor(node, notes)).toBeUndefined()
})

it('questions that come together all wait for what was written before them', async () => {
  const { node, notes, earlier } = await opened()
  await node.ledger.change({ record: earlier, audit: [] })
  const cursors = await Promise.all([cursor(node, notes), cursor(node, notes), cursor(node, notes)])
  expect(new Set(cursors)).toEqual(new Set([earlier.commit.toString()]))
})

it('a cube that goes and comes back at once is in the index', async () => {
  const { node, notes, earlier } = await opened()
  await Promise.all([
    node.ledger.change({ removed: notes, audit: [] }),
    node.ledger.change({ record: earlier, audit: [] }),
    node.ledger.change({ record: notes, audit: [] }),
  ])
  expect(await cursor(node, notes)).toBe(notes.commit.toString())
})

it('what is only planned tells the index nothing, and nobody who listens', async () => {
  const { node, notes } = await opened()
  const heard: unknown[] = []
  node.events.on('cubeChanged', (record) => heard.push(record))
  const seed = node.random(32)
  const fresh = authorFrom(seed, 'alice', formatDid)
  const { records } = await planRotation(node, fresh, signSuccessor(node.author.secret, seed, node.nowMs()))
  expect(records.map(({ commit }) => commit.equals(notes.commit))).toEqual([false])
  expect(await cursor(node, notes)).toBe(notes.commit.toString())
  expect(heard).toEqual([])
})
