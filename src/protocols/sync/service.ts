// The shell of sync: streams from and to peers, one agreement each, and how many packs leave at once.
import { anySignal } from '../../core/signals/index.ts'
import { Pace } from '../../network/index.ts'
import { ProtocolError, refusalError, type Refusal } from '../errors.ts'
import type { CallOptions, PlannedComparison, PullOptions, SyncDeps, SyncService } from '../interface.ts'
import type { Agreement } from '../handshake/agreement.ts'
import { dealings, outsideAgreement } from '../handshake/dealings.ts'
import { COMPARE_FEATURE } from '../compare/limits.ts'
import { compareOver } from '../compare/compare-over.ts'
import { Watched } from '../compare/watched.ts'
import { pullByBlocks, type BlockPullRequest } from './by-blocks.ts'
import { ExchangeWatch } from './exchange.ts'
import { FILTER_FEATURE, SYNC_LIMITS, SYNC_PROTOCOL } from './limits.ts'
import { PackPlaces } from './pack-places.ts'
import type { FetchBlock, HeadsPage, HeadsQuery, PullRequest, PullResult } from './ports.ts'
import { PullStream } from './pull.ts'
import type { Totals } from './messages.ts'
import type { OpenShares } from './several-sources.ts'
import { pageBytes } from './page-bytes.ts'
import { serveStream } from './serve.ts'
import type { Refuses } from './server-state.ts'
import { verifyPage } from './verify-heads.ts'
import { withAgreement } from '../with-agreement.ts'

export function createSync(deps: SyncDeps): SyncService {
  return new Sync(deps)
}

class Sync implements SyncService {
  readonly #deps: SyncDeps
  readonly #stopping = new AbortController()
  readonly #places = new PackPlaces()
  /** Keys that were proven for the answers of each peer. */
  readonly #freshKeys = new Pace(SYNC_LIMITS.freshKeys)
  /** Offers that each peer did not accept. */
  readonly #unused = new Pace(SYNC_LIMITS.unusedOffers)
  /** What peers have compared here. */
  readonly #watched: Watched
  #stopListening: () => void = () => undefined

  constructor(deps: SyncDeps) {
    this.#deps = deps
    this.#watched = new Watched(deps.source, { standing: (peerId) => deps.network.standing(peerId) })
  }

  start(): void {
    const { network, handshake, source, logger, now, observe } = this.#deps
    const watched = this.#watched
    const deps = { source, logger, now, observe, watched, places: this.#places, unused: this.#unused }
    const serve = (channel: Parameters<typeof serveStream>[1], peerId: string) => {
      const agreement = handshake.agreed(peerId)
      return serveStream(deps, channel, agreement?.hash, agreement && refusesOf(agreement, peerId))
    }
    network.handle(SYNC_PROTOCOL, serve, { maxInboundStreams: SYNC_LIMITS.maxStreamsPerPeer })
    this.#stopListening = network.onDisconnect((peerId) => watched.forget(peerId))
  }

  stop(): Promise<void> {
    this.#stopListening()
    this.#stopping.abort(new ProtocolError('ERR_ABORTED', 'the node is stopping'))
    return Promise.resolve()
  }

  async heads(peerId: string, query: HeadsQuery, options: CallOptions = {}): Promise<HeadsPage> {
    const watch = this.#watch(peerId, 'heads', query.cubes)
    try {
      const page = await this.#withStream(peerId, options, (stream) => stream.heads(query))
      const read = await verifyPage(page, query, {
        takeKey: () => this.#freshKeys.take(peerId, this.#deps.now()) !== undefined,
      })
      watch.done({ items: page.items.length, bytes: pageBytes(page) })
      return read
    } catch (error) {
      watch.failed(error)
      throw error
    }
  }

  async compare(
    peerId: string,
    plan: (agreement: Uint8Array) => Promise<PlannedComparison>,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#withStream(
      peerId,
      options,
      async (stream, { hash }) => compareOver(stream, await plan(hash)),
      COMPARES,
    )
  }

