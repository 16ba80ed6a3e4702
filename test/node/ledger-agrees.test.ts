// After every call that changes a cube, its record, the index, the events and the audit log say the same.
import { cursorAt } from '../../src/finding/index.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openHome } from '../../src/storage/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import { call } from '../../src/node/call.ts'
import { initHome } from '../../src/node/index.ts'
import { endAll } from '../../src/home/end-all.ts'
import { openLife } from '../../src/node/open-life.ts'
import type { NodeNetwork } from '../../src/sharing/interface.ts'
import { useCases } from '../../src/node/use-cases/index.ts'
import { startNetwork } from '../../src/sharing/network/start-network.ts'
import type { Life } from '../../src/swarms/life.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the deeds make of it
type Json = any

const rule = { name: 'no secrets', require: '!key.startsWith("secret/")' }
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const options = { signal: new AbortController().signal, progress: () => {} }

/** Calls that write and change no record of a cube, or change it by what another call here does, and why. */
const others: Record<string, string> = {
  connect: 'remembers a peer',
  choose: 'writes a commit as `add` does',
  release: 'writes a commit of a cube of public life as `add` does',
  trust: 'writes what is decided about an author',
  block: 'writes what is decided about an author',
  propose: 'keeps a proposal',
  accept: 'writes a merge as `merge` does',
  decline: 'keeps a word on a proposal',
  approve: 'keeps a word on a proposal',
  comment: 'keeps a word on a proposal',
  'config-set': 'writes a setting',
  'config-unset': 'writes a setting',
  'bootstrap-add': 'writes a setting',
  'bootstrap-remove': 'writes a setting',
  'store-move': 'moves blocks; no cube changes',
  'seed-add': 'writes a wish; what comes by it is pulled as by `pull`',
  'seed-remove': 'takes a wish back, and evicts as the cache does',
  'pins-add': 'writes what of a cube is at a server',
  'pins-remove': 'takes that back',
  gc: 'collects blocks, and evicts as the cache does',
  'audit-checkpoint': 'writes of the log',
  'audit-cosign': 'writes of the log',
  backup: 'writes a file',
}

class Home {
  readonly node: Life
  /** The newest word of the events on each cube, since they were last looked at. */
  readonly heard = new Map<string, CubeRecord>()
  readonly done = new Set<string>()
  constructor(node: Life) {
    this.node = node
    node.events.on('cubeChanged', (record) => this.heard.set(record.cube, record))
  }

  async records(): Promise<Map<string, CubeRecord>> {
    return new Map((await this.node.cubes.list()).map((record) => [record.cube, record]))
  }

  async told(): Promise<Json[]> {
    return ((await call(this.node, 'audit', { limit: 1_000 }, options)) as Json).entries
  }

  /** Calls, and looks at everything that is said of what it changed. */
  async does(name: string, input: object): Promise<Json> {
    const before = await this.records()
    const { length } = await this.told()
    this.heard.clear()
    const answer = await call(this.node, name, input, options)
    await agrees(this, `${name} ${JSON.stringify(input)}`, before, (await this.told()).slice(length))
    this.done.add(name)
    return answer
  }
}

async function agrees(
  life: Home,
  what: string,
  before: Map<string, CubeRecord>,
  told: Json[],
): Promise<void> {
  const after = await life.records()
  const index = await life.node.recall.open()
  for (const cube of new Set([...before.keys(), ...after.keys()])) {
    const [old, record] = [before.get(cube), after.get(cube)]
    expect(await index.cursor(cube), `the index after ${what}`).toBe(
      record && cursorAt(record, record.commit),
    )
    const heard = life.heard.get(cube)
    if (same(old, record)) continue
    if (record === undefined) expect(heard, `the event of ${what}`).toMatchObject({ withdrawn: true })
    else expect(heard, `the event of ${what}`).toEqual(record)
    const entries = told.filter((one) => one.cube === cube)
    expect(entries.length, `the audit log tells of ${what}`).toBeGreaterThan(0)
    const moved = record !== undefined && String(old?.commit) !== String(record.commit)
    if (moved)
      expect(
        entries.map(({ commit }) => commit),
        `the audit log tells of the commit of ${what}`,
      ).toContain(record.commit.toString())
  }
}

