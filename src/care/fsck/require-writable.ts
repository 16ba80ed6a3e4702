import { type Stored, NodeError } from '../../home/index.ts'

/** @throws ERR_DISK_FULL when the disk takes no writes */
export async function requireWritable({ store }: Stored): Promise<void> {
  const { readOnly, free } = await store.usage()
  if (!readOnly) return
  throw new NodeError(
    'ERR_DISK_FULL',
    `the disk takes no writes, so nothing can be mended; ${free} bytes are free`,
    {
      hint: 'free some space and repair again; `memcube fsck` without --repair only looks',
    },
  )
}
