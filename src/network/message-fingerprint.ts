/**
 * A name for the bytes of a message of gossip, by which a copy is known before its signature is checked.
 *
 * Each neighbour in the mesh may send the same message. gossipsub (17.1, read) checks the signature of each copy, and finds out by
 * author and number afterwards that it knows the message; with a name as here it looks among those that held before. All fields
 * count, those of the signature as well, and only what held is kept by its name: nobody makes others take a message for one that
 * they know, and a copy with another signature is checked.
 */
import { createHash } from 'node:crypto'

/** The fields of a message as they came; gossipsub leaves out what it does not know. */
interface RawMessage {
  from?: Uint8Array
  data?: Uint8Array
  seqno?: Uint8Array
  topic: string
  signature?: Uint8Array
  key?: Uint8Array
}

/** Base64 of a SHA-256 over every field with its length; one that is missing is not an empty one. */
export function messageFingerprint({ from, data, seqno, topic, signature, key }: RawMessage): string {
  const hash = createHash('sha256')
  const length = Buffer.allocUnsafe(4)
  for (const field of [from, data, seqno, Buffer.from(topic), signature, key]) {
    length.writeUInt32LE(field === undefined ? MISSING : field.length)
    hash.update(length)
    if (field !== undefined) hash.update(field)
  }
  return hash.digest('base64')
}

const MISSING = 0xff_ff_ff_ff
