import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  changeConfig,
  createHome,
  homeVersion,
  loadApiAddress,
  openHome,
  removeApiAddress,
  saveApiAddress,
} from '../../src/storage/index.ts'
import { temporaryDir } from './temporary-dir.ts'

const names = ['api.token', 'author.key', 'config.json', 'node.key']

async function freshHome(): Promise<string> {
  const dir = join(await temporaryDir(), 'alice')
  await createHome(dir, { name: 'alice' })
  return dir
}

async function contents(dir: string): Promise<Record<string, string>> {
  const entries = await Promise.all(
    (await readdir(dir)).map(async (name) => [name, await readFile(join(dir, name), 'hex')]),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

describe('making a home', () => {
  it('makes a private folder with two different keys, a token and a configuration', async () => {
    const dir = join(await temporaryDir(), 'people', 'alice')
    const { created, home } = await createHome(dir, { name: 'alice', nowMs: () => 1_700_000_000_000 })
    expect(created).toBe(true)
    expect(home.config).toEqual({ version: homeVersion, name: 'alice', created: 1_700_000_000_000 })
    expect(home.authorKey.length).toBe(32)
    expect(home.nodeKey.length).toBe(32)
    expect(home.authorKey).not.toEqual(home.nodeKey)
    expect(home.apiToken).toMatch(/^[0-9a-f]{64}$/)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await readdir(dir)).sort()).toEqual(names)
    for (const name of names) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
    expect(await openHome(dir)).toEqual(home)
  })

  it('a second time says so and changes nothing', async () => {
    const dir = await freshHome()
    const before = await contents(dir)
    const { created, home } = await createHome(dir, { name: 'bob' })
    expect(created).toBe(false)
    expect(home.config.name).toBe('alice')
    expect(await contents(dir)).toEqual(before)
  })

  it('takes a folder that is empty and makes it private', async () => {
    const dir = await temporaryDir()
    await chmod(dir, 0o755)
    expect((await createHome(dir)).created).toBe(true)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
  })

  it('refuses a folder that holds something else and leaves it as it was', async () => {
    const dir = await temporaryDir()
    await chmod(dir, 0o755)
    await writeFile(join(dir, 'thesis.md'), 'mine')
    await chmod(dir, 0o700)
    await expect(createHome(dir)).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('thesis.md'),
    })
    expect(await readdir(dir)).toEqual(['thesis.md'])
  })

  it('refuses a place where no folder can be', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, 'file'), '')
    for (const place of ['file', 'file/home'])
      await expect(createHome(join(dir, place))).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  })

  it('by several at once gives all of them the same home, made once', async () => {
    const dir = join(await temporaryDir(), 'home')
    const results = await Promise.all(['alice', 'bob', 'eve'].map((name) => createHome(dir, { name })))
    expect(results.filter(({ created }) => created).length).toBe(1)
    for (const { home } of results) expect(home).toEqual(results[0]!.home)
    expect((await readdir(dir)).sort()).toEqual(names)
  })
})

