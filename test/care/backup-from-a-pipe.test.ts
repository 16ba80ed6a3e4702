import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

test.each(['a pipe that nobody writes to', 'a folder'])(
  '%s is no backup, and is not waited for',
  async (what) => {
    const folder = await temporaryFolder()
    const pipe = join(folder, 'pipe')
    if (what !== 'a folder') execFileSync('mkfifo', [pipe])
    const file = what === 'a folder' ? folder : pipe
    const { signal } = new AbortController()
    await expect(restoreBackup({ home: join(folder, 'home'), file, signal })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('is no backup of memcube'),
    })
  },
)
