/**
 * The swarms of a home. A home without any pays for one look at a folder; everything else is loaded when the first
 * swarm is opened.
 */
import type { NetworkConfig } from '../network/index.ts'
import type { Signer, Tells } from '../cubes/needs.ts'
import type { InFolder, Logs, OnPeer } from '../home/needs.ts'
import type { LifeOptions, OpenLife } from './life.ts'
import { listSpaces } from '../home/swarm-folders.ts'
import type { Spaces } from './spaces.ts'

export interface SwarmShelf {
  /** Whether this home is in a swarm at all. */
  isAny(): boolean
  /** The swarms, opened. */
  spaces(): Promise<Spaces>
  /** The swarms, if they are open. */
  opened(): Spaces | undefined
  close(): Promise<void>
}

export interface ShelfOptions extends LifeOptions {
  openLife: OpenLife
  /** That of public life; swarms have networks of their own where there is one. */
  network: Partial<NetworkConfig> | undefined
}

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
