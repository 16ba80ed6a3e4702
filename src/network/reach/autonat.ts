/**
 * AutoNAT v2, both sides: this node asks others to dial it, and dials those who ask.
 *
 * Not `@libp2p/autonat-v2` (2.0.15, read): it asks a peer once, when it connects, so that an address which comes later (a
 * mapped port) is never tried in a small network; it wants eight networks to say no; and its server dials any number of
 * addresses that a stranger names, as often as he likes. Here an asker is dialled at the address that he comes from, or not.
 */
import { randomBytes } from 'node:crypto'
import type { Connection, Stream } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { reachOf } from '../addresses.ts'
import { createChannel } from '../channel.ts'
import { networkOf } from '../connection-places.ts'
import type { Channel } from '../interface.ts'
import { NetworkError } from '../network-error.ts'
import { Pace } from '../pace.ts'
import {
  decodeAutonat,
  decodeDialBack,
  DIAL_BACK_ANSWER,
  DIAL_BACK_PROTOCOL,
  DIAL_REQUEST_PROTOCOL,
  DIAL_STATUS,
  encodeDialBack,
  encodeDialData,
  encodeDialRequest,
  encodeDialResponse,
  MAX_MESSAGE_BYTES,
  RESPONSE_STATUS,
} from './autonat-messages.ts'
import { hostIp, isRelayed } from './circuit-addresses.ts'
import type { ReachComponents } from './interface.ts'

/** A dial that nobody answers ends after 5 s, and the answer has a round trip more. Guess. */
const DIAL_MS = 5_000
const ASK_MS = 10_000
/** Most that is sent to prove that a dial is worth something; the specification asks for 30 to 100 kB. */
const MAX_DIAL_DATA_BYTES = 100_000
const DIAL_DATA_PIECE_BYTES = 4_096
/** Addresses of a request that are looked at; the first that may be dialled is dialled. */
const MAX_ADDRESSES = 16
/** Dials for one network and for all. A node asks three networks when it starts, and each again after minutes. Guess. */
const FOR_NETWORK = { perSecond: 0.1, burst: 12, maxWaitMs: 0, maxKeys: 1_024 }
const FOR_ALL = { perSecond: 2, burst: 40, maxWaitMs: 0, maxKeys: 1 }

export class Autonat {
  readonly #components: ReachComponents
  readonly #nowMs: () => number
  /** Numbers that were sent out, and whether they came back on a connection of its own. */
  readonly #nonces = new Map<bigint, { askedOn: string; arrived: boolean }>()
  readonly #forNetwork = new Pace(FOR_NETWORK)
  readonly #forAll = new Pace(FOR_ALL)

  constructor(components: ReachComponents, nowMs: () => number) {
    this.#components = components
    this.#nowMs = nowMs
  }

  async start(): Promise<void> {
    const { registrar } = this.#components
    await registrar.handle(
      DIAL_REQUEST_PROTOCOL,
      this.#guarded((...on) => this.#serve(...on)),
      STREAMS,
    )
    await registrar.handle(
      DIAL_BACK_PROTOCOL,
      this.#guarded((...on) => this.#arrived(...on)),
      STREAMS,
    )
  }

  /** Asks a peer to dial an address of this node. @returns whether it could; undefined when it did not try or did not say */
  async ask(connection: Connection, address: Multiaddr): Promise<boolean | undefined> {
    const nonce = randomBytes(8).readBigUInt64LE()
    const sent = { askedOn: connection.id, arrived: false }
    this.#nonces.set(nonce, sent)
    try {
      const signal = AbortSignal.timeout(ASK_MS)
      const stream = await connection.newStream(DIAL_REQUEST_PROTOCOL, { signal })
      const said = await ask(channelOf(stream, connection), encodeDialRequest(address.bytes, nonce), signal)
      if (sent.arrived) return true
      return said === DIAL_STATUS.dialError ? false : undefined
    } catch {
      // A peer that does not answer says nothing of the address.
      return sent.arrived ? true : undefined
    } finally {
      this.#nonces.delete(nonce)
    }
  }

