// A forgotten text that stands elsewhere in the home is named, with the cube and the key that erase it.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const secret = 'the spare key is under the third flowerpot'

async function home(): Promise<MemCubeNode> {
  const node = await temporaryNode('alice')
  for (const name of ['notes', 'diary']) await node.call('create', { name })
  return node
}

const add = async (
  node: MemCubeNode,
  cube: string,
  key: string,
  text: string,
  more: object = {},
): Promise<void> => void (await node.call('add', { cube, key, text, ...more }))

const forget = async (node: MemCubeNode, input: object): Promise<Record<string, unknown>> =>
  node.call('forget', { cube: 'notes', keys: ['a'], ...input })

test('the same text under another key or in another cube is named and stays, and so is what quotes it', async () => {
  const alice = await home()
  await add(alice, 'notes', 'a', secret)
  await add(alice, 'notes', 'b', secret, { tags: ['other'] })
  await add(alice, 'diary', 'c', `  The spare key is under\nthe third flowerpot `)
  await add(alice, 'diary', 'd', `Note to self: ${secret}. Do not tell.`)
  await add(alice, 'diary', 'e', 'the spare tyre is under the third shelf')
  const { alsoIn } = (await forget(alice, {})) as { alsoIn: { name: string; key: string; says: string }[] }
  expect(alsoIn.map(({ name, key, says }) => `${name} ${key}: ${says}`).sort()).toEqual([
    'diary c: the same',
    'diary d: it among other words',
    'notes b: the same',
  ])
  expect(await alice.call('get', { cube: 'diary', key: 'c' })).toMatchObject({ key: 'c' })
  // Each is erased by its name; then nothing is left to say.
  await forget(alice, { keys: ['b'] })
  await forget(alice, { cube: 'diary', keys: ['c'] })
  expect(await forget(alice, { cube: 'diary', keys: ['d'] })).toMatchObject({ alsoIn: [] })
})

test('a text that stands nowhere else has nothing said of it', async () => {
  const alice = await home()
  await add(alice, 'notes', 'a', secret)
  await add(alice, 'diary', 'b', 'walruses sleep on ice')
  expect(await forget(alice, {})).toMatchObject({ alsoIn: [] })
})

test('the same memory in a fork is refused first, by its name, and --everywhere erases it there too', async () => {
  const alice = await home()
  await add(alice, 'notes', 'a', secret)
  await alice.call('fork', { cube: 'notes', name: 'mine' })
  await expect(forget(alice, {})).rejects.toMatchObject({
    message: expect.stringContaining('mine'),
    hint: expect.stringContaining('--everywhere'),
  })
  expect(await forget(alice, { everywhere: true })).toMatchObject({ alsoIn: [] })
  expect(await alice.call('keys', { cube: 'mine' })).toEqual({ keys: [] })
})
