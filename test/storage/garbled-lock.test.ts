// A lock is an empty file. Whatever somebody or a power loss wrote into it, the lock works, and nothing else is emptied.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { takeLock } from '../../src/storage/lock.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

it.each([
  ['a word', Buffer.from('garbage\n')],
  ['the number of a process', Buffer.from('4711')],
  ['a page of zeros', Buffer.alloc(4096)],
  ['a page of anything', Buffer.alloc(4096, 0xa5)],
  ['the beginning of a database', Buffer.from('SQLite format 3\0')],
  ['a database without its pages', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080, 7)])],
])('a lock with %s in it is taken, and by nobody twice', async (_what, bytes) => {
  const path = join(await temporaryFolder(), 'lock')
  writeFileSync(path, bytes)
  const lock = takeLock(path)
  onTestFinished(() => lock?.release())
  expect(lock).toBeDefined()
  expect(takeLock(path)).toBeUndefined()
  lock?.release()
  const again = takeLock(path)
  expect(again).toBeDefined()
  again?.release()
})

it.skipIf(process.platform === 'win32')('what a link leads to is not emptied', async () => {
  const folder = await temporaryFolder()
  const [path, other] = [join(folder, 'lock'), join(folder, 'letter.txt')]
  writeFileSync(other, 'dear alice')
  symlinkSync(other, path)
  expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'ERR_DENIED' }))
  expect(readFileSync(other, 'utf8')).toBe('dear alice')
})