  async pull(peerId: string, request: PullRequest, options: PullOptions = {}): Promise<PullResult> {
    let result: PullResult | undefined
    const open: OpenShares = (other, signal, use) => this.#pack(other, request, { signal }, use)
    await this.#pack(peerId, request, options, async (stream) => {
      result = await stream.pull(request, options, open)
      return result.sources?.[0] ?? result
    })
    return result!
  }

  /** Packs of one pull from one peer. */
  async #pack(
    peerId: string,
    { cube, filter }: PullRequest,
    options: CallOptions,
    use: (stream: PullStream) => Promise<Totals>,
  ): Promise<void> {
    const watch = this.#watch(peerId, 'pack', [cube])
    try {
      const feature = filter === undefined ? undefined : GIVES_PARTS
      const { blocks, bytes } = await this.#withStream(peerId, options, use, feature)
      if (blocks > 0) this.#deps.network.useful(peerId)
      watch.done({ items: blocks, bytes })
    } catch (error) {
      watch.failed(error)
      throw error
    }
  }

  pullByBlocks(
    fetchBlock: FetchBlock,
    request: BlockPullRequest,
    options: CallOptions & { concurrency?: number } = {},
  ): Promise<PullResult> {
    return pullByBlocks(this.#deps.receiver, fetchBlock, request, {
      ...options,
      signal: this.#signal(options.signal),
    })
  }

  #watch(peerId: string, what: 'heads' | 'pack', cubes: HeadsQuery['cubes'] = []): ExchangeWatch {
    return new ExchangeWatch(this.#deps, { peerId, side: 'asked', what, cubes })
  }

  async #withStream<T>(
    peerId: string,
    options: CallOptions,
    use: (stream: PullStream, agreement: Agreement) => Promise<T>,
    feature?: Feature,
  ): Promise<T> {
    const { handshake } = this.#deps
    const signal = this.#signal(options.signal)
    return withAgreement(handshake, peerId, signal, (agreement) => {
      if (feature !== undefined) requireFeature(agreement, feature)
      return this.#once(peerId, agreement, signal, use)
    })
  }

  async #once<T>(
    peerId: string,
    agreement: Agreement,
    signal: AbortSignal,
    use: (stream: PullStream, agreement: Agreement) => Promise<T>,
  ): Promise<T> {
    const { hash, limits } = agreement
    if (!dealings(agreement, peerId).reads) throw refusalError(outsideAgreement(agreement))
    const channel = await this.#deps.network.open(peerId, SYNC_PROTOCOL, { signal })
    const stream = new PullStream(this.#deps, channel, { hash, credit: limits.creditBytes }, signal)
    try {
      return await use(stream, agreement)
    } finally {
      await stream.close()
    }
  }

  #signal(given: AbortSignal | undefined): AbortSignal {
    return given === undefined ? this.#stopping.signal : anySignal([given, this.#stopping.signal])
  }
}

/** A peer that does not read what is written here is given no heads; one that does not know cubes, no blocks either. */
function refusesOf(agreement: Agreement, peerId: string): Refuses {
  const { isRead, givesBlocks } = dealings(agreement, peerId)
  const refusal = outsideAgreement(agreement)
  return {
    heads: isRead ? undefined : refusal,
    compares: agreement.features.includes(COMPARE_FEATURE) ? undefined : lacking(COMPARES),
    packs: givesBlocks ? undefined : refusal,
  }
}

/** Something optional, and what to do where the peer has not got it. */
interface Feature {
  name: string
  lacks: string
  instead: string
}

const GIVES_PARTS: Feature = {
  name: FILTER_FEATURE,
  lacks: 'gives no parts of cubes',
  instead: 'pull the whole cube, or from a newer node',
}
const COMPARES: Feature = {
  name: COMPARE_FEATURE,
  lacks: 'compares nothing',
  instead: 'ask it for heads',
}

/** @throws ProtocolError ERR_INCOMPATIBLE of a peer that would take what is asked for something else */
function requireFeature({ features }: Pick<Agreement, 'features'>, feature: Feature): void {
  if (!features.includes(feature.name)) throw refusalError(lacking(feature))
}

function lacking({ name, lacks, instead }: Feature): Refusal {
  return {
    class: 'incompatible',
    code: 'ERR_INCOMPATIBLE',
    field: 'features',
    message: `the peer ${lacks}: it does not know "${name}"; ${instead}`,
  }
}
