/** Why Kubo nodes may not be let into a swarm as it is wished. Pure; the other half of `unsafe-swarm.ts`. */
import { base58btc } from 'multiformats/bases/base58'
import { parseAddress, printable, reachOf } from './addresses.ts'
import { isTcpListen } from './swarm-addresses.ts'
import { readSwarmKey } from './swarm-key.ts'
import { addressProblems, keyFileProblems, wishProblems, type KeyFile, type Unsafe } from './unsafe-parts.ts'

export interface KuboSettings {
  kubo: KuboWishes
}

export interface KuboWishes {
  /** What the file of the key holds; undefined when there is none. */
  key: Uint8Array | undefined
  keyFiles: readonly KeyFile[]
  /** Keys that are used for something else. */
  otherKeys: readonly Uint8Array[]
  /** Peer ids of the Kubo nodes that are let in. */
  peers: readonly string[]
  /** Peer ids of this home. */
  ownPeers: readonly string[]
  /** Multiaddrs to listen on. */
  listen: readonly string[]
  /** True for a home whose profile is local. */
  loopbackOnly?: boolean
  /** What else a person wrote into the settings. */
  wishes?: Readonly<Record<string, unknown>>
}

const TCP_ONLY = {
  kinds: 'tcp',
  why: 'which is not plain tcp',
  hint: 'use an address like /ip4/0.0.0.0/tcp/4101: other transports skip the pre-shared key, or Kubo turns them off beside it',
}
const NEW_KEY = '`memcube swarm kubo SWARM on` without --key makes one; so does `ipfs-swarm-key-gen`'

/** @returns every reason, in a fixed order */
export function kuboProblems(wishes: KuboWishes): Unsafe[] {
  return [
    ...keyProblems(wishes),
    ...keyFileProblems(wishes.keyFiles, 'make a new key'),
    ...peerProblems(wishes),
    ...wishes.listen.flatMap((address) => addressProblems('listen on', address, isTcpListen, TCP_ONLY)),
    ...reachProblems(wishes),
    ...Object.entries(wishes.wishes ?? {}).flatMap(([name, value]) => wishProblems(name, value)),
  ]
}

function keyProblems({ key: file, otherKeys }: KuboWishes): Unsafe[] {
  if (file === undefined) return [{ kind: 'no-key', reason: 'there is no swarm.key', hint: NEW_KEY }]
  const read = readSwarmKey(file)
  if ('problem' in read)
    return [{ kind: 'malformed-key', reason: `this is no swarm.key of Kubo: ${read.problem}`, hint: NEW_KEY }]
  const { key } = read
  if (new Set(key).size < 8)
    return [{ kind: 'weak-key', reason: 'the bytes of the key are not random', hint: NEW_KEY }]
  if (otherKeys.some((other) => Buffer.compare(other, key) === 0)) {
    const reason = 'the key is one that this home uses for something else'
    return [{ kind: 'reused-key', reason, hint: `${NEW_KEY}; a key that is used twice is two leaks` }]
  }
  return []
}

function peerProblems({ peers, ownPeers }: KuboWishes): Unsafe[] {
  if (peers.length === 0) {
    const reason = 'no Kubo node is named, and whoever has the key would be let in'
    return [{ kind: 'no-peers', reason, hint: 'give --peer and what `ipfs id` prints as ID, once for each' }]
  }
  return peers.flatMap((peerId): Unsafe[] => {
    if (!isPeerId(peerId)) {
      const reason = `expected a peer id, got "${printable(peerId)}"`
      return [{ kind: 'no-peer-id', reason, hint: 'it is what `ipfs id` prints as ID: 12D3KooW…' }]
    }
    if (!ownPeers.includes(peerId)) return []
    const reason = `${peerId} is this home itself`
    return [{ kind: 'own-peer-id', reason, hint: 'name the Kubo nodes, as `ipfs id` prints them' }]
  })
}

function reachProblems({ listen, loopbackOnly }: KuboWishes): Unsafe[] {
  const found = listen.find((address) => reachOf(parseAddress(address)) !== 'loopback')
  if (loopbackOnly !== true || found === undefined) return []
  const reason = `profile local listens on loopback only, not on ${printable(found)}`
  return [
    { kind: 'beyond-profile', reason, hint: 'run the daemon with --profile lan to be reachable by others' },
  ]
}

/** Multihashes of public keys: an Ed25519 key itself, as protobuf, or SHA-256 of an RSA key. */
const ED25519 = Buffer.from('002408011220', 'hex')
const SHA2_256 = Buffer.from('1220', 'hex')

function isPeerId(text: string): boolean {
  if (text.length > 64) return false
  try {
    const bytes = Buffer.from(base58btc.baseDecode(text))
    const [prefix, length] = bytes[0] === 0 ? [ED25519, 38] : [SHA2_256, 34]
    return bytes.length === length && bytes.subarray(0, prefix.length).equals(prefix)
  } catch {
    return false
  }
}
