// One commit under the rules of its first parent: which changes are asked of them, as what, and how many.
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { parseCommit } from '../../src/core/cube/index.ts'
import { policyMemory } from '../../src/core/rules/index.ts'
import { addedApprovals, requireAllowed } from '../../src/cubes/policies/judge-commit.ts'
import { memoryBlock, SampleCube } from '../protocols/sample.ts'

const rulesOf = (...rules: object[]) => policyMemory({ v: 1, rules }, 0).block
const treeOf = (bytes: Uint8Array): CID => parseCommit(bytes).tree

/** A cube that says `old`, then the commit that is judged. @returns what the rules say of it */
async function judge(
  old: Record<string, ReturnType<typeof memoryBlock> | string>,
  changes: Record<string, ReturnType<typeof memoryBlock> | string | null>,
  { message = 'as I like', branch = 'main', forgets = [] as string[] } = {},
): Promise<string> {
  const cube = new SampleCube()
  const first = await cube.commit(old)
  const next = await cube.commit(changes)
  for (const text of forgets) cube.store.delete(memoryBlock(text).cid)
  return requireAllowed({
    name: 'notes',
    reader: cube.store,
    before: treeOf(first.bytes),
    after: treeOf(next.bytes),
    facts: {
      cube: cube.id,
      author: 'did:key:zAlice',
      authors: ['did:key:zAlice'],
      branch,
      time: 0,
      message,
      parents: [first.cid],
    },
    readApproval: () => undefined,
  }).then(
    () => 'allowed',
    (error: Error) => error.message,
  )
}

const many = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`n/${String(i).padStart(4, '0')}`, `note ${i}`]),
  )

describe('a commit is judged', () => {
  it.each([
    ['add', { a: 'one' }, { 'b.secret': 'two' }],
    ['change', { 'a.secret': 'one' }, { 'a.secret': 'two' }],
    ['remove', { 'a.secret': 'one' }, { 'a.secret': null }],
  ])('by what it does to a key: %s', async (op, old, changes) => {
    const policy = rulesOf({ name: 'kept', require: `!(key.endsWith(".secret") && op == "${op}")` })
    expect(await judge({ ...old, '.memcube/policy': policy }, changes)).toContain('"kept"')
    const others = rulesOf({ name: 'kept', require: `op == "${op}"` })
    expect(await judge({ ...old, '.memcube/policy': others }, changes)).toBe('allowed')
  })

  it('by what a key holds now, and by what it held where it is gone', async () => {
    const policy = rulesOf({ name: 'short', require: 'memory.bytes <= 5' })
    const old = { '.memcube/policy': policy, a: 'a long text', b: 'short' }
    expect(await judge(old, { a: 'x' })).toBe('allowed')
    expect(await judge(old, { b: 'another long text' })).toContain('"short"')
    expect(await judge(old, { a: null })).toContain('"short"')
  })

  it('as a whole before its changes, and for its branch', async () => {
    const policy = rulesOf({
      name: 'said',
      on: 'commit',
      when: 'branch == "main"',
      require: 'commit.message.startsWith("why")',
    })
    expect(await judge({ '.memcube/policy': policy }, { a: 'x' })).toContain('"said"')
    expect(await judge({ '.memcube/policy': policy }, { a: 'x' }, { message: 'why not' })).toBe('allowed')
    expect(await judge({ '.memcube/policy': policy }, { a: 'x' }, { branch: 'draft' })).toBe('allowed')
  })

  it.each([1, 127, 128, 200, 299])('in all of its changes, number %d of 300 among them', async (at) => {
    const policy = rulesOf({ name: 'no secrets', require: 'memory.bytes < 100' })
    const changes = { ...many(300), [`n/${String(at).padStart(4, '0')}`]: 'long '.repeat(50) }
    expect(await judge({ '.memcube/policy': policy }, changes)).toContain(`n/${String(at).padStart(4, '0')}`)
  })

  it('beyond a memory that was forgotten, which no rule can be asked about', async () => {
    const policy = rulesOf({ name: 'no secrets', require: '!key.startsWith("secret/")' })
    const changes = { 'a/forgotten': 'gone', 'secret/a': 'x' }
    const old = { '.memcube/policy': policy }
    expect(await judge(old, changes, { forgets: ['gone'] })).toContain('secret/a')
    expect(await judge(old, { 'secret/forgotten': 'gone' }, { forgets: ['gone'] })).toBe('allowed')
  })

  it('by the rules of before, where it sets others or takes them away', async () => {
    const settled = rulesOf({ name: 'settled', require: 'key != ".memcube/policy"' })
    const free = rulesOf({ name: 'free', require: 'true' })
    expect(await judge({ '.memcube/policy': settled }, { '.memcube/policy': free })).toContain('"settled"')
    expect(await judge({ '.memcube/policy': settled }, { '.memcube/policy': null })).toContain('"settled"')
    expect(await judge({ a: 'x' }, { '.memcube/policy': settled })).toBe('allowed')
  })

  it('to set no policy that cannot be read', async () => {
    const rubbish = memoryBlock('no policy')
    expect(await judge({ a: 'x' }, { '.memcube/policy': rubbish })).not.toBe('allowed')
  })
})

it('the first 256 approvals of a commit are read, and nothing else of it', async () => {
  const cube = new SampleCube()
  const approvals = Array.from({ length: 300 }, (_, i) => ({
    key: `.memcube/approvals/p/${String(i).padStart(4, '0')}`,
    before: undefined,
    after: memoryBlock(`approval ${i}`).cid,
  }))
  const removed = { key: '.memcube/approvals/p/a', before: memoryBlock('gone').cid, after: undefined }
  const other = { key: 'notes/a', before: undefined, after: memoryBlock('note').cid }
  await addedApprovals(cube.store, [other, removed, ...approvals])
  expect(cube.store.reads).toHaveLength(256)
})
