import { join } from 'node:path'

/** Where things are in a home. */
export interface HomePaths {
  dir: string
  authorKey: string
  /** The key that is about to take its place; there only while it does. */
  nextAuthorKey: string
  nodeKey: string
  config: string
  apiToken: string
  /** Written while a daemon runs. */
  api: string
  /** What a step to another format has written; there only while one is under way. */
  migrating: string
  /** The file whose lock is the lock of the home; always empty. */
  lock: string
  /** Who has the lock. */
  holder: string
  /** Which daemon waits for the lock. */
  wanted: string
  /** Folder of the store. */
  store: string
  /** Folder of the recall index, which can be made again. */
  index: string
  /** The password for a server that has the index, where one does. */
  recallKey: string
  /** Folder of archived cubes. */
  archive: string
}

/**
 * Names in a home that belong to the processes of a machine and to no backup. The locks among them must not even be opened by
 * whoever has them: see `lock.ts`.
 */
export const processFiles: ReadonlySet<string> = new Set([
  'api.token',
  'api.json',
  'lock',
  'holder.json',
  'wanted.json',
  'config.json.lock',
  'daemon.log',
  'daemon.log.1',
])

export function homePaths(dir: string): HomePaths {
  return {
    dir,
    authorKey: join(dir, 'author.key'),
    nextAuthorKey: join(dir, 'author.key.next'),
    nodeKey: join(dir, 'node.key'),
    config: join(dir, 'config.json'),
    apiToken: join(dir, 'api.token'),
    api: join(dir, 'api.json'),
    migrating: join(dir, 'migrating'),
    lock: join(dir, 'lock'),
    holder: join(dir, 'holder.json'),
    wanted: join(dir, 'wanted.json'),
    store: join(dir, 'store'),
    index: join(dir, 'index'),
    recallKey: join(dir, 'recall.key'),
    archive: join(dir, 'archive'),
  }
}
