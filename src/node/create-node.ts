/** The composition root: wires a node from top to bottom. */
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { keyPairFromSecret, formatDid } from '../core/identity/index.ts'
import type { NetworkConfig } from '../network/index.ts'
import { highWater, openHome } from '../storage/index.ts'
import { createAnsweredWrites, type AnsweredWrites } from './answered.ts'
import { beginAudit } from './audit/begin.ts'
import { createRefusalLog } from './audit/refusals.ts'
import { createCache } from './cache/index.ts'
import { call } from './call.ts'
import { componentLog } from './component-log.ts'
import type { Logger, NodeContext, NodeEvents } from './context.ts'
import { createAuthorShelf } from './cubes/author-shelf.ts'
import { createCubeShelf } from './cubes/cube-shelf.ts'
import { createVoices } from './cubes/voices.ts'
import { createExclusive } from './exclusive.ts'
import { createCollector } from './gc/index.ts'
import { finishForgetting } from './forgotten/erase.ts'
import { openForgottenShelf } from './forgotten/shelf.ts'
import { watchFreshness } from './freshness.ts'
import { identities } from './home.ts'
import { settleRotation } from './rotation/settle-rotation.ts'
import { requireSameIdentity } from './identity-record.ts'
import { openNodeStore } from './open-node-store.ts'
import { createRecallFeed } from './recall-feed.ts'
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
  const home = await openHome(config.home)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (let step = closing.pop(); step !== undefined; step = closing.pop()) await step()
  }
  try {
    const store = await openNodeStore(home)
    closing.push(() => store.close())
    const forgotten = await openForgottenShelf(store)
    const cubes = createCubeShelf(store, forgotten)
    const { publicKey, secret } = keyPairFromSecret(await settleRotation(config.home, store, home.authorKey))
    await requireSameIdentity(store, config.home, {
      author: formatDid(publicKey),
      peerId: identities(home).peerId,
    })
    const authors = createAuthorShelf(store)
    const author = { did: formatDid(publicKey), publicKey, secret, name: home.config.name }
    // A rotation of the key changes who this home is while it runs.
    const self = (): string => node.author.did
    const voices = createVoices({ store, cubes, authors, self })
    const recall = createRecallFeed({ dir: join(config.home, 'index'), store, cubes, voices, forgotten })
    closing.push(() => recall.close())
    const ids = identities(home)
    const log = componentLog(config.log ?? silent, 'node')
    const nowMs = config.now ?? Date.now
    const refusals = createRefusalLog({ store, log, nowMs })
    closing.push(() => refusals.close())
    const node: NodeContext = {
      home: config.home,
      author,
      peerId: ids.peerId,
      daemon: config.daemon ?? false,
      store,
      cubes,
      authors,
      voices,
      forgotten,
      recall,
      refusals,
      network: undefined,
      events: new EventEmitter<NodeEvents>(),
      log,
      nowMs,
      clockId: randomBytes(2).readUInt16BE() % 1024,
      random: (bytes) => randomBytes(bytes),
      exclusive: createExclusive(),
      collector: createCollector(),
      highWater: (cube, by) => highWater(store, cube, by),
      cache: undefined as never,
    }
    node.cache = createCache(node)
    closing.push(() =>
      node.cache.flush().catch((error: unknown) => log.debug({ error }, 'uses of cubes are lost')),
    )
    node.events.on('refused', (refused) => refusals.note(refused))
    await beginAudit(node)
    await finishForgetting(node)
    for (const { message } of store.damage()) log.warn({}, message)
    if (config.daemon === true) await recall.open()
    if (config.network !== undefined) {
      const { startNetwork } = await import('./network/start-network.ts')
      node.network = await startNetwork(node, home, config.network)
      closing.push(() => node.network?.stop() ?? Promise.resolve())
    }
    if (config.daemon === true) closing.push(startUpkeep(node), watchFreshness(node))
    return {
      peerId: ids.peerId,
      get author() {
        return node.author.did
      },
      events: node.events,
      addresses: () => node.network?.addresses() ?? [],
      damage: () => store.damage().map(({ message }) => message),
      call: (name, input, options = {}) =>
        call(node, name, input, {
          signal: options.signal ?? new AbortController().signal,
          progress: options.progress ?? (() => {}),
        }),
      answered: createAnsweredWrites({ store, nowMs }),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
