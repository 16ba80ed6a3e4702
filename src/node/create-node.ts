/** The composition root: wires a node from top to bottom. */
import type { EventEmitter } from 'node:events'
import type { NetworkConfig } from '../network/index.ts'
import { openHome } from '../storage/index.ts'
import { createAnsweredWrites, type AnsweredWrites } from './answered.ts'
import { call } from './call.ts'
import { componentLog } from './component-log.ts'
import type { Logger, NodeEvents } from './context.ts'
import { watchFreshness } from './freshness.ts'
import { endAll, openContext } from './open-context.ts'
import { createSwarmShelf } from './swarms/swarm-shelf.ts'
import { requireNoSwarmHome } from './swarms/paths.ts'
import { startUpkeep } from './upkeep.ts'
import type { CallOptions } from './use-case.ts'

export interface NodeConfig {
  /** The folder made by `initHome`. */
  home: string
  /** Absent: the node talks to nobody and loads neither libp2p nor Helia. */
  network?: Partial<NetworkConfig> | undefined
  /** True for a daemon: it keeps the index open and looks after what expires. */
  daemon?: boolean
  log?: Logger
  /** Milliseconds since the Unix epoch. */
  now?: () => number
}

export interface MemCubeNode {
  readonly peerId: string
  readonly author: string
  readonly events: EventEmitter<NodeEvents>
  addresses(): string[]
  /** What was found wrong with the home, in sentences; `fsck --repair` settles it. */
  damage(): string[]
  /** Runs a use case. @throws MemCubeError with a code of protocols/errors.md */
  call(name: string, input: unknown, options?: Partial<CallOptions>): Promise<unknown>
  /** Writes that were answered by name, for interfaces whose clients repeat themselves. */
  answered: AnsweredWrites
  /** Ends everything in reverse order of its start. Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Opens the home and starts what the configuration names. @throws ERR_NOT_FOUND without a home, ERR_HOME_IN_USE */
export async function openNode(config: NodeConfig): Promise<MemCubeNode> {
  await requireNoSwarmHome(config.home)
  const home = await openHome(config.home)
  const options = {
    daemon: config.daemon ?? false,
    log: componentLog(config.log ?? silent, 'node'),
    nowMs: config.now ?? Date.now,
  }
  const { node, closing } = await openContext(home, options)
  const close = (): Promise<void> => endAll(closing)
  try {
    const { store } = node
    if (options.daemon) await node.recall.open()
    if (config.network !== undefined) {
      const { startNetwork } = await import('./network/start-network.ts')
      node.network = await startNetwork(node, home, config.network)
      closing.push(() => node.network?.stop() ?? Promise.resolve())
    }
    const shelf = await createSwarmShelf(node, { ...options, network: config.network })
    node.swarms = shelf
    closing.push(() => shelf.close())
    if (options.daemon) closing.push(startUpkeep(node), watchFreshness(node))
    return {
      peerId: node.peerId,
      get author() {
        return node.author.did
      },
      events: node.events,
      addresses: () => node.network?.addresses() ?? [],
      damage: () => store.damage().map(({ message }) => message),
      call: (name, input, { signal, progress } = {}) =>
        call(node, name, input, {
          signal: signal ?? new AbortController().signal,
          progress: progress ?? (() => {}),
        }),
      answered: createAnsweredWrites({ store, nowMs: options.nowMs }),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
