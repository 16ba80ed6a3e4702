/** The composition root: wires a node from top to bottom. */
import type { EventEmitter } from 'node:events'
import { MemCubeError } from '../core/errors.ts'
import { openHomeAlone, type Home, type HomeLock, type HolderRole, type S3Keys } from '../storage/index.ts'
import { createAnsweredWrites, type AnsweredWrites } from './answered.ts'
import { call } from './call.ts'
import type { AnswerOf } from './use-cases/index.ts'
import {
  componentLog,
  type Logger,
  endAll,
  createCurrent,
  requireNoSwarmHome,
  type CallOptions,
} from '../home/index.ts'
import { watchEvents, type NodeEvents, type ShownEvent } from '../cubes/index.ts'
import { tellNamed } from './kept-names.ts'
import { watchFreshness, startUpkeep } from '../care/index.ts'
import { openLife } from './open-life.ts'
import { networkOf, type WantedNetwork } from './settings/network-of.ts'
import { createPublishedView, type NodeNetwork, type PublishedView } from '../sharing/index.ts'
import { createSwarmShelf, type SwarmShelf } from '../swarms/index.ts'

export interface NodeConfig {
  /** The folder made by `initHome`. */
  home: string
  /** Absent: the node talks to nobody and loads neither libp2p nor Helia. What it does not say is what the home keeps. */
  network?: WantedNetwork | undefined
  /** True for a daemon: it keeps the index open and looks after what expires. */
  daemon?: boolean
  /** What the lock of the home says of this process: by default that it is a daemon, or a command. */
  role?: HolderRole
  log?: Logger
  /** Milliseconds since the Unix epoch. */
  now?: () => number
  /** For blocks in S3, where the home has no keys of its own in `s3.key`. */
  s3Keys?: S3Keys | undefined
}

export interface MemCubeNode {
  readonly peerId: string
  readonly author: string
  readonly events: EventEmitter<NodeEvents>
  /** Tells of what happens here, as interfaces show it. @returns the way to end it */
  watch(tell: (event: ShownEvent) => void): () => void
  addresses(): string[]
  /** What was found wrong with the home, in sentences; `fsck --repair` settles it. */
  damage(): string[]
  /** Runs a use case. @throws MemCubeError with a code of protocols/errors.md */
  call<N extends string>(name: N, input: unknown, options?: Partial<CallOptions>): Promise<AnswerOf<N>>
  /** What everybody may see of this home. */
  published: PublishedView
  /** Writes that were answered by name, for interfaces whose clients repeat themselves. */
  answered: AnsweredWrites
  /** Ends everything in reverse order of its start. Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Opens the home and starts what the configuration names. @throws ERR_NOT_FOUND without a home, ERR_HOME_IN_USE at once */
export async function openNode(config: NodeConfig): Promise<MemCubeNode> {
  await requireNoSwarmHome(config.home)
  const { home, lock } = await openHomeAlone(config.home, roleOf(config))
  const closing: (() => Promise<void>)[] = [() => lock.release()]
  try {
    return await startNode(config, { home, lock, closing })
  } catch (error) {
    await endAll(closing)
    throw error
  }
}

function roleOf({ role, daemon }: NodeConfig): HolderRole {
  return role ?? (daemon === true ? 'daemon' : 'command')
}

interface Begun {
  home: Home
  lock: HomeLock
  /** Steps that end what was begun, the last one first. */
  closing: (() => Promise<void>)[]
}

async function startNode(config: NodeConfig, { home, lock, closing }: Begun): Promise<MemCubeNode> {
  const options = {
    daemon: config.daemon ?? false,
    role: roleOf(config),
    log: componentLog(config.log ?? silent, 'node'),
    nowMs: config.now ?? Date.now,
    s3Keys: config.s3Keys,
  }
  const network = createCurrent<NodeNetwork | undefined>(undefined)
  const swarms = createCurrent<SwarmShelf | undefined>(undefined)
  const opened = await openLife(home, options, { network: network.get, swarms: swarms.get })
  const { node } = opened
  closing.push(...opened.closing)
  const { store } = node
  if (options.daemon) {
    // Not waited for: a large index takes longer to read back than all else. Who asks it waits, and is told why it fails.
    node.recall.open().catch((error: unknown) => {
      // Closed while it caught up: the next process goes on.
      if (!(error instanceof MemCubeError && error.code === 'ERR_ABORTED'))
        options.log.warn({ error }, 'the index could not be opened')
    })
  }
  const wanted = config.network && networkOf(home.config, config.network)
  if (wanted !== undefined) {
    const { startNetwork } = await import('../sharing/network/start-network.ts')
    const started = await startNetwork(node, home, wanted)
    network.set(started)
    closing.push(() => started.stop())
  }
  const shelf = await createSwarmShelf(node, { ...options, network: wanted, openLife })
  swarms.set(shelf)
  closing.push(() => shelf.close())
  if (options.daemon) closing.push(startUpkeep(node), watchFreshness(node))
  const present = network.get()
  if (options.daemon && present !== undefined) {
    const { startSeeding } = await import('../care/seeds/index.ts')
    closing.push(startSeeding(node, present))
  }
  let ending: Promise<void> | undefined
  const close = (): Promise<void> => (ending ??= lock.markEnding().then(() => endAll(closing)))
  return {
    peerId: node.peerId,
    get author() {
      return node.author.did
    },
    events: node.events,
    watch: (tell) => watchEvents(node.events, (shown) => tellNamed(node, shown, tell)),
    addresses: () => node.network?.addresses() ?? [],
    damage: () => store.damage().map(({ message }) => message),
    call: (name, input, { signal, progress } = {}) =>
      call(node, name, input, {
        signal: signal ?? new AbortController().signal,
        progress: progress ?? (() => {}),
      }),
    published: createPublishedView(node),
    answered: createAnsweredWrites({ store, nowMs: options.nowMs }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
