// What the program writes into a commit names cubes, people and counts, and no nickname, path or CID.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CID } from 'multiformats/cid'
import { sayOther } from '../../src/cubes/merging/say-side.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

it('an import names the folder and counts right; a folder that is followed says what left it', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  const path = join(await temporaryFolder(), 'vault')
  await mkdir(path)
  const said = async (): Promise<unknown> =>
    (await call(alice, 'log', { cube: 'notes', limit: 1 })).commits[0].message
  await writeFile(join(path, 'a.md'), 'one')
  await call(alice, 'import', { cube: 'notes', path, mirror: true })
  expect(await said()).toBe('import 1 memory from vault/')
  await Promise.all(['b', 'c'].map((name) => writeFile(join(path, `${name}.md`), name)))
  await rm(join(path, 'a.md'))
  await call(alice, 'import', { cube: 'notes', path, mirror: true })
  expect(await said()).toBe('import 2 memories from vault/, remove 1 memory')
  await rm(join(path, 'b.md'))
  await call(alice, 'import', { cube: 'notes', path, mirror: true })
  expect(await said()).toBe('remove 1 memory, which left vault/')
  await call(alice, 'import', { cube: 'notes', files: [{ name: 'd.md', base64: 'ZA==' }] })
  expect(await said()).toBe('import 1 memory')
  await call(alice, 'revert', { cube: 'notes', rev: 'main' })
  expect(await said()).toBe('revert "import 1 memory"')
  await call(alice, 'fork', { cube: 'notes', name: 'better' })
  expect((await call(alice, 'log', { cube: 'better', limit: 1 })).commits[0].message).toBe('fork notes')
})

const commit = CID.parse('bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
const [own, anna] = ['did:key:z6Mkalice', 'did:key:z6MkannaGEta2doK']
const node = {
  author: { did: own },
  team: undefined,
  cubes: { commit: async () => ({ message: 'add postgres/vacuum\nbecause' }) },
} as unknown as Parameters<typeof sayOther>[0]
const cube = { cube: 'bafycube', name: 'runbook', author: anna } as never

it.each([
  [{ id: 'bafycube', name: 'runbook', commit, record: cube }, 'runbook of …GEta2doK'],
  [{ id: 'draft', name: 'draft', commit, record: cube }, 'draft'],
  [{ id: 'main~2', name: 'main~2', commit, record: undefined }, 'main~2'],
  [{ id: 'bafyreigh2aki', name: 'bafyreigh2aki', commit, record: cube }, '"add postgres/vacuum"'],
])('a merge of %j says "%s"', async (other, words) => {
  expect(await sayOther(node, other)).toBe(words)
})
