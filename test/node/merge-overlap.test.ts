// What a merge says about memories under different keys that say the same, or the same with another value.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

type Person = MemCubeNode & { home: string }

interface Answer {
  type: string
  commit?: string
  similar: { a: string; b: string; score: number; kind: string }[]
  deduped: { key: string; from: string[]; memory: string }[]
  conflicts: unknown[]
  notes: string[]
}

const vacuum =
  'Run vacuum on the orders table of the PostgreSQL database every night, after the backup is done.'
const vacuumAgain =
  'Every night, after the backup is done, run vacuum on the orders table of the PostgreSQL database.'
const port = 'The staging server of the search team listens on port 8080.'
const otherPort = 'The staging server of the search team listens on port 9090.'

const put = async (node: Person, key: string, text: string, branch = 'main'): Promise<string> =>
  ((await node.call('add', { cube: 'notes', key, text, branch })) as { memory: string }).memory

const merge = async (node: Person, more: object = {}): Promise<Answer> =>
  node.call('merge', { cube: 'notes', other: 'draft', ...more })

async function memoriesOf(node: Person, branch = 'main'): Promise<Record<string, string>> {
  const { keys } = await node.call('keys', { cube: 'notes', branch })
  const found: Record<string, string> = {}
  for (const key of keys)
    found[key] = ((await node.call('get', { cube: 'notes', key, branch })) as { memory: string }).memory
  return found
}

/** Two branches on which the same was learned twice, and a port was told in two ways. */
async function learnedTwice(): Promise<Person> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await put(alice, 'cooking/bread', 'Bread wants a hot oven and a pan of water under it.')
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await put(alice, 'postgres/vacuum', vacuum)
  await put(alice, 'search/port', port)
  await put(alice, 'database/nightly', vacuumAgain, 'draft')
  await put(alice, 'staging', otherPort, 'draft')
  await put(alice, 'cooking/rice', 'Rinse rice until the water runs clear.', 'draft')
  return alice
}

test('what says the same and what gives another value is told, and all of it is kept', async () => {
  const alice = await learnedTwice()
  const before = { ...(await memoriesOf(alice, 'draft')), ...(await memoriesOf(alice)) }
  const answer = await merge(alice)
  expect(answer).toMatchObject({ type: 'merge', conflicts: [], deduped: [] })
  expect(new Set(answer.similar.map(({ a, b, kind }) => `${a} ${b} ${kind}`))).toEqual(
    new Set(['postgres/vacuum database/nightly same', 'search/port staging contradicts']),
  )
  for (const { score } of answer.similar) expect(score).toBeGreaterThan(0.8)
  expect(await memoriesOf(alice)).toEqual(before)
})

test('--dedupe makes one record that cites both, in the commit of the merge; contradictions stay', async () => {
  const alice = await learnedTwice()
  const [ours, theirs] = [await memoriesOf(alice), await memoriesOf(alice, 'draft')]
  const answer = await merge(alice, { dedupe: true })
  expect(answer.deduped).toEqual([
    {
      key: 'database/nightly',
      from: ['postgres/vacuum', 'database/nightly'],
      memory: expect.any(String),
    },
  ])
  const after = await memoriesOf(alice)
  expect(Object.keys(after)).toEqual([
    'cooking/bread',
    'cooking/rice',
    'database/nightly',
    'search/port',
    'staging',
  ])
  expect(await alice.call('get', { cube: 'notes', key: 'database/nightly' })).toMatchObject({
    memory: answer.deduped[0]?.memory,
    author: alice.author,
    tier: 'own',
    provenance: { activity: 'dedupe', derived: [{ relation: 'same' }, { relation: 'same' }] },
  })
  const { provenance } = (await alice.call('get', { cube: 'notes', key: 'database/nightly' })) as {
    provenance: { derived: { memory: string }[] }
  }
  expect(new Set(provenance.derived.map(({ memory }) => memory))).toEqual(
    new Set([ours['postgres/vacuum'], theirs['database/nightly']]),
  )
  const { commits } = (await alice.call('log', { cube: 'notes' })) as {
    commits: { commit: string; parents: string[] }[]
  }
  expect(commits[0]).toMatchObject({ commit: answer.commit })
  expect(commits[0]?.parents).toHaveLength(2)
  expect(await alice.call('get', { cube: 'notes', key: 'postgres/vacuum', at: 'main~1' })).toMatchObject({
    body: vacuum,
  })
  expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
  expect(await alice.call('recall', { query: 'vacuum of the orders table', top: 1 })).toMatchObject({
    results: [{ key: 'database/nightly' }],
  })
})

test('--dedupe gives one tree whoever merges', async () => {
  const alice = await learnedTwice()
  await alice.call('branch', { cube: 'notes', name: 'copy' })
  await merge(alice, { dedupe: true })
  await merge(alice, { other: 'copy', branch: 'draft', dedupe: true })
  expect(await memoriesOf(alice, 'draft')).toEqual(await memoriesOf(alice))
})

test('memories under another licence are not made one, and that is said', async () => {
  const alice = await temporaryNode('alice')
  const file = join(await temporaryFolder(), 'one.jsonl')
  await alice.call('create', { name: 'notes' })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await put(alice, 'ours', vacuum)
  await writeFile(file, JSON.stringify({ key: 'theirs', body: vacuum, valid: { until: '2030-01-01' } }))
  await alice.call('import', { cube: 'notes', path: file, branch: 'draft' })
  const answer = await merge(alice, { dedupe: true })
  expect(answer).toMatchObject({
    similar: [{ a: 'ours', b: 'theirs', kind: 'same' }],
    deduped: [],
    notes: [expect.stringContaining('left as they are')],
  })
  expect(Object.keys(await memoriesOf(alice))).toEqual(['ours', 'theirs'])
})

test('of many memories the index finds those that overlap, also one that is built for it', async () => {
  const alice = await temporaryNode('alice')
  const file = join(await temporaryFolder(), 'many.jsonl')
  await alice.call('create', { name: 'notes' })
  const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'inlet', 'jetty']
  const textOf = (i: number): string =>
    [i % 10, Math.floor(i / 10) % 10, Math.floor(i / 100) % 10, Math.floor(i / 1000)]
      .map((digit) => words[digit])
      .join(' and the ')
  const lines = Array.from({ length: 2_100 }, (_, i) => ({ key: `k/${i}`, body: textOf(i) }))
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'))
  await alice.call('import', { cube: 'notes', path: file })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await put(alice, 'postgres/vacuum', vacuum)
  await put(alice, 'database/nightly', vacuumAgain, 'draft')
  await alice.close()
  await rm(join(alice.home, 'index'), { recursive: true, force: true })
  const again = await reopen(alice.home)
  await again.call('branch', { cube: 'notes', name: 'twin' })
  expect(await merge(again, { branch: 'twin' })).toMatchObject({
    similar: [{ a: 'postgres/vacuum', b: 'database/nightly', kind: 'same' }],
    notes: [],
  })
  // The index is at the current branch, which lacks what the other has.
  await again.call('switch', { cube: 'notes', branch: 'draft' })
  expect(await merge(again, { other: 'draft', branch: 'main', dedupe: true })).toMatchObject({
    similar: [{ a: 'postgres/vacuum', b: 'database/nightly', kind: 'same' }],
    deduped: [{ key: 'database/nightly' }],
    notes: [],
  })
})
