import type { Signer, Tells } from '../cubes/index.ts'
import { type InFolder, type Logs, type OnPeer, listSpaces } from '../home/index.ts'
import type { Spaces } from './life.ts'
import type { SwarmShelf, ShelfOptions } from './life.ts'

interface Needs extends InFolder, Signer, OnPeer, Tells, Logs {}

/** With a network, the swarms are opened and started at once. */
export async function createSwarmShelf(root: Needs, options: ShelfOptions): Promise<SwarmShelf> {
  const folders = await listSpaces(root.home)
  let opened: Spaces | undefined
  let opening: Promise<Spaces> | undefined
  const spaces = (): Promise<Spaces> => {
    opening ??= import('./spaces.ts')
      .then(({ openSpaces }) => openSpaces(root, options))
      .then((all) => (opened = all))
      .catch((error: unknown) => {
        opening = undefined
        throw error
      })
    return opening
  }
  const shelf: SwarmShelf = {
    isAny: () =>
      opened === undefined ? folders.length > 0 : opened.list().length + opened.broken().length > 0,
    spaces,
    opened: () => opened,
    async close() {
      await (await opening?.catch(() => undefined))?.close()
    },
  }
  if (options.network !== undefined && folders.length > 0) await spaces()
  return shelf
}
