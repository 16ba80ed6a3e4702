/**
 * The third fence: a host of a swarm on which all that memcube says, in channels and by gossip, is sealed under the content
 * secret of the epoch. Whoever has the fence and a member's node key, and not that secret, reads and asks for nothing.
 * Spec: protocols/swarm/spec.md, "Content between members".
 */
import { createBox } from '../core/sealed/index.ts'
import type { Gossip, NetworkHost } from '../network/index.ts'
import { NodeError } from '../home/index.ts'
import type { ContentEpoch, ContentEpochs } from './content-epochs.ts'
import { changedHost } from './inner-host.ts'
import { sealedChannel, type SealedChannelSetup } from './sealed-channel.ts'

interface Sealing {
  epochs: ContentEpochs
  random(bytes: number): Uint8Array
  /** Protocols that are left as they are, by their names above: they bring the next epoch. */
  unsealed: readonly string[]
}

/** The host itself, with `handle`, `open` and `gossip` sealed, and without provider records. */
export function sealedHost(host: NetworkHost, { epochs, random, unsealed }: Sealing): NetworkHost {
  const asSide = (side: SealedChannelSetup['side']): SealedChannelSetup => ({
    epochs,
    own: requireContent(epochs),
    salt: random(32),
    side,
    self: host.peerId,
  })
  const changed: Partial<NetworkHost> = {
    handle(protocol, handler, options) {
      if (unsealed.includes(protocol)) return host.handle(protocol, handler, options)
      return host.handle(
        protocol,
        async (raw, peerId) => {
          const channel = sealedChannel(raw, asSide('answerer'))
          await handler(channel, peerId)
          await channel.close()
        },
        options,
      )
    },
    async open(peerId, protocol, options) {
      if (unsealed.includes(protocol)) return host.open(peerId, protocol, options)
      const setup = asSide('opener')
      return sealedChannel(await host.open(peerId, protocol, options), setup)
    },
    gossip: sealedGossip(host.gossip, epochs),
    // Provider records cannot be sealed, and tell ids of cubes and names of topics. Members ask each other instead, all of them.
    provide: () => Promise.resolve(),
    unprovide: () => Promise.resolve(),
    async *findProviders() {},
  }
  return changedHost(host, changed)
}

/** One text of one epoch has one box, so that the same head from two members is one message. */
function sealedGossip(gossip: Gossip, epochs: ContentEpochs): Gossip {
  const boxOf = (content: Uint8Array): ReturnType<typeof createBox> =>
    createBox({ swarm: epochs.swarm, contentOf: () => content }, epochs.swarm)
  const opened = (
    topic: string,
    sealed: Uint8Array,
    content: Uint8Array | undefined,
  ): Uint8Array | undefined => {
    if (content === undefined) return undefined
    try {
      return boxOf(content).open(sealed, placeOf(topic))
    } catch {
      return undefined
    }
  }
  return {
    subscribe: (topic) => gossip.subscribe(topic),
    unsubscribe: (topic) => gossip.unsubscribe(topic),
    topics: () => gossip.topics(),
    subscribers: (topic) => gossip.subscribers(topic),
    async publish(topic, bytes) {
      const { epoch, content } = requireContent(epochs)
      return gossip.publish(topic, boxOf(content).seal(epoch, placeOf(topic), bytes))
    },
    setValidator(validate) {
      gossip.setValidator(async (topic, sealed, peerId) => {
        const text = opened(topic, sealed, await epochs.soon(epochIn(sealed), peerId))
        // Not 'reject': whoever passed it on may be an epoch ahead, and did no wrong.
        return text === undefined ? 'ignore' : validate(topic, text, peerId)
      })
    },
    onMessage: (listener) =>
      gossip.onMessage((topic, sealed, peerId) => {
        const text = opened(topic, sealed, epochs.taken(epochIn(sealed)))
        if (text !== undefined) listener(topic, text, peerId)
      }),
  }
}

function placeOf(topic: string): [string, string] {
  return ['gossip', topic]
}

function epochIn(sealed: Uint8Array): number {
  return sealed.length < 4 ? 0 : new DataView(sealed.buffer, sealed.byteOffset).getUint32(0)
}

function requireContent(epochs: ContentEpochs): ContentEpoch {
  const own = epochs.inForce()
  if (own !== undefined) return own
  throw new NodeError('ERR_DENIED', 'this home was not given the content secret of the epoch in force', {
    hint: 'it is sent by itself when an admin is online',
  })
}