function same(one: CubeRecord | undefined, other: CubeRecord | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

async function begin(name: string, isOnline = false): Promise<Home> {
  const dir = join(await temporaryFolder(), name)
  await initHome({ home: dir, name })
  const home = await openHome(dir)
  let network: NodeNetwork | undefined
  const how = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(home, how, { network: () => network })
  onTestFinished(() => endAll(closing))
  if (isOnline) {
    const started = (network = await startNetwork(node, home, {}))
    onTestFinished(() => started.stop())
  }
  await node.recall.open()
  return new Home(node)
}

/** A folder with one text in it. */
async function folder(): Promise<string> {
  const path = join(await temporaryFolder(), 'notes')
  await mkdir(path)
  await writeFile(join(path, 'one.md'), 'a text from a file')
  return path
}

describe('the record of a cube, the index, the events and the audit log agree', { timeout: 120_000 }, () => {
  test('after each call of one home, and of two that share', async () => {
    const alice = await begin('alice', true)
    const cube = 'notes'
    const { cube: id } = await alice.does('create', { name: cube })
    await alice.does('add', { cube, key: 'a', text: 'one' })
    await alice.does('describe', { cube, topics: ['tests'] })
    await alice.does('revert', { cube, rev: 'main' })
    await alice.does('import', { cube, path: await folder() })
    await alice.does('remove', { cube, keys: ['a'] })
    await alice.does('add', { cube, key: 'b', text: 'two' })
    await alice.does('branch', { cube, name: 'draft' })
    await alice.does('switch', { cube, branch: 'draft' })
    await alice.does('add', { cube, key: 'c', text: 'three' })
    await alice.does('switch', { cube, branch: 'main' })
    await alice.does('merge', { cube, other: 'draft' })
    await alice.does('add', { cube, key: 'd', text: 'on the side', branch: 'draft' })
    await alice.does('add', { cube, key: 'e', text: 'on main' })
    await alice.does('merge', { cube, other: 'draft' })
    await alice.does('branch', { cube, name: 'draft', remove: true })
    await alice.does('policy', { cube, text: JSON.stringify({ v: 1, rules: [rule] }) })
    await alice.does('policy', { cube, clear: true })
    await alice.does('forget', { cube, keys: ['b'] })
    await alice.does('publish', { cube })
    await alice.does('unpublish', { cube })
    await alice.does('publish', { cube })
    await alice.does('fork', { cube, name: 'mine' })
    await alice.does('archive', { cube: 'mine' })
    await alice.does('restore', { cube: 'mine' })
    const record = await alice.node.cubes.resolve(cube)
    await alice.node.ledger.change({ record: { ...record, memories: 99 }, audit: [] })
    await alice.does('fsck', { repair: true })

    const bob = await begin('bob', true)
    const from = alice.node.network?.addresses()[0]
    await bob.does('pull', { cube: id, from })
    await bob.does('follow', { target: id })
    await bob.does('unfollow', { target: id })
    await bob.does('pin', { cube: id })
    await bob.does('unpin', { cube: id })
    await alice.does('add', { cube, key: 'f', text: 'news' })
    await bob.does('pull', { cube: id, from })
    await alice.does('authors', { cube, add: bob.node.author.did })
    await bob.does('pull', { cube: id, from })
    await alice.does('add', { cube, key: 'g', text: 'news of one of two' })
    await bob.does('pull', { cube: id, from })
    await bob.does('archive', { cube: id })
    await alice.does('rotate-key', {})

    const cubes = [...useCases.values()].filter(
      ({ name, writes }) => writes !== 'nothing' && writes !== 'swarm' && !name.startsWith('swarm-'),
    )
    const done = new Set([...alice.done, ...bob.done])
    const missing = cubes.map(({ name }) => name).filter((name) => !done.has(name))
    expect(missing.toSorted()).toEqual(Object.keys(others).toSorted())
  })
})
