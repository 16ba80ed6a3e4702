import { base58btc } from 'multiformats/bases/base58'

/** Identity multihash of 36 bytes around a protobuf key of type Ed25519 with 32 bytes. Source: the libp2p peer id specification. */
const PREFIX = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20] as const

/** The libp2p peer id of an Ed25519 public key, as libp2p prints it: 12D3KooW… */
export function formatPeerId(publicKey: Uint8Array): string {
  return base58btc.baseEncode(Uint8Array.from([...PREFIX, ...publicKey]))
}
