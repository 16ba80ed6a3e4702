/** Homes of earlier formats, as the memcube of that time wrote them. */
import { chmod, cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { walk } from '../../src/core/tree/index.ts'
import { createCubeShelf } from '../../src/cubes/index.ts'
import { listOutbox, openStore, type Store } from '../../src/storage/index.ts'

export const oldHomes = new URL('../fixtures/homes/', import.meta.url).pathname

/** A copy with the permissions that version control does not keep. */
export async function oldHome(format: number, folder: string, kind: '' | '-shared' = ''): Promise<string> {
  const home = join(folder, 'home')
  await cp(join(oldHomes, `format-${format}${kind}`), home, { recursive: true })
  await chmod(home, 0o700)
  for (const entry of await readdir(home, { withFileTypes: true }))
    if (entry.isFile()) await chmod(join(home, entry.name), 0o600)
  return home
}

/** What a closed home holds of its cube `shared`. */
export async function keptIn(home: string) {
  return inStore(home, async (store) => {
    const cubes = createCubeShelf(store)
    const { cube } = await cubes.resolve('shared')
    const record = (await cubes.get(cube))!
    const { tree } = await cubes.commit(record.commit)
    const entries: Record<string, string> = {}
    for await (const [key, cid] of walk(store, tree)) entries[key] = cid.toString()
    const forgotten: unknown[] = []
    for await (const one of store.records('meta').list('forgotten/')) forgotten.push(one)
    return { rosters: record.rosters ?? [], seq: record.seq, entries, forgotten }
  })
}

export const outboxIn = (home: string) => inStore(home, listOutbox)

async function inStore<T>(home: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(join(home, 'store'))
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}
