// Steps between formats of a home, cut off at every move: the home is at the format before or after, never between.
import { cp, readdir, readFile, writeFile, rename, mkdir, access } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrateHome, migrations, type MigrationStep } from '../../src/storage/home/migrations/index.ts'
import { createHome, homeVersion, lockHome, openHome } from '../../src/storage/index.ts'
import { temporaryDir } from './temporary-dir.ts'

/** Renames a file, changes another and rebuilds a folder: each kind of change that a step may make. */
const toTwo: MigrationStep = {
  to: 2,
  about: 'notes are upper case and in a folder of their own',
  async write(home, draft) {
    await mkdir(join(draft, 'notes'))
    await writeFile(
      join(draft, 'notes', 'all'),
      (await readFile(join(home, 'notes', 'all'), 'utf8')).toUpperCase(),
    )
    await writeFile(join(draft, 'title'), `title: ${await readFile(join(home, 'title'), 'utf8')}`)
    return ['notes', 'title']
  },
}

const toThree: MigrationStep = {
  to: 3,
  about: 'the title ends in a mark',
  async write(home, draft) {
    await writeFile(join(draft, 'title'), `${await readFile(join(home, 'title'), 'utf8')}!`)
    return ['title']
  },
}

async function oldHome(): Promise<string> {
  const home = join(await temporaryDir(), 'home')
  await mkdir(join(home, 'notes'), { recursive: true })
  await writeFile(join(home, 'config.json'), '{"version":1,"name":"bob","created":0,"port":4747}')
  await writeFile(join(home, 'notes', 'all'), 'a note')
  await writeFile(join(home, 'title'), 'bob')
  return home
}

interface State {
  version: number
  notes: string
  title: string
}

async function stateOf(home: string): Promise<State> {
  const read = (...path: string[]): Promise<string> => readFile(join(home, ...path), 'utf8')
  const { version } = JSON.parse(await read('config.json')) as { version: number }
  return { version, notes: await read('notes', 'all'), title: await read('title') }
}

const one: State = { version: 1, notes: 'a note', title: 'bob' }
const two: State = { version: 2, notes: 'A NOTE', title: 'title: bob' }
const three: State = { version: 3, notes: 'A NOTE', title: 'title: bob!' }

