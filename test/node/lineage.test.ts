// For an auditor: each change with its author, and what of it is proven.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { runWith } from '../interfaces/run-with.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

interface Row {
  key: string
  op: string
  memory: string | null
  previous: string | null
  commit: string
  author: string
  brought: string | null
  exact: boolean
  verified: boolean
  proof: string
}
interface Answer {
  since: string | null
  changes: Row[]
  notHeld: { commit: string }[]
  more: boolean
  standing: Record<string, { verified: string[]; claimed: string[] }>
}

const lineage = async (node: MemCubeNode, input: object): Promise<Answer> => node.call('lineage', input)

const short = ({ changes }: Answer): string[] => changes.map(({ op, key }) => `${op} ${key}`)

async function add(node: MemCubeNode, cube: string, key: string, text: string, more: object = {}) {
  return (await node.call('add', { cube, key, text, ...more })) as { memory: string; commit: string }
}

test('each change is listed, newest first, with what is proven and what is claimed', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  const one = await add(alice, cube, 'a', 'one', { source: 'https://example.org/a' })
  const two = await add(alice, cube, 'a', 'two')
  await alice.call('remove', { cube, keys: ['a'] })
  const answer = await lineage(alice, { cube })
  expect(short(answer)).toEqual(['remove a', 'change a', 'add a', 'add .memcube/info'])
  const [removed, changed, added] = answer.changes
  expect(removed).toMatchObject({ memory: null, previous: two.memory, activity: 'add' })
  expect(changed).toMatchObject({
    memory: two.memory,
    previous: one.memory,
    commit: two.commit,
    // A change keeps what was said of the memory.
    source: { uri: 'https://example.org/a' },
  })
  expect(added).toMatchObject({
    memory: one.memory,
    previous: null,
    commit: one.commit,
    author: alice.author,
    source: { uri: 'https://example.org/a' },
  })
  for (const row of answer.changes)
    expect(row).toMatchObject({ verified: true, proof: 'change', exact: true })
  expect(answer.standing['change']?.verified).toContain('author')
  expect(answer.standing['change']?.claimed).toEqual(
    expect.arrayContaining(['time', 'source', 'model', 'agent']),
  )
  expect(answer).toMatchObject({ since: null, notHeld: [], more: false })
})

test('it can be narrowed to a time, a revision, a prefix and a number of changes', async () => {
  let now = Date.UTC(2026, 0, 1)
  const alice = await temporaryNode('alice', { now: () => now })
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  const { commit } = await add(alice, cube, 'a', 'one')
  now += 10 * 86_400_000
  await add(alice, cube, 'b/a', 'one')
  await add(alice, cube, 'b/b', 'one')
  expect(short(await lineage(alice, { cube, since: '7d' }))).toEqual(['add b/b', 'add b/a'])
  expect(short(await lineage(alice, { cube, since: '2026-01-05' }))).toEqual(['add b/b', 'add b/a'])
  expect(await lineage(alice, { cube, since: '2026-01-05' })).toMatchObject({
    since: '2026-01-05T00:00:00.000Z',
  })
  expect(short(await lineage(alice, { cube, since: commit }))).toEqual(['add b/b', 'add b/a'])
  expect(short(await lineage(alice, { cube, since: 'main~1', key: 'b/' }))).toEqual(['add b/b'])
  expect(short(await lineage(alice, { cube, key: 'a' }))).toEqual(['add a'])
  expect(await lineage(alice, { cube, limit: 1 })).toMatchObject({ changes: [{ key: 'b/b' }], more: true })
  await expect(lineage(alice, { cube, since: 'yesterday' })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('a merge says what each side brought', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  await add(alice, cube, 'both', 'as it was')
  await alice.call('branch', { cube, name: 'draft' })
  await add(alice, cube, 'both', 'on main')
  const draft = await add(alice, cube, 'new', 'on draft', { branch: 'draft' })
  const theirs = await add(alice, cube, 'both', 'on draft', { branch: 'draft' })
  const { commit } = (await alice.call('merge', {
    cube,
    other: 'draft',
    resolve: [{ key: 'both', text: 'by hand' }],
  })) as { commit: string }
  const { changes } = await lineage(alice, { cube })
  expect(changes.filter((row) => row.commit === commit)).toMatchObject([
    { key: 'both', op: 'change', brought: null, verified: true, activity: 'merge' },
    { key: 'new', op: 'add', brought: theirs.commit, memory: draft.memory, verified: true },
  ])
  expect(changes.find((row) => row.commit === draft.commit)).toMatchObject({ key: 'new', op: 'add' })
})

test(
  'states that are not held are said, and the upstream of a fork is a part of it',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', { network: {} })
    const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
    await add(alice, cube, 'a', 'one')
    const two = await add(alice, cube, 'b', 'one')
    await alice.call('publish', { cube })
    const bob = await temporaryNode('bob', { network: {} })
    const pull = (): Promise<unknown> => bob.call('pull', { cube, from: alice.addresses()[0] })
    await pull()
    const first = await lineage(bob, { cube, key: '' })
    expect(short(first)).toEqual(['present .memcube/info', 'present a', 'present b'])
    expect(first.changes[1]).toMatchObject({
      commit: two.commit,
      exact: false,
      verified: false,
      proof: 'state',
    })
    expect(first.notHeld).toHaveLength(2)

    await add(alice, cube, 'c', 'one')
    await alice.call('remove', { cube, keys: ['a'] })
    await pull()
    expect((await lineage(bob, { cube, since: two.commit })).changes).toMatchObject([
      { key: 'a', op: 'remove', exact: false, proof: 'state' },
      { key: 'c', op: 'add', exact: false, proof: 'state' },
    ])

    const { cube: fork } = (await bob.call('fork', { cube, name: 'mine' })) as { cube: string }
    await add(bob, fork, 'd', 'by bob')
    const { changes } = await lineage(bob, { cube: fork })
    expect(changes[0]).toMatchObject({ key: 'd', author: bob.author, verified: true })
    expect(changes.find(({ key }) => key === 'c')).toMatchObject({ author: alice.author, proof: 'state' })

    // Who does not hold the upstream cannot check its signatures.
    await bob.call('publish', { cube: fork })
    const carol = await temporaryNode('carol', { network: {} })
    await carol.call('pull', { cube: fork, from: bob.addresses()[0] })
    const seen = await lineage(carol, { cube: fork })
    for (const row of seen.changes) {
      expect(row.proof).toBe(row.author === bob.author ? 'state' : 'none')
      expect(row.verified).toBe(false)
    }
  },
)

test('people read one change to a few lines, and what is not proven stands out', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await add(alice, 'notes', 'a', 'one', { source: 'https://example.org/a' })
  const answer = await lineage(alice, { cube: 'notes', key: 'a' })
  const shown = await runWith(['lineage', 'notes', '--key', 'a'], { answer: () => answer })
  expect(shown.calls).toEqual([{ name: 'lineage', input: { cube: 'notes', key: 'a' } }])
  expect(shown.stdout).toMatch(/Z {2}add {6}verified {11}a\n {2}by alice in bafyrei/)
  expect(shown.stdout).toMatch(/ {2}says: source https:\/\/example\.org\/a, activity add\n/)
  const doubted = { ...answer, changes: answer.changes.map((row) => ({ ...row, proof: 'none' })) }
  expect((await runWith(['lineage', 'notes'], { answer: () => doubted })).stdout).toMatch(/NOT VERIFIED/)
})