describe('a home whose making was interrupted', () => {
  /** What is there after a crash behind each step, in the order of the steps. */
  const steps = [['author.key'], ['author.key', 'node.key'], ['author.key', 'node.key', 'api.token']]
  for (const kept of steps) {
    it(`with only ${kept.join(', ')} is said to be not whole, and completed without losing a key`, async () => {
      const dir = await freshHome()
      const before = await contents(dir)
      for (const name of names.filter((each) => !kept.includes(each))) await rm(join(dir, name))
      await writeFile(join(dir, 'node.key.0123456789ab.tmp'), 'half')
      await expect(openHome(dir)).rejects.toMatchObject({
        code: 'ERR_CORRUPT',
        hint: expect.stringContaining('memcube init'),
      })
      expect((await createHome(dir, { name: 'alice' })).created).toBe(true)
      const after = await contents(dir)
      for (const name of kept) expect(after[name]).toBe(before[name])
      await openHome(dir)
    })
  }

  it('with nothing but a temporary file is made from the start', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, 'author.key.0123456789ab.tmp'), 'half')
    expect((await createHome(dir)).created).toBe(true)
  })

  for (const key of ['author.key', 'node.key']) {
    it(`but once whole, never gets another ${key} in place of a lost one`, async () => {
      const dir = await freshHome()
      await rm(join(dir, key))
      const missing = {
        code: 'ERR_CORRUPT',
        message: expect.stringContaining(`${key} is missing`),
        hint: expect.stringContaining('backup'),
      }
      await expect(openHome(dir)).rejects.toMatchObject(missing)
      await expect(createHome(dir)).rejects.toMatchObject(missing)
      expect(await readdir(dir)).not.toContain(key)
    })

    it(`refuses a ${key} of another length and does not replace it`, async () => {
      const dir = await freshHome()
      for (const content of ['', 'x'.repeat(31), 'x'.repeat(64)]) {
        await writeFile(join(dir, key), content)
        const wrong = {
          code: 'ERR_CORRUPT',
          message: expect.stringContaining(`has ${content.length} bytes; it should have 32`),
        }
        await expect(openHome(dir)).rejects.toMatchObject(wrong)
        await expect(createHome(dir)).rejects.toMatchObject(wrong)
        expect(await readFile(join(dir, key), 'utf8')).toBe(content)
      }
    })
  }

  it('that has a store but lost configuration and a key is not taken for a new one', async () => {
    const dir = await freshHome()
    await mkdir(join(dir, 'store'))
    await rm(join(dir, 'config.json'))
    await rm(join(dir, 'author.key'))
    await expect(createHome(dir)).rejects.toMatchObject({
      code: 'ERR_CORRUPT',
      hint: expect.stringContaining('backup'),
    })
    expect(await readdir(dir)).not.toContain('author.key')
  })

  it('gets a new token in place of a lost one', async () => {
    const dir = await freshHome()
    await rm(join(dir, 'api.token'))
    await expect(openHome(dir)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringContaining('memcube init'),
    })
    expect((await createHome(dir)).created).toBe(false)
    expect((await openHome(dir)).apiToken).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('opening a home', () => {
  it('says how to make one where there is none', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, 'file'), '')
    for (const place of [dir, join(dir, 'nowhere'), join(dir, 'file')]) {
      await expect(openHome(place)).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
        hint: expect.stringContaining('memcube init'),
      })
    }
  })

  for (const [name, mode] of [
    ['', 0o750],
    ['', 0o701],
    ['author.key', 0o640],
    ['node.key', 0o604],
    ['api.token', 0o644],
  ] as const) {
    it(`refuses ${name || 'a folder'} with permissions ${mode.toString(8)} and says how to mend them`, async () => {
      const dir = await freshHome()
      const path = join(dir, name)
      await chmod(path, mode)
      const denied = {
        code: 'ERR_DENIED',
        message: expect.stringContaining(mode.toString(8)),
        hint: expect.stringContaining('chmod'),
      }
      await expect(openHome(dir)).rejects.toMatchObject(denied)
      await expect(createHome(dir)).rejects.toMatchObject(denied)
    })
  }

  it('refuses a key that belongs to another user', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('giving a file to another user needs root')
    const dir = await freshHome()
    await chown(join(dir, 'author.key'), 12_345, 12_345)
    await expect(openHome(dir)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('belongs to user 12345'),
    })
  })

  it('follows a link to a key on another disk, if that is private', async () => {
    const dir = await freshHome()
    const vault = await temporaryDir()
    execFileSync('mv', [join(dir, 'author.key'), vault])
    await symlink(join(vault, 'author.key'), join(dir, 'author.key'))
    await openHome(dir)
    await chmod(join(vault, 'author.key'), 0o644)
    await expect(openHome(dir)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })

  for (const text of [
    '',
    '{"version":1',
    '[]',
    '{}',
    '{"version":1,"name":7,"created":0}',
    '{"version":1,"name":"a","created":0,"port":0}',
    '{"version":2,"name":7,"created":0}',
    '{"version":2,"name":"a","created":0,"port":0}',
  ]) {
    it(`refuses the configuration ${JSON.stringify(text)} and keeps it`, async () => {
      const dir = await freshHome()
      await writeFile(join(dir, 'config.json'), text)
      await expect(openHome(dir)).rejects.toMatchObject({
        code: 'ERR_CORRUPT',
        hint: expect.stringContaining(`"version":${homeVersion}`),
      })
      await expect(createHome(dir)).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
      expect(await readFile(join(dir, 'config.json'), 'utf8')).toBe(text)
    })
  }

  it('refuses a home of a later format', async () => {
    const dir = await freshHome()
    await writeFile(join(dir, 'config.json'), JSON.stringify({ version: homeVersion + 1 }))
    await expect(openHome(dir)).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      message: expect.stringContaining(`format ${homeVersion + 1}`),
    })
  })

  it('keeps the port that was chosen, and fields that it does not know', async () => {
    const dir = await freshHome()
    const path = join(dir, 'config.json')
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), later: true }))
    const home = await openHome(dir)
    await changeConfig(home, (now) => ({ ...now, port: 41_001 }))
    expect((await openHome(dir)).config).toMatchObject({ name: 'alice', port: 41_001, later: true })
    expect((await readdir(dir)).sort()).toEqual([...names, 'config.json.lock'].sort())
  })

  it('loses none of several changes that are made at once, whatever each of them had read before', async () => {
    const home = await openHome(await freshHome())
    const grants = Array.from({ length: 20 }, (_, at) => `grant-${at}`)
    await Promise.all(
      grants.map((grant) =>
        changeConfig(home, (now) => ({ ...now, agents: { grants: [...(now.agents?.grants ?? []), grant] } })),
      ),
    )
    expect((await openHome(home.dir)).config.agents?.grants?.toSorted()).toEqual(grants.toSorted())
  })
})

describe('the address of a daemon', () => {
  it('is there while the daemon lives', async () => {
    const dir = await freshHome()
    expect(await loadApiAddress(dir)).toBeUndefined()
    await saveApiAddress(dir, { pid: process.pid, url: 'http://127.0.0.1:4100' })
    expect(await loadApiAddress(dir)).toEqual({ pid: process.pid, url: 'http://127.0.0.1:4100' })
    await removeApiAddress(dir)
    await removeApiAddress(dir)
    expect(await loadApiAddress(dir)).toBeUndefined()
  })

  it('is not believed when its process is gone or the file is rubbish', async () => {
    const dir = await freshHome()
    await saveApiAddress(dir, { pid: 2 ** 31 - 1, url: 'http://127.0.0.1:4100' })
    expect(await loadApiAddress(dir)).toBeUndefined()
    for (const text of ['', 'null', '{}', '{"pid":-1,"url":"http://127.0.0.1:1"}']) {
      await writeFile(join(dir, 'api.json'), text)
      expect(await loadApiAddress(dir)).toBeUndefined()
    }
  })
})
