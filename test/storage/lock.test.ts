import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/storage/index.ts'
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
