// Who wrote what, in a cube with several authors: real nodes on loopback. Whoever asks, and however, hears one name.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

const call = (node: MemCubeNode, name: string, input: object = {}): Promise<Json> =>
  node.call(name, { cube: 'notes', ...input })

const recall = (node: MemCubeNode, input: object): Promise<Json> => node.call('recall', input)

/** By key: the author that each way of asking names, and whether all say the same. */
async function namedBy(node: MemCubeNode): Promise<Record<string, string>> {
  const { keys } = await call(node, 'keys')
  const { results } = await recall(node, { query: 'word', tier: 'community', top: 100 })
  const found: Record<string, string> = {}
  for (const key of keys) {
    const named = [
      (await call(node, 'get', { key })).author,
      (await call(node, 'blame', { key })).author,
      results.find((one: Json) => one.key === key)?.author,
    ]
    found[key] = [...new Set(named)].join(' or ')
  }
  return found
}

test('is told alike by get, recall and blame, by everybody who signs the cube and who pulls it', async () => {
  const alice = await temporaryNode('alice', online)
  const bob = await temporaryNode('bob', online)
  const carol = await temporaryNode('carol', online)
  await alice.call('create', { name: 'notes' })
  await call(alice, 'add', { key: 'a', text: 'word of alice' })
  await call(alice, 'authors', { add: bob.author })
  const { cube } = await call(alice, 'authors', { add: carol.author })
  await call(alice, 'publish')
  const pull = (node: MemCubeNode, from: MemCubeNode): Promise<Json> =>
    node.call('pull', { cube, from: from.addresses()[0] })

  await pull(bob, alice)
  for (const round of [1, 2]) {
    await call(bob, 'add', { key: `b${round}`, text: `word ${round} of bob` })
    await call(bob, 'publish')
    await pull(alice, bob)
    await call(alice, 'add', { key: `a${round}`, text: `word ${round} of alice` })
    await pull(bob, alice)
  }
  // Alice takes out what bob wrote, and puts it back.
  const { commit } = await call(alice, 'remove', { keys: ['b1'] })
  await call(alice, 'revert', { rev: commit })
  await pull(bob, alice)
  // Carol was away all the time: states in which authors changed came and went.
  await pull(carol, alice)
  const expected = {
    a: alice.author,
    a1: alice.author,
    a2: alice.author,
    b1: bob.author,
    b2: bob.author,
  }
  for (const node of [alice, bob, carol]) expect(await namedBy(node)).toEqual(expected)
  const proven = await call(carol, 'blame', { key: 'b1' })
  expect(proven).toMatchObject({ author: bob.author, verified: true, exact: true })
  // What somebody who signs the cube wrote is recalled without asking for less trusted words.
  const { results } = await recall(alice, { query: 'word of bob' })
  expect(results.map(({ author, tier }: Json) => [author, tier])).toContainEqual([bob.author, 'team'])

  await carol.call('gc', {})
  await carol.close()
  const again = await reopen(carol.home, online)
  expect(await namedBy(again)).toEqual(expected)
  expect(await again.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
}, 60_000)
