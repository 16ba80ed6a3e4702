/** Publish and subscribe over gossipsub, with one validator for all topics. */
import type { GossipSub, GossipsubMessage, Message, TopicValidatorFn } from '@libp2p/gossipsub'
import type { Gossip, GossipListener, GossipValidator, NetworkLogger, GossipVerdict } from './interface.ts'
import { NetworkError } from './network-error.ts'

/** A signed head has at most 4 KiB (protocols.md); the envelope of gossipsub adds about 200 bytes. */
export const MAX_MESSAGE_BYTES = 4096
/** In a swarm the members seal it for each other: room for a nonce, a tag and what else an envelope needs. */
export const MAX_SWARM_MESSAGE_BYTES = MAX_MESSAGE_BYTES + 64

export interface GossipControl extends Gossip {
  start(pubsub: GossipSub): void
  stop(): void
}

/** Topics may be subscribed before `start`; publishing needs a started node. */
export function createGossip(logger: NetworkLogger, maxBytes = MAX_MESSAGE_BYTES): GossipControl {
  const topics = new Set<string>()
  const listeners = new Set<GossipListener>()
  let pubsub: GossipSub | undefined
  let validate: GossipValidator = () => 'ignore'

  const judge: TopicValidatorFn = async (peer, message) => asResult(await verdict(message, peer.toString()))
  const verdict = async (message: Message, fromPeer: string): Promise<GossipVerdict> => {
    if (message.data.length > maxBytes) return 'reject'
    try {
      return await validate(message.topic, message.data, fromPeer)
    } catch (err) {
      logger.warn(
        { err, topic: message.topic, peer: fromPeer },
        'a gossip validator failed; the message is ignored',
      )
      return 'ignore'
    }
  }
  const deliver = ({ detail: { msg, propagationSource } }: CustomEvent<GossipsubMessage>): void => {
    if (!topics.has(msg.topic)) return
    for (const listener of listeners) {
      try {
        listener(msg.topic, msg.data, propagationSource.toString())
      } catch (err) {
        logger.error({ err, topic: msg.topic }, 'a gossip listener failed')
      }
    }
  }
  const join = (node: GossipSub, topic: string): void => {
    node.topicValidators.set(topic, judge)
    node.subscribe(topic)
  }

  return {
    start(node) {
      pubsub = node
      node.addEventListener('gossipsub:message', deliver)
      for (const topic of topics) join(node, topic)
    },
    stop() {
      pubsub?.removeEventListener('gossipsub:message', deliver)
      pubsub = undefined
    },
    subscribe(topic) {
      if (topics.has(topic)) return
      topics.add(topic)
      if (pubsub !== undefined) join(pubsub, topic)
    },
    unsubscribe(topic) {
      if (!topics.delete(topic)) return
      pubsub?.unsubscribe(topic)
      pubsub?.topicValidators.delete(topic)
    },
    topics: () => [...topics],
    subscribers: (topic) => pubsub?.getSubscribers(topic).map((peer) => peer.toString()) ?? [],
    async publish(topic, bytes) {
      if (pubsub === undefined)
        throw new NetworkError('ERR_USAGE', 'cannot publish: the network is not started')
      if (bytes.length > maxBytes) {
        throw new NetworkError(
          'ERR_LIMIT',
          `expected a gossip message of at most ${maxBytes} bytes, got ${bytes.length}`,
        )
      }
      const { recipients } = await pubsub.publish(topic, bytes)
      return recipients.length
    },
    setValidator(validator) {
      validate = validator
    },
    onMessage(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

// TopicValidatorResult is an enum of these very strings; importing it would load gossipsub.
function asResult(verdict: GossipVerdict): Awaited<ReturnType<TopicValidatorFn>> {
  return verdict as Awaited<ReturnType<TopicValidatorFn>>
}