describe('a home of an older format', () => {
  it('is brought to the newest, and what was replaced is kept', async () => {
    const home = await oldHome()
    expect(await migrateHome(home, [toTwo, toThree])).toEqual({ from: 1, to: 3 })
    expect(await stateOf(home)).toEqual(three)
    expect(await stateOf(join(home, 'format-1'))).toEqual(one)
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({
      name: 'bob',
      port: 4747,
    })
    expect(await readFile(join(home, 'format-2', 'title'), 'utf8')).toBe(two.title)
    expect((await readdir(home)).sort()).toEqual([
      'config.json',
      'format-1',
      'format-2',
      'lock',
      'notes',
      'title',
    ])
    expect(await migrateHome(home, [toTwo, toThree])).toBeUndefined()
  })

  it('that was cut off at any move goes on to the format that was begun', async () => {
    let moves = 0
    const counted = (from: string, to: string): Promise<void> => rename(from, to).finally(() => moves++)
    await migrateHome(await oldHome(), [toTwo], { move: counted })
    expect(moves).toBe(5)
    for (let last = 0; last < moves; last++) {
      const home = await oldHome()
      let done = 0
      const cut = async (from: string, to: string): Promise<void> => {
        if (done++ === last) throw new Error('the power went')
        await rename(from, to)
      }
      await expect(migrateHome(home, [toTwo], { move: cut })).rejects.toMatchObject({
        message: expect.stringContaining('the power went'),
      })
      await migrateHome(home, [toTwo])
      expect(await stateOf(home)).toEqual(two)
      expect(await stateOf(join(home, 'format-1'))).toEqual(one)
    }
  })

  /** As the power goes before move number `last`. */
  async function cutOff(home: string, last: number): Promise<void> {
    let done = 0
    const move = async (from: string, to: string): Promise<void> => {
      if (done++ === last) throw new Error('the power went')
      await rename(from, to)
    }
    await expect(migrateHome(home, [toTwo], { move })).rejects.toThrow('the power went')
  }

  it('that was cut off is whole in the format before, or says the new one: a program of before finds nothing between', async () => {
    const states: unknown[] = []
    for (let last = 0; last < 5; last++) {
      const home = await oldHome()
      await cutOff(home, last)
      const { version } = JSON.parse(await readFile(join(home, 'config.json'), 'utf8')) as State
      states.push(version === 1 ? await stateOf(home) : version)
    }
    expect(states).toEqual([one, 2, 2, 2, 2])
  })

  it('that a program of before wrote to after the step was cut off keeps what it wrote', async () => {
    const home = await oldHome()
    await cutOff(home, 0)
    await writeFile(join(home, 'title'), 'alice')
    await writeFile(join(home, 'config.json'), '{"version":1,"name":"bob","created":0,"port":1}')
    await migrateHome(home, [toTwo])
    expect(await stateOf(home)).toEqual({ ...two, title: 'title: alice' })
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({ port: 1 })
    expect(await stateOf(join(home, 'format-1'))).toEqual({ ...one, title: 'alice' })
  })

  it('whose config.json was moved aside by the program before this one, and not yet replaced, is finished', async () => {
    const home = await oldHome()
    await cutOff(home, 0)
    await rename(join(home, 'config.json'), join(home, 'format-1', 'config.json'))
    await migrateHome(home, [toTwo])
    expect(await stateOf(home)).toEqual(two)
    expect(await stateOf(join(home, 'format-1'))).toEqual(one)
  })

  it('whose step fails before its journal is whole stays as it was', async () => {
    const home = await oldHome()
    const failing: MigrationStep = {
      ...toTwo,
      async write(from, draft) {
        await toTwo.write(from, draft)
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
      },
    }
    await expect(migrateHome(home, [failing])).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    expect(await stateOf(home)).toEqual(one)
    await migrateHome(home, [])
    expect(await stateOf(home)).toEqual(one)
    await expect(access(join(home, 'migrating'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('that no step starts from is refused and not touched', async () => {
    const home = await oldHome()
    await expect(migrateHome(home, [toThree])).rejects.toMatchObject({ code: 'ERR_INCOMPATIBLE' })
    expect(await stateOf(home)).toEqual(one)
  })

  it('that somebody has open is left alone', async () => {
    const home = await oldHome()
    const lock = await lockHome(home, 'daemon')
    await expect(migrateHome(home, [toTwo])).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
    expect(await stateOf(home)).toEqual(one)
    // Whoever has the lock says so.
    expect(await migrateHome(home, [toTwo], { lock })).toEqual({ from: 1, to: 2 })
    await lock?.release()
  })
})

describe('a home of a newer format', () => {
  it('is refused with what to do, and not touched', async () => {
    const home = join(await temporaryDir(), 'home')
    await createHome(home, { name: 'bob' })
    const newer = JSON.stringify({ version: homeVersion + 1, name: 'bob', created: 0 })
    await writeFile(join(home, 'config.json'), newer)
    const before = await readdir(home)
    await expect(openHome(home)).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      hint: expect.stringContaining('newer'),
    })
    expect(await readFile(join(home, 'config.json'), 'utf8')).toBe(newer)
    expect(await readdir(home)).toEqual(before)
  })
})

describe('the step to format 2', () => {
  const fixture = new URL('../fixtures/homes/format-1-shared', import.meta.url).pathname
  async function copy(): Promise<string> {
    const home = join(await temporaryDir(), 'home')
    await cp(fixture, home, { recursive: true })
    return home
  }

  /** Every file of a home, but for what says the format and what is kept of the one before. */
  async function contents(home: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
      const path = relative(home, join(entry.parentPath, entry.name))
      if (!entry.isFile() || path.startsWith('format-1') || path === 'config.json' || path === 'lock')
        continue
      found[path] = await readFile(join(home, path), 'hex')
    }
    return found
  }

  it('changes the number and nothing else, and keeps the old one', async () => {
    const home = await copy()
    expect(await migrateHome(home, migrations)).toEqual({ from: 1, to: 2 })
    const before = JSON.parse(await readFile(join(fixture, 'config.json'), 'utf8')) as object
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toEqual({ ...before, version: 2 })
    expect(JSON.parse(await readFile(join(home, 'format-1', 'config.json'), 'utf8'))).toEqual(before)
    expect(await contents(home)).toEqual(await contents(fixture))
    expect(Object.keys(await contents(home)).length).toBeGreaterThan(4)
  })

  it('that was cut off at any move is done when the home is opened again', async () => {
    let moves = 0
    await migrateHome(await copy(), migrations, {
      move: (from, to) => rename(from, to).finally(() => moves++),
    })
    expect(moves).toBe(1)
    for (let last = 0; last < moves; last++) {
      const home = await copy()
      let done = 0
      const cut = async (from: string, to: string): Promise<void> => {
        if (done++ === last) throw new Error('the power went')
        await rename(from, to)
      }
      await expect(migrateHome(home, migrations, { move: cut })).rejects.toThrow('the power went')
      await migrateHome(home, migrations)
      expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({ version: 2 })
      expect(await contents(home)).toEqual(await contents(fixture))
      await expect(access(join(home, 'migrating'))).rejects.toMatchObject({ code: 'ENOENT' })
    }
  })
})

it('the steps there are lead, one after another, to the format that is read', () => {
  expect(migrations.map(({ to }) => to)).toEqual(Array.from({ length: homeVersion - 1 }, (_, i) => i + 2))
})