  async #arrived(channel: Channel, connection: Connection): Promise<void> {
    const frame = await channel.read({ signal: AbortSignal.timeout(DIAL_MS) })
    const nonce = frame === undefined ? undefined : decodeDialBack(frame)
    const sent = nonce === undefined ? undefined : this.#nonces.get(nonce)
    // Over the connection that asked, it would prove nothing.
    const isNew = connection.direction === 'inbound' && !isRelayed(connection.remoteAddr)
    if (sent === undefined || sent.askedOn === connection.id || !isNew)
      throw new NetworkError('ERR_INVALID_INPUT', 'a dial back that nobody waits for')
    sent.arrived = true
    await channel.write(DIAL_BACK_ANSWER)
  }

  async #serve(channel: Channel, connection: Connection): Promise<void> {
    const frame = await channel.read({ signal: AbortSignal.timeout(ASK_MS) })
    const request = frame === undefined ? undefined : decodeAutonat(frame)
    if (request?.is !== 'dial-request')
      throw new NetworkError('ERR_INVALID_INPUT', 'expected a dial request of AutoNAT')
    const address = addressToDial(request.addresses, connection)
    if (address === undefined) return channel.write(encodeDialResponse(RESPONSE_STATUS.refused, 0))
    if (!this.#hasTurn(connection)) return channel.write(encodeDialResponse(RESPONSE_STATUS.rejected, 0))
    const dialled = await this.#dialBack(address.encapsulate(`/p2p/${connection.remotePeer}`), request.nonce)
    await channel.write(encodeDialResponse(RESPONSE_STATUS.ok, dialled))
  }

  #hasTurn({ remoteAddr }: Connection): boolean {
    const nowMs = this.#nowMs()
    if (this.#forNetwork.take(networkOf(remoteAddr), nowMs) === undefined) return false
    return this.#forAll.take('', nowMs) !== undefined
  }

  async #dialBack(address: Multiaddr, nonce: bigint): Promise<number> {
    const signal = AbortSignal.timeout(DIAL_MS)
    let connection: Connection
    try {
      connection = await this.#components.connectionManager.openConnection(address, { force: true, signal })
    } catch {
      return DIAL_STATUS.dialError
    }
    try {
      const channel = channelOf(await connection.newStream(DIAL_BACK_PROTOCOL, { signal }), connection)
      await channel.write(encodeDialBack(nonce), { signal })
      await channel.read({ signal })
      await channel.close({ signal })
      return DIAL_STATUS.ok
    } catch {
      return DIAL_STATUS.dialBackError
    } finally {
      await connection.close().catch(() => connection.abort(new Error('the dial back is over')))
    }
  }

  #guarded(serve: (channel: Channel, connection: Connection) => Promise<void>) {
    return (stream: Stream, connection: Connection): void => {
      const channel = channelOf(stream, connection)
      serve(channel, connection)
        .then(() => channel.close())
        .catch((error: unknown) => channel.abort(error instanceof Error ? error : new Error(String(error))))
    }
  }
}

const STREAMS = { maxInboundStreams: 2, maxOutboundStreams: 2, runOnLimitedConnection: false }

function channelOf(stream: Stream, { remotePeer }: Connection): Channel {
  return createChannel(stream, remotePeer.toString(), { maxFrameBytes: MAX_MESSAGE_BYTES })
}

/** @returns what the peer says of the dial; undefined when it did not dial */
async function ask(channel: Channel, request: Uint8Array, signal: AbortSignal): Promise<number | undefined> {
  await channel.write(request, { signal })
  try {
    for (let paid = false; ; paid = true) {
      const frame = await channel.read({ signal })
      const answer = frame === undefined ? undefined : decodeAutonat(frame)
      if (answer?.is === 'dial-response')
        return answer.status === RESPONSE_STATUS.ok ? answer.dialStatus : undefined
      if (answer?.is !== 'data-request' || paid || answer.bytes > MAX_DIAL_DATA_BYTES) return undefined
      for (let left = answer.bytes; left > 0; left -= DIAL_DATA_PIECE_BYTES)
        await channel.write(encodeDialData(DIAL_DATA_PIECE_BYTES), { signal })
    }
  } finally {
    channel.close({ signal }).catch(() => {})
  }
}

/** The first that leads to where the asker comes from: nobody has this node dial a third. */
function addressToDial(addresses: readonly Uint8Array[], { remoteAddr }: Connection): Multiaddr | undefined {
  if (isRelayed(remoteAddr)) return undefined
  for (const bytes of addresses.slice(0, MAX_ADDRESSES)) {
    const address = parsed(bytes)
    if (address === undefined || isRelayed(address) || reachOf(address) !== 'public') continue
    if (hostIp(address) === hostIp(remoteAddr)) return address
  }
  return undefined
}

function parsed(bytes: Uint8Array): Multiaddr | undefined {
  try {
    const address = multiaddr(bytes)
    return address.getComponents().some(({ name }) => name === 'p2p') ? undefined : address
  } catch {
    return undefined
  }
}
