// Which of the places where a text stands are named: those of other lives too, where the same memory is not the one that goes.
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { parseMemory } from '../../src/core/cube/index.ts'
import { findSameText } from '../../src/finding/index.ts'
import { type Looking, whereElse } from '../../src/node/use-cases/forget-elsewhere.ts'
import { memoryBlock, NOW } from '../protocols/sample.ts'

const { signal } = new AbortController()
const cube = memoryBlock('stands for a cube').cid.toString()

/** A life whose index finds all of these, whatever is asked. */
function lifeOf(name: string, texts: Record<string, string>): Looking {
  const blocks = new Map(
    Object.values(texts).map((text) => [memoryBlock(text).cid.toString(), memoryBlock(text)]),
  )
  const hits = Object.entries(texts).map(([key, text]) => ({
    cube,
    key,
    memory: memoryBlock(text).cid.toString(),
    alsoIn: [],
  }))
  return {
    nowMs: () => NOW,
    store: { has: async (cid: CID) => blocks.has(cid.toString()) },
    cubes: {
      read: async (cid: CID) => parseMemory(blocks.get(cid.toString())!.bytes),
      get: async () => ({ cube, name, own: true, published: false }),
    },
    recall: { open: async () => ({ search: async () => ({ hits }) }) },
    author: { did: 'did:key:zAlice' },
    team: undefined,
  } as unknown as Looking
}

test('in the life where it is forgotten a memory is not named, in another one the same memory is', async () => {
  const secret = 'the spare key is under the third flowerpot'
  const other = lifeOf('theirs', { b: secret })
  const node = Object.assign(lifeOf('notes', { a: secret }), {
    swarms: { spaces: async () => ({ list: () => [{ node: other }] }) },
  })
  const { cid } = memoryBlock(secret)
  const { places } = await whereElse(node, new Map([[cid.toString(), cid]]), signal)
  expect(places.map(({ name, key }) => `${name} ${key}`)).toEqual(['theirs b'])
})

test.each([
  ['pin 4711 0x', ['same: the same']],
  ['pin 4711 0xa', ['longer: it among other words', 'same: the same']],
])('of %j, a text under 12 characters is named only where nothing else is said', async (text, expected) => {
  const life = lifeOf('notes', { same: text, longer: `the ${text} of my bike` })
  const found = await findSameText(life, text, new Set(), signal)
  expect(found.map(({ key, says }) => `${key}: ${says}`).sort()).toEqual(expected)
})
