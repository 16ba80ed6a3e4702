/** A public key with the multicodec of its algorithm before it, as version 2 of records has it. Spec: protocols/cube/spec.md, "Keys in records". */
import type { Check } from './shape.ts'

/** Multicodec ed25519-pub, 0xed, as a varint: the one algorithm that there is. */
const ED25519 = Uint8Array.of(0xed, 0x01)
const ED25519_BYTES = 32

/** 34 bytes: the tag of Ed25519 and the key. Whether the key is a good point is for the verifier. */
export const taggedKey: Check = (value) =>
  value instanceof Uint8Array &&
  value.length === ED25519.length + ED25519_BYTES &&
  ED25519.every((byte, at) => value[at] === byte)
    ? undefined
    : 'a public key with its algorithm before it: ed 01 and 32 bytes, since Ed25519 is the one that this memcube knows'

/** @param key 32 bytes; others are tagged as they are, for whoever checks them */
export function tagKey(key: Uint8Array): Uint8Array {
  const tagged = new Uint8Array(ED25519.length + key.length)
  tagged.set(ED25519)
  tagged.set(key, ED25519.length)
  return tagged
}

/** @param tagged that `taggedKey` has taken @returns 32 bytes */
export function untagKey(tagged: Uint8Array): Uint8Array {
  return tagged.slice(ED25519.length)
}
