/**
 * What a node does in the DHT of the public IPFS network: provides there what it provides in that of memcube, asks there who has
 * a CID, and stays in touch with its nodes.
 */
import type { KadDHT } from '@libp2p/kad-dht'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { CID } from 'multiformats/cid'
import { parseAddress, peerIdIn } from '../addresses.ts'
import { createContentRouting, type ContentRouting } from '../content-routing.ts'
import type { NetworkLogger, ProviderInfo, Signalled } from '../interface.ts'
import { NetworkError } from '../network-error.ts'
import { describeIpfs, type IpfsReport } from './describe-ipfs.ts'
import { IpfsContact } from './ipfs-contact.ts'
import type { IpfsDht } from './ipfs-dht.ts'

const HOUR_MS = 3_600_000

/**
 * Nodes of IPFS keep a record for 48 h, and Kubo says its own again after 22 h (Provide.DHT.Interval). Here that is between 11 and
 * 22 h, spread by CID: 2,000 CIDs are 126 lookups an hour.
 */
const RENEW_MS = 22 * HOUR_MS
/** At most 360 lookups an hour, so that 2,000 CIDs are said within 6 h; 20 at once, for a cube with its topics. Guesses. */
const PACE = { perSecond: 0.1, burst: 20 }
/** A lookup among thousands of nodes, of which many do not answer, and then 20 messages. Guess. */
const PUSH_TIMEOUT_MS = 120_000
/** Said to fewer than these, it is said again as soon as others are met: such a network is small, or was barely known. Guess. */
const FEW_TOLD = 5

interface IpfsDeps {
  selfId: string
  bootstrap: readonly string[]
  logger: NetworkLogger
  /** Where others reach this node: what a record tells of it. */
  addresses(): readonly string[]
}

/** What is used of libp2p. */
interface Dialler {
  dial(address: Multiaddr, options: { signal: AbortSignal }): Promise<unknown>
  addEventListener(type: 'self:peer:update', listener: () => void): void
}

export class Ipfs {
  readonly #deps: IpfsDeps
  readonly #routing: ContentRouting
  readonly #contact: IpfsContact
  /** Peers by which the DHT is entered. */
  readonly #entries: ReadonlySet<string | undefined>
  #dht: IpfsDht | undefined
  #libp2p: Dialler | undefined

  constructor(deps: IpfsDeps) {
    this.#deps = deps
    this.#entries = new Set(deps.bootstrap.map((address) => peerIdIn(parseAddress(address))))
    this.#routing = createContentRouting({
      selfId: deps.selfId,
      logger: deps.logger,
      telling: {
        renewMs: RENEW_MS,
        concurrency: 2,
        pushTimeoutMs: PUSH_TIMEOUT_MS,
        enough: FEW_TOLD,
        pace: PACE,
      },
      addresses: () => deps.addresses(),
    })
    this.#contact = new IpfsContact({
      bootstrap: deps.bootstrap,
      known: () => this.#dht?.routingTable.size ?? 0,
      dial: async (address, signal) => void (await this.#libp2p?.dial(parseAddress(address), { signal })),
      logger: deps.logger,
    })
  }

  start(dht: IpfsDht | undefined, libp2p: Dialler): void {
    if (dht === undefined) throw new NetworkError('ERR_INTERNAL', 'there is no DHT of IPFS to take part in')
    this.#dht = dht
    this.#libp2p = libp2p
    libp2p.addEventListener('self:peer:update', () => this.#routing.addressesChanged())
    dht.routingTable.addEventListener('peer:add', () => {
      this.#contact.met()
      this.#routing.peerJoined()
    })
    this.#routing.start({
      provide: (cid, options = {}) => this.#push(dht, cid, options),
      cancelReprovide: (cid, options) => dht.cancelReprovide(cid, options),
      findProviders: (cid, options) => dht.findProviders(cid, options),
    })
    this.#contact.start()
  }

  stop(): void {
    this.#contact.stop()
    this.#routing.stop()
  }

  /** Whether the DHT of IPFS has spoken of a peer, or is entered by it: it is dialled for that alone. */
  names(peerId: string): boolean {
    return this.#entries.has(peerId) || this.#dht?.names(peerId) === true
  }

  /** This node is on another network, or has woken. */
  hurry(): void {
    this.#contact.hurry()
  }

  /** Nobody waits for it: it takes a minute at times, and a node with many cubes says them one after another. */
  provide(cid: CID): void {
    this.#routing.provide(cid).catch(() => undefined)
  }

  unprovide(cid: CID): Promise<void> {
    return this.#routing.unprovide(cid)
  }

  async *findProviders(cid: CID, options: Signalled): AsyncGenerator<ProviderInfo> {
    await this.#contact.entered(options)
    yield* this.#routing.findProviders(cid, options)
  }

  report(): IpfsReport {
    const { provided, waiting } = this.#routing.counts()
    return describeIpfs({
      peers: this.#dht?.routingTable.size ?? 0,
      provided,
      waiting,
      missing: this.#contact.missing,
      hasAddress: this.#deps.addresses().length > 0,
    })
  }

  async *#push(dht: IpfsDht, cid: CID, options: Signalled): ReturnType<KadDHT['provide']> {
    await this.#contact.entered(options)
    // Nodes of IPFS drop a record without an address, and say nothing.
    if (this.#deps.addresses().length === 0)
      throw new NetworkError('ERR_UNREACHABLE', 'no address is known at which others reach this node')
    yield* dht.provide(cid, options)
  }
}
