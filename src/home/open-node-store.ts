/** Opens the store of a home as far as it can be opened. */
import { access } from 'node:fs/promises'
import { openStore, type Home, type LedgerStore, type S3Keys } from '../storage/index.ts'

/** @throws ERR_HOME_IN_USE, ERR_CORRUPT when nothing can be opened */
export async function openNodeStore(
  { paths }: Pick<Home, 'paths'>,
  { s3Keys }: { s3Keys?: S3Keys | undefined } = {},
): Promise<LedgerStore> {
  // An index is made of what a store has: where there is one, the store was not always missing.
  const isLost = !(await exists(paths.store)) && (await exists(paths.index))
  const store = await openStore(paths.store, { mend: true, s3Keys })
  if (isLost)
    await store.noteDamage(
      `the folder ${paths.store} was missing, and with it every cube of this home; put it back from a backup, or pull the cubes of others again`,
    )
  return store
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
