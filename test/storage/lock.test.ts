import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLevelDatabase, openStore, type OpenDatabase } from '../../src/storage/index.ts'
import { takeLock } from '../../src/storage/lock.ts'
import { startChild } from './start-child.ts'
import { temporaryDir } from './temporary-dir.ts'

describe('a store that is open', () => {
  it('tells a second opener at once which process has it and what to do', async () => {
    const dir = await temporaryDir()
    const alice = startChild('hold-store.ts', dir)
    await alice.lines.next()
    await expect(openStore(dir)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'ERR_HOME_IN_USE',
      message: `process ${alice.pid} already has this home open`,
      hint: expect.stringContaining(`stop process ${alice.pid}`),
    })
  })

  it('can be opened right after its holder was killed, whatever pid file that one left', async () => {
    const dir = await temporaryDir()
    const alice = startChild('hold-store.ts', dir)
    await alice.lines.next()
    await alice.kill('SIGKILL')
    expect(await readFile(join(dir, 'holder.pid'), 'utf8')).toBe(`${alice.pid}\n`)
    const store = await openStore(dir)
    expect(await readFile(join(dir, 'holder.pid'), 'utf8')).toBe(`${process.pid}\n`)
    await store.close()
  })

  it('is not blocked by a pid file that names a live process which does not hold it', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, 'holder.pid'), `${process.ppid}\n`)
    await (await openStore(dir)).close()
  })

  it('refuses a second opener in the same process and leaves the first at work', async () => {
    const dir = await temporaryDir()
    const store = await openStore(dir)
    await expect(openStore(dir)).rejects.toMatchObject({
      code: 'ERR_HOME_IN_USE',
      message: expect.stringContaining('this process'),
    })
    await store.commit({ put: [{ space: 'meta', key: 'k', value: 1 }] })
    await store.close()
    const again = await openStore(dir)
    expect(await again.records('meta').get('k')).toBe(1)
    await again.close()
  })

  it('says another process when the pid file is missing or rubbish', async () => {
    const dir = await temporaryDir()
    const store = await openStore(dir)
    for (const text of ['', 'rubbish', '0\n', '999999999\n']) {
      await writeFile(join(dir, 'holder.pid'), text)
      await expect(openStore(dir)).rejects.toMatchObject({
        code: 'ERR_HOME_IN_USE',
        message: 'another process already has this home open',
      })
    }
    await store.close()
  })
})

describe('a store that is being made', () => {
  /** LevelDB at the moment at which its folder looks as if it had lost its head. */
  function slowLevel(): { openDatabase: OpenDatabase; made: Promise<void>; goOn(): void } {
    const made = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    return {
      made: made.promise,
      goOn: goOn.resolve,
      async openDatabase(location) {
        await mkdir(location, { recursive: true })
        await writeFile(join(location, 'MANIFEST-000001'), '')
        made.resolve()
        await goOn.promise
        await rm(join(location, 'MANIFEST-000001'))
        return openLevelDatabase(location)
      },
    }
  }

  it.each([{ mend: true }, { mend: false }])(
    'is not moved aside by a second opener with %j',
    async (options) => {
      const dir = await temporaryDir()
      const level = slowLevel()
      const opening = openStore(dir, { openDatabase: level.openDatabase })
      await level.made
      await expect(openStore(dir, options)).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
      level.goOn()
      const alice = await opening
      await alice.commit({ put: [{ space: 'meta', key: 'k', value: 'acknowledged' }] })
      await alice.close()
      expect((await readdir(dir)).filter((name) => name.startsWith('level'))).toEqual(['level'])
      const again = await openStore(dir, { mend: true })
      expect(await again.records('meta').get('k')).toBe('acknowledged')
      await again.close()
    },
  )

  it('gives its lock back when it could not be made', async () => {
    const dir = await temporaryDir()
    const fails: OpenDatabase = async () => {
      throw new Error('not today')
    }
    await expect(openStore(dir, { openDatabase: fails })).rejects.toMatchObject({ message: 'not today' })
    await (await openStore(dir)).close()
  })
})

describe('a lock', () => {
  it('belongs to one at a time and is free once it is released, twice or once', async () => {
    const path = join(await temporaryDir(), 'lock')
    const lock = takeLock(path)
    expect(takeLock(path)).toBeUndefined()
    lock?.release()
    lock?.release()
    const next = takeLock(path)
    expect(next).toBeDefined()
    next?.release()
  })

  it('leaves an empty file that its owner alone may read, and nothing beside it', async () => {
    const dir = await temporaryDir()
    const lock = takeLock(join(dir, 'lock'))
    expect(await readdir(dir)).toEqual(['lock'])
    lock?.release()
    const { size, mode } = await stat(join(dir, 'lock'))
    expect([size, mode & 0o777]).toEqual([0, 0o600])
  })
})
