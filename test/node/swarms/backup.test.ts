// A backup has the swarms of a home, and a home that is restored from one goes on as the member that it was.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { restoreBackup } from '../../../src/care/backup/index.ts'
import { magicOf } from '../../../src/care/backup/format.ts'
import { reopen, temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, foldersOf, invited, online, team, type Json, type Person } from './people.ts'

const { signal } = new AbortController()
const anyPort = { network: { port: 0 } }

async function backUp(node: Person, options = {}): Promise<string> {
  const out = join(await temporaryFolder(), 'home.backup')
  expect(await call(node, 'backup', { out, ...options })).toMatchObject({
    swarms: ['team'],
    swarmsLeftOut: [],
  })
  return out
}

/** As on another machine, where the ports of the first are free. */
async function onOtherPorts(home: string): Promise<void> {
  for (const space of await readdir(join(home, 'swarms'))) {
    const path = join(home, 'swarms', space, 'config.json')
    const config = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...config, port: undefined, doorPort: undefined }))
  }
}

async function aloneWithNotes(): Promise<Person> {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  await call(alice, 'create', { name: 'notes', swarm: 'team' })
  await call(alice, 'add', { cube: 'team/notes', key: 'a', text: 'the deploy key rotates on mondays' })
  return alice
}

describe('a backup of a home with a swarm', { timeout: 90_000 }, () => {
  test('brings back the member, its cubes and what it could read, and nothing that is not whole', async () => {
    const alice = await aloneWithNotes()
    const file = await backUp(alice)
    const [space] = await foldersOf(alice)
    const home = join(await temporaryFolder(), 'restored')
    expect(await restoreBackup({ home, file, signal })).toMatchObject({
      author: alice.author,
      swarms: ['team'],
      published: ['team/notes'],
      damaged: 0,
    })
    expect(await readdir(join(home, 'swarms'))).toEqual([space])
    const again = await reopen(home)
    expect(await call(again, 'get', { cube: 'team/notes', key: 'a' })).toMatchObject({
      body: 'the deploy key rotates on mondays',
    })
    expect(await call(again, 'swarm-members', { swarm: 'team' })).toMatchObject({
      epoch: 1,
      members: [{ name: 'alice', role: 'admin', you: true }],
    })
    expect(await call(again, 'fsck', {})).toMatchObject({ ok: true, problems: [] })
    await expect(
      call(again, 'add', { cube: 'team/notes', key: 'b', text: 'too soon' }),
    ).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('restored from a backup') as string,
    })
    const folder = await temporaryFolder()
    const bad = await readFile(file)
    bad[bad.length >> 1]! ^= 1
    await writeFile(join(folder, 'bad'), bad)
    await expect(
      restoreBackup({ home: join(folder, 'home'), file: join(folder, 'bad'), signal }),
    ).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    expect(await readdir(folder)).toEqual(['bad'])
  })

  test('without keys needs those of the swarm too, each of them', async () => {
    const alice = await aloneWithNotes()
    const file = await backUp(alice, { keys: false })
    const [space = ''] = await foldersOf(alice)
    const keys = join(await temporaryFolder(), 'keys')
    await mkdir(join(keys, 'swarms', space), { recursive: true })
    for (const name of ['author.key', 'node.key']) await cp(join(alice.home, name), join(keys, name))
    const home = join(await temporaryFolder(), 'restored')
    const names = ['author.key', 'node.key', 'kem.key']
    for (const name of names) {
      await expect(restoreBackup({ home, file, keys, signal })).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
        hint: expect.stringContaining(join('swarms', space)) as string,
      })
      await cp(join(alice.home, 'swarms', space, name), join(keys, 'swarms', space, name))
    }
    expect(await restoreBackup({ home, file, keys, signal })).toMatchObject({ swarms: ['team'] })
    await rm(home, { recursive: true })
    await cp(join(alice.home, 'author.key'), join(keys, 'swarms', space, 'author.key'))
    await expect(restoreBackup({ home, file, keys, signal })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('a member that was saved') as string,
    })
  })

  test('of a home without a swarm has the format that older programs read', async () => {
    const alice = await temporaryNode('alice')
    const out = join(await temporaryFolder(), 'home.backup')
    await call(alice, 'backup', { out })
    expect((await readFile(out)).subarray(0, 16)).toEqual(Buffer.from(magicOf(1)))
  })
})

test('a seed has all that it held when it is restored', { timeout: 90_000 }, async () => {
  const { alice, bob } = await team()
  await call(alice, 'create', { name: 'notes', swarm: 'team' })
  const server = await temporaryNode('server', online)
  const { invite } = await call(alice, 'swarm-seed', { swarm: 'team', untrusted: true })
  await call(server, 'swarm-join', { invite })
  const held = async (node: MemCubeNode): Promise<Json> =>
    (await call(node, 'swarm-seed', { swarm: 'team' })).held
  // Both sign the cube.
  const authors = new Set<string>()
  for (const one of [alice, bob]) authors.add((await call(one, 'swarm-list', {})).swarms[0].author)
  await eventually(async () =>
    expect(new Set((await held(server)).map(({ author }: Json) => author))).toEqual(authors),
  )
  await Promise.all([alice.close(), bob.close()])
  const files = [await backUp(server)]
  const before = await held(server)
  await server.close()
  const offline = await reopen(server.home)
  files.push(await backUp(offline))
  for (const file of files) {
    const { home } = await restoreBackup({ home: join(await temporaryFolder(), 'home'), file, signal })
    await onOtherPorts(home)
    const again = await reopen(home, anyPort)
    await eventually(async () => expect(await held(again)).toEqual(before))
    await again.close()
  }
})

