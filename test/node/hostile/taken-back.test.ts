// A cube that its author took back: who was away when it was said hears of it, and a seed that is behind deceives nobody.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { reopen, temporaryNode } from '../../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
type Person = MemCubeNode & { home: string }
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const connect = (one: MemCubeNode, other: MemCubeNode): Promise<Json> =>
  call(one, 'connect', { address: other.addresses()[0] })
const online = { network: {} }

/** Bob has a cube that alice took back while he was away: he is a seed that is behind. */
async function staleSeed(): Promise<{ alice: Person; bob: Person; cube: string }> {
  const alice = await temporaryNode('alice', online)
  const { cube } = await call(alice, 'create', { name: 'notes' })
  await call(alice, 'add', { cube, key: 'plan', text: 'what alice takes back later' })
  await call(alice, 'publish', { cube })
  const first = await temporaryNode('bob', online)
  await call(first, 'pull', { cube, from: alice.addresses()[0] })
  await first.close()
  await call(alice, 'unpublish', { cube })
  return { alice, bob: await reopen(first.home, online), cube }
}

test('a pull hears that a cube was taken back, and passes it on no longer', { timeout: 60_000 }, async () => {
  const { alice, bob, cube } = await staleSeed()
  expect(await call(bob, 'pull', { cube, from: alice.addresses()[0] })).toMatchObject({
    withdrawn: true,
    blocks: 0,
  })
  expect((await call(bob, 'get', { cube, key: 'plan' })).body).toBe('what alice takes back later')
  expect((await call(bob, 'audit', { kind: 'withdrawn' })).entries).toHaveLength(1)
  // Bob tells it to others, and gives nothing.
  const carol = await temporaryNode('carol', online)
  await expect(call(carol, 'pull', { cube, from: bob.addresses()[0] })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('taken back'),
  })
  // It comes back with the next head.
  await call(alice, 'publish', { cube })
  expect((await call(bob, 'pull', { cube, from: alice.addresses()[0] })).withdrawn).toBe(undefined)
  const before = Date.now()
  expect(await call(carol, 'pull', { cube, from: bob.addresses()[0] })).toMatchObject({ memories: 1 })
  // How much that is worth: one node was asked, and how old what it says is.
  const { asked, answered, headTime } = await call(carol, 'pull', { cube, from: bob.addresses()[0] })
  expect([asked, answered]).toEqual([1, 1])
  expect(headTime).toBeLessThanOrEqual(before)
  // And later, without asking again.
  const newest = { headTime, lastAsked: { asked: 1, answered: 1 } }
  expect(await call(carol, 'show', { cube })).toMatchObject(newest)
  expect((await call(carol, 'list')).cubes).toMatchObject([newest])
  expect((await call(carol, 'status')).others).toEqual({
    cubes: 1,
    stale: 0,
    oneVoice: 1,
    oldestHead: headTime,
  })
  await call(carol, 'follow', { target: cube })
  const { checks } = await call(carol, 'doctor')
  expect(checks.find(({ name }: Json) => name === 'fresh').message).toContain(
    `${new Date(headTime).toISOString()}; for 1 no more than one node`,
  )
  // What this home signs rests on nobody's word.
  expect(await call(alice, 'show', { cube })).toMatchObject({ lastAsked: null })
  expect((await call(alice, 'status')).others).toMatchObject({ cubes: 0, oldestHead: null })
})

test(
  'a newcomer who meets a seed that is behind and the author takes nothing, nor from that seed alone afterwards',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, cube } = await staleSeed()
    const carol = await temporaryNode('carol', online)
    await connect(carol, alice)
    await connect(carol, bob)
    await expect(call(carol, 'pull', { cube })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('taken back'),
    })
    expect((await call(carol, 'list')).cubes).toEqual([])
    await alice.close()
    await expect(call(carol, 'pull', { cube, from: bob.addresses()[0] })).rejects.toMatchObject({
      code: 'ERR_ROLLBACK',
    })
  },
)

test('a cube that was never published is told of to nobody', { timeout: 60_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const { cube } = await call(alice, 'create', { name: 'notes' })
  await call(alice, 'add', { cube, key: 'plan', text: 'a secret plan' })
  const bob = await temporaryNode('bob', online)
  await expect(call(bob, 'pull', { cube, from: alice.addresses()[0] })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('offers'),
  })
})
