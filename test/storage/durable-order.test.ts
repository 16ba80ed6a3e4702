import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openStore } from '../../src/storage/index.ts'
import { syncLogFiles } from '../../src/storage/sync-log-files.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

vi.mock('../../src/storage/sync-log-files.ts', async (original) => {
  const module = await original<typeof import('../../src/storage/sync-log-files.ts')>()
  return { syncLogFiles: vi.fn(module.syncLogFiles) }
})

beforeEach(() => {
  vi.mocked(syncLogFiles).mockClear()
})

describe('a commit', () => {
  it('first syncs the log files in which blocks were put before it, once', async () => {
    const store = await openStore(await temporaryDir())
    await store.putBlocks(sampleBlocks(3))
    expect(syncLogFiles).not.toHaveBeenCalled()
    await store.commit({ put: [{ space: 'meta', key: 'a', value: 1 }] })
    expect(syncLogFiles).toHaveBeenCalledTimes(1)
    await store.commit({ put: [{ space: 'meta', key: 'b', value: 1 }] })
    expect(syncLogFiles).toHaveBeenCalledTimes(1)
    await store.close()
  })

  it('writes nothing visible when that sync fails', async () => {
    const store = await openStore(await temporaryDir())
    await store.putBlocks(sampleBlocks(3))
    vi.mocked(syncLogFiles).mockRejectedValueOnce(
      Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }),
    )
    await expect(store.commit({ put: [{ space: 'meta', key: 'a', value: 1 }] })).rejects.toMatchObject({
      code: 'ERR_DISK_FULL',
    })
    expect(await store.records('meta').get('a')).toBeUndefined()
    await store.close()
  })
})