describe('a home that was restored', { timeout: 90_000 }, () => {
  test('takes back from the members what it wrote after the backup before it signs again', async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    await call(alice, 'add', { cube: 'team/notes', key: 'a', text: 'before the backup' })
    const file = await backUp(alice)
    await call(alice, 'add', { cube: 'team/notes', key: 'b', text: 'after the backup' })
    await eventually(async () =>
      expect(await call(bob, 'get', { cube: 'team/notes', key: 'b' })).toMatchObject({
        body: 'after the backup',
      }),
    )
    await call(alice, 'swarm-rotate', { swarm: 'team' })
    await eventually(async () =>
      expect(await call(bob, 'swarm-members', { swarm: 'team' })).toMatchObject({ epoch: 2 }),
    )
    await alice.close()

    const { home } = await restoreBackup({ home: join(await temporaryFolder(), 'home'), file, signal })
    const again = await reopen(home, anyPort)
    await eventually(async () =>
      expect(await call(again, 'swarm-members', { swarm: 'team' })).toMatchObject({ epoch: 2 }),
    )
    await eventually(async () => call(again, 'add', { cube: 'team/notes', key: 'c', text: 'goes on' }))
    expect(await call(again, 'get', { cube: 'team/notes', key: 'b' })).toMatchObject({
      body: 'after the backup',
    })
    await eventually(async () =>
      expect(await call(bob, 'get', { cube: 'team/notes', key: 'c' })).toMatchObject({ body: 'goes on' }),
    )
    expect(await call(bob, 'get', { cube: 'team/notes', key: 'b' })).toMatchObject({
      body: 'after the backup',
    })
    expect(await call(bob, 'show', { cube: 'team/notes' })).toMatchObject({ forked: false })
  })

  test('uses no number twice that it used first after the backup', async () => {
    const { alice, bob } = await team()
    await call(alice, 'create', { name: 'notes', swarm: 'team' })
    await eventually(async () =>
      expect(await call(bob, 'show', { cube: 'team/notes' })).toMatchObject({ role: 'coauthor' }),
    )
    const file = await backUp(bob)
    await call(bob, 'add', { cube: 'team/notes', key: 'b', text: 'the first that bob signs' })
    await eventually(async () => call(alice, 'get', { cube: 'team/notes', key: 'b' }))
    await bob.close()
    const { home } = await restoreBackup({ home: join(await temporaryFolder(), 'home'), file, signal })
    const again = await reopen(home)
    await call(again, 'publish', { cube: 'team/notes', asRestored: true })
    await call(again, 'add', { cube: 'team/notes', key: 'c', text: 'written in spite of it' })
    expect((await call(again, 'show', { cube: 'team/notes' })).seq).toBeGreaterThan(1_000)
    await again.close()
    await reopen(home, anyPort)
    await eventually(async () =>
      expect(await call(alice, 'get', { cube: 'team/notes', key: 'c' })).toMatchObject({
        body: 'written in spite of it',
      }),
    )
    expect(await call(alice, 'show', { cube: 'team/notes' })).toMatchObject({ forked: false })
    expect(await call(alice, 'get', { cube: 'team/notes', key: 'b' })).toMatchObject({
      body: 'the first that bob signs',
    })
  })

  test('on two machines is noticed, by the others and by itself', async () => {
    const { alice, bob } = await team()
    await eventually(async () =>
      expect(await call(bob, 'swarm-list', {})).toMatchObject({ swarms: [{ online: 1 }] }),
    )
    const { home } = await restoreBackup({
      home: join(await temporaryFolder(), 'home'),
      file: await backUp(bob),
      signal,
    })
    await onOtherPorts(home)
    const twin = await reopen(home, anyPort)
    await eventually(async () => {
      const { members } = await call(alice, 'swarm-members', { swarm: 'team' })
      expect(members).toContainEqual(expect.objectContaining({ name: 'bob', copied: true }))
    })
    await eventually(async () => {
      const states = await Promise.all(
        [bob, twin].map(async (one) => (await call(one, 'swarm-list', {})).swarms[0].state),
      )
      expect(states).toContain('copied')
    })
    const { checks } = await call(alice, 'doctor', { swarm: 'team' })
    expect(checks).toContainEqual(
      expect.objectContaining({ message: 'team: two machines speak as bob: that home was copied' }),
    )
    expect(await invited(alice)).toMatchObject({ invite: expect.any(String) as string })
  })
})
