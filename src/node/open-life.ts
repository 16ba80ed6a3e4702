/** Everything of a home that works without a network: its store, what reads it, and what a use case needs of it. */
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { keyPairFromSecret, formatDid } from '../core/identity/index.ts'
import type { Home, Store } from '../storage/index.ts'
import { beginAudit, createRefusalLog } from '../cubes/audit/index.ts'
import { createCache, defaultMaxBytes } from '../care/cache/index.ts'
import type { Life, LifeOptions, LifePorts, OpenedLife } from '../swarms/index.ts'
import {
  type NodeEvents,
  createAuthorShelf,
  type CubeRecord,
  createCubeShelf,
  createLedger,
  createVoices,
} from '../cubes/index.ts'
import {
  createExclusive,
  identities,
  type Author,
  createCurrent,
  endAll,
  finishRotation,
  requireSameIdentity,
  openNodeStore,
} from '../home/index.ts'
import { createCollector } from '../care/gc/index.ts'
import { finishForgetting, openForgottenShelf } from '../cubes/forgotten/index.ts'
import { createRecallFeed, recallServerOf } from '../finding/index.ts'

/** @throws ERR_HOME_IN_USE, ERR_CORRUPT */
export async function openLife(
  home: Home,
  { daemon, role, log, nowMs, s3Keys }: LifeOptions,
  ports: LifePorts = {},
): Promise<OpenedLife> {
  const closing: (() => Promise<void>)[] = []
  try {
    const events = new EventEmitter<NodeEvents>()
    const opened = await openNodeStore(home, { s3Keys })
    closing.push(() => opened.close())
    const store: Store = opened
    const forgotten = await openForgottenShelf(store)
    const cubes = createCubeShelf(store, forgotten, () => ports.team?.()?.name)
    const { publicKey, secret } = keyPairFromSecret(await finishRotation(home.dir, store, home.authorKey))
    const { peerId } = identities(home)
    await requireSameIdentity(store, home.dir, { author: formatDid(publicKey), peerId })
    const authors = createAuthorShelf(store)
    // A rotation of the key changes who this home is while it runs.
    const author = createCurrent<Author>({
      did: formatDid(publicKey),
      publicKey,
      secret,
      name: home.config.name,
    })
    const self = (): string => author.get().did
    const voices = createVoices({ store, cubes, authors, self })
    const recall = createRecallFeed({
      dir: join(home.dir, 'index'),
      server: () => recallServerOf(home, peerId),
      store,
      cubes,
      voices,
      forgotten,
    })
    closing.push(() => recall.close())
    const ledger = createLedger({ store: opened, index: recall, events })
    const refusals = createRefusalLog({ store, log, nowMs })
    closing.push(() => refusals.close())
    const exclusive = createExclusive()
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const withdraw = (record: CubeRecord): void => ports.network?.()?.withdraw(record)
    const kept = { home: home.dir, store, ledger, cubes, authors, recall, events, exclusive, nowMs, random }
    // The cubes of a swarm are those of its members, who are no strangers.
    const isSpace = ports.team !== undefined
    const cache = createCache({ ...kept, network: { withdraw } }, isSpace ? null : defaultMaxBytes)
    closing.push(() =>
      cache.flush().catch((error: unknown) => log.debug({ error }, 'uses of cubes are lost')),
    )
    const node: Life = {
      ...kept,
      get author() {
        return author.get()
      },
      adoptAuthor: author.set,
      peerId,
      daemon,
      role,
      voices,
      forgotten,
      refusals,
      get network() {
        return ports.network?.()
      },
      get swarms() {
        return ports.swarms?.()
      },
      get team() {
        return ports.team?.()
      },
      get space() {
        return ports.space?.()
      },
      log,
      clockId: randomBytes(2).readUInt16BE() % 1024,
      collector: createCollector(),
      cache,
    }
    node.events.on('refused', (refused) => refusals.note(refused))
    await beginAudit(node)
    await finishForgetting(node)
    for (const { message } of store.damage()) log.warn({}, message)
    return { node, closing }
  } catch (error) {
    await endAll(closing)
    throw error
  }
}
