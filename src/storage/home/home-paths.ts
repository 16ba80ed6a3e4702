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
  /** Folder of the store. */
  store: string
  /** Folder of the recall index, which can be made again. */
  index: string
  /** Folder of archived cubes. */
  archive: string
}

export function homePaths(dir: string): HomePaths {
  return {
    dir,
    authorKey: join(dir, 'author.key'),
    nextAuthorKey: join(dir, 'author.key.next'),
    nodeKey: join(dir, 'node.key'),
    config: join(dir, 'config.json'),
    apiToken: join(dir, 'api.token'),
    api: join(dir, 'api.json'),
    store: join(dir, 'store'),
    index: join(dir, 'index'),
    archive: join(dir, 'archive'),
  }
}
