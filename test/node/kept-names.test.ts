import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { keptNames } from '../../src/node/kept-names.ts'
import type { Life } from '../../src/swarms/index.ts'

const [alice, bob] = ['alice', 'bob'].map((name) => `did:key:z6Mk${name.padEnd(44, 'x')}`) as [string, string]

/** As much of a life as names are read from, and how often its authors were read. */
function home(): Life & { reads: number; nicknames: Record<string, string>; fails: boolean } {
  const life = {
    reads: 0,
    nicknames: { [bob]: 'bob' } as Record<string, string>,
    fails: false,
    author: { did: alice, name: 'alice' },
    events: new EventEmitter(),
    swarms: undefined,
    store: { records: () => ({ get: async () => undefined }) },
    authors: {
      list: async () => {
        life.reads++
        if (life.fails) throw new Error('closed')
        return Object.entries(life.nicknames).map(([did, nickname]) => ({ did, nickname }))
      },
    },
  }
  return life as never
}

test('names are read once, and again when what is known of an author has changed', async () => {
  const node = home()
  for (let answer = 0; answer < 10; answer++) expect((await keptNames(node))(bob)?.name).toBe('bob')
  expect(node.reads).toBe(1)
  node.nicknames[bob] = 'robert'
  node.events.emit('authorChanged', bob)
  expect((await keptNames(node))(bob)?.name).toBe('robert')
  expect(node.reads).toBe(2)
})

test('a nickname that changes while names are read is there in the next answer', async () => {
  const node = home()
  const first = keptNames(node)
  node.nicknames = { [bob]: 'robert' }
  node.events.emit('authorChanged', bob)
  await first
  expect((await keptNames(node))(bob)?.name).toBe('robert')
})

test('the name and the key of the home are those that it has now', async () => {
  const node = home()
  await keptNames(node)
  Object.assign(node.author, { did: bob, name: 'alice again' })
  expect((await keptNames(node))(bob)?.name).toBe('bob')
  node.nicknames = {}
  node.events.emit('authorChanged', bob)
  expect((await keptNames(node))(bob)?.name).toBe('alice again')
})

test('the roster of a swarm that is another now is read', async () => {
  const node = home()
  const roster = (name: string): object => ({
    counting: [{ event: { change: { kind: 'add', join: { key: new Uint8Array(32).fill(2), name } } } }],
  })
  let now = roster('carol')
  const founder = { key: new Uint8Array(32).fill(1), name: 'dave' }
  const space = {
    id: 's',
    node: { ...home(), author: { did: bob, name: 'me' } },
    team: { charter: { founder }, roster: () => now },
  }
  Object.assign(node, { swarms: { opened: () => ({ list: () => [space] }) } })
  const { formatDid } = await import('../../src/core/identity/index.ts')
  const carol = formatDid(new Uint8Array(32).fill(2))
  expect((await keptNames(node))(carol)?.label).toBe('"carol"')
  now = roster('caroline')
  expect((await keptNames(node))(carol)?.label).toBe('"caroline"')
})

test('names that could not be read are read again', async () => {
  const node = home()
  node.fails = true
  await expect(keptNames(node)).rejects.toThrow('closed')
  node.fails = false
  expect((await keptNames(node))(bob)?.name).toBe('bob')
})
