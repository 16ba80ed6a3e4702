/** What this node offers: which cubes are to be found here, and the heads that wait in the outbox to be announced. */
import { anySignal } from '../core/signals/index.ts'
import { parseCid } from '../core/codec/index.ts'
import { isWritable, type CubeRecord, isPublic, shownState } from '../cubes/index.ts'
import { Kicked } from '../home/index.ts'
import type { NetworkHost } from '../network/index.ts'
import type { AnnounceService } from '../protocols/index.ts'
import { listOutbox } from '../storage/index.ts'
import { background, logged } from './in-background.ts'
import type { Shares } from './needs.ts'
import { createSeeding, type Seeding } from './seeding.ts'

/** How often the outbox is looked at though nothing was said of it. Guess. */
const retryMs = 30_000

type Publish = AnnounceService['publish']

export class Offering {
  readonly #node: Shares
  readonly #host: NetworkHost
  readonly #seeding: Seeding
  /** Asked for with each change of a cube, and done for all of them together. */
  readonly #sending: Kicked
  readonly #stopListening: (() => void)[] = []
  #retry: NodeJS.Timeout | undefined

  constructor(node: Shares, host: NetworkHost, publish: Publish, ended: AbortSignal) {
    this.#node = node
    this.#host = host
    this.#seeding = createSeeding({ host, log: node.log })
    this.#sending = new Kicked(() => logged(node, publishOutbox(node, publish, ended)), ended)
  }

  async start(): Promise<void> {
    const { events, cubes } = this.#node
    const changed = (record: CubeRecord): void => {
      if (isWritable(record) && record.published) this.#sending.kick()
    }
    events.on('cubeChanged', changed)
    this.#stopListening.push(() => events.off('cubeChanged', changed))
    const changedAuthor = (did: string): void => background(this.#node, this.#offerOf(did))
    events.on('authorChanged', changedAuthor)
    this.#stopListening.push(() => events.off('authorChanged', changedAuthor))
    // The host says a few at a time, and goes on trying.
    for (const record of await cubes.list()) background(this.#node, this.offer(record))
    this.#sending.kick()
    this.#retry = setInterval(() => this.#sending.kick(), retryMs)
    this.#retry.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#retry)
    for (const stop of this.#stopListening.splice(0)) stop()
    await this.#sending.settled()
  }

  /** Offers a cube, or stops, as its record says. */
  async offer(record: CubeRecord): Promise<void> {
    const isOpen = await this.#isPublic(record)
    await this.#seeding.update(
      isOpen ? { ...record, ...(await shownState(this.#node, record)) } : record,
      isOpen,
    )
  }

  /** The same, and announces it. @returns nodes known to provide it, this one counted. */
  async seed(record: CubeRecord, signal: AbortSignal): Promise<number> {
    await this.offer(record)
    this.#sending.kick()
    await this.#sending.settled()
    return (await this.#isPublic(record)) ? 1 + (await countProviders(this.#host, record, signal)) : 0
  }

  withdraw(record: CubeRecord): void {
    background(this.#node, this.#seeding.update(record, false))
  }

  /** An author who is blocked is not passed on, and one who is no longer blocked is again. */
  async #offerOf(did: string): Promise<void> {
    for (const record of await this.#node.cubes.list())
      if (record.author === did && !record.own) await this.offer(record)
  }

  async #isPublic(record: CubeRecord): Promise<boolean> {
    return isPublic(record, await this.#node.authors.get(record.author))
  }
}

async function publishOutbox(
  node: Pick<Shares, 'store' | 'cubes'>,
  publish: Publish,
  signal: AbortSignal,
): Promise<void> {
  for (const entry of await listOutbox(node.store)) {
    if (signal.aborted) return
    const record = await node.cubes.get(entry.cube)
    if (record === undefined) continue
    publish({
      id: entry.id,
      cube: parseCid(entry.cube),
      bytes: entry.kind === 'head' ? record.head : entry.bytes,
    })
  }
}

async function countProviders(host: NetworkHost, record: CubeRecord, signal: AbortSignal): Promise<number> {
  const found = new Set<string>()
  if (host.peers().length === 0) return 0
  try {
    for await (const { peerId } of host.findProviders(parseCid(record.cube), {
      signal: anySignal([signal, AbortSignal.timeout(3_000)]),
    }))
      found.add(peerId)
  } catch {
    signal.throwIfAborted()
  }
  return found.size
}
