// The full names of cubes that have one name: each of them must lead to its cube.
import { expect, test } from 'vitest'
import { besideIn, placeOf, sharedNameNotice } from '../../../src/swarms/cube-places.ts'
import { folderOf } from '../../../src/home/swarm-folders.ts'
import type { Spaces } from '../../../src/swarms/life.ts'

const id = (letter: string): string => `b${letter.repeat(58)}`
const nodeWith = (name: string, swarm?: string) =>
  ({
    store: emptyStore(),
    cubes: { find: async (text: string) => (text === name ? { name } : undefined) },
    ...(swarm !== undefined && { team: { name: swarm } }),
  }) as never
const space = (letter: string, name: string) => ({ id: id(letter), name, node: nodeWith('notes', name) })

test('two swarms with one name are told apart by their ids', async () => {
  const all = [space('a', 'crew'), space('c', 'crew'), space('d', 'band')]
  const spaces = { list: () => all, find: () => undefined } as unknown as Spaces
  const names = all.map(({ id: one, name }) => `${name === 'crew' ? folderOf(one) : name}/notes`)
  const root = { cubes: { find: async () => undefined }, store: emptyStore() } as never
  await expect(placeOf(root, spaces, 'notes')).rejects.toMatchObject({
    code: 'ERR_USAGE',
    hint: expect.stringContaining(names.join(' or ')) as string,
  })
  const notice = await sharedNameNotice(root, spaces, 'notes')
  for (const name of names) expect(notice).toContain(`${name} (swarm `)
})

function emptyStore() {
  return { records: () => ({ get: async () => undefined, async *list() {}, async *readable() {} }) }
}

test('what a merge or a diff names beside a cube is told apart from a cube that is not there', async () => {
  const crew = { id: id('a'), name: 'crew', node: nodeWith('notes', 'crew') }
  const spaces = { list: () => [crew], find: () => undefined } as unknown as Spaces
  const root = {
    cubes: { find: async (text: string) => (text === 'public' ? { name: text } : undefined) },
    store: emptyStore(),
    author: { did: 'did:key:zAlice' },
  } as never
  const found = { space: crew, text: 'none' } as never
  await expect(besideIn(root, spaces, found, 'public')).rejects.toMatchObject({
    code: 'ERR_INVALID_INPUT',
    message: expect.stringContaining('"./public" is not in crew') as string,
    hint: expect.stringContaining('memcube release') as string,
  })
  // Neither a cube here nor there: a revision perhaps, which the call itself looks up.
  expect(await besideIn(root, spaces, found, 'main~2')).toBe('main~2')
})
