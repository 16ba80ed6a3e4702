/**
 * What copies of a message of gossip cost: as hosts run gossipsub, and as it runs without the fingerprint by which a copy is known.
 *
 * `node scripts/bench/gossip-copies.ts [MESSAGES] [COPIES]` prints the signatures that were checked, and milliseconds of the processor.
 */
import { generateKeyPair, publicKeyToProtobuf } from '@libp2p/crypto/keys'
import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { RPC } from '@libp2p/gossipsub/message'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { libp2pLogger } from '../../src/network/libp2p-logger.ts'
import { messageFingerprint } from '../../src/network/message-fingerprint.ts'

const [messages = 2_000, copies = 8] = process.argv.slice(2).map(Number)
const TOPIC = '/memcube/bench/heads/7'
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

const key = await generateKeyPair('Ed25519')
const peerId = peerIdFromPrivateKey(key)
const components = { privateKey: key, peerId, logger: libp2pLogger(quiet) }

async function createMessages(): Promise<RPC.Message[]> {
  const made: RPC.Message[] = []
  for (let at = 0; at < messages; at++) {
    const seqno = Buffer.alloc(8)
    seqno.writeUInt32BE(at)
    const message = {
      from: peerId.toMultihash().bytes,
      data: new Uint8Array(600).fill(at),
      seqno,
      topic: TOPIC,
    }
    const text = Buffer.concat([Buffer.from('libp2p-pubsub:'), RPC.Message.encode(message)])
    made.push({ ...message, signature: await key.sign(text), key: publicKeyToProtobuf(key.publicKey) })
  }
  return made
}

async function measure(name: string, fastMsgIdFn?: typeof messageFingerprint): Promise<void> {
  const make = gossipsub({ globalSignaturePolicy: 'StrictSign', ...(fastMsgIdFn && { fastMsgIdFn }) })
  const pubsub: GossipSub = make(components as unknown as Parameters<typeof make>[0])
  pubsub.topicValidators.set(TOPIC, () => 'ignore' as never)
  const inside = pubsub as unknown as {
    handleReceivedMessage(from: unknown, message: unknown): Promise<void>
  }
  let checks = 0
  const prototype = Object.getPrototypeOf(key.publicKey) as { verify(...given: unknown[]): unknown }
  const { verify } = prototype
  prototype.verify = function (...given) {
    checks++
    return verify.apply(this, given)
  }
  const from = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  const before = process.cpuUsage()
  for (const message of await all)
    for (let at = 0; at < copies; at++) await inside.handleReceivedMessage(from, message)
  const { user, system } = process.cpuUsage(before)
  prototype.verify = verify
  console.log(
    `${name}: ${checks} signatures checked, ${Math.round((user + system) / 1_000)} ms of the processor`,
  )
}

const all = createMessages()
await all
console.log(`${messages} messages of 600 bytes, ${copies} copies of each`)
for (const _ of [1, 2]) {
  await measure('without the fingerprint')
  await measure('as hosts run it', messageFingerprint)
}
