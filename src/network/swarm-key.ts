/**
 * Kubo's `swarm.key`: a pre-shared key of 32 bytes in three lines, `/key/swarm/psk/1.0.0/`, `/base16/` and 64 hexadecimal
 * digits. libp2p's "Pre-shared Key Based Private Networks", version 1; Kubo reads other encodings too, and writes this one.
 */
import { createHash } from 'node:crypto'
import { salsa20 } from '@noble/ciphers/salsa.js'

export const SWARM_KEY_BYTES = 32
/** Larger than any file of this form; more is not read. */
export const MAX_SWARM_KEY_FILE_BYTES = 512

const HEADER = '/key/swarm/psk/1.0.0/'
const ENCODING = '/base16/'

/** What a file holds: the key, or what was expected and what came. The problem names no byte of the key. */
type ReadSwarmKey = { key: Uint8Array } | { problem: string }

export function readSwarmKey(file: Uint8Array): ReadSwarmKey {
  if (file.length > MAX_SWARM_KEY_FILE_BYTES)
    return { problem: `expected a file of at most ${MAX_SWARM_KEY_FILE_BYTES} bytes, got ${file.length}` }
  const text = Buffer.from(file).toString('latin1')
  const [header, encoding, digits = '', ...rest] = text.replace(/\r?\n$/, '').split(/\r?\n/)
  if (header !== HEADER) return { problem: `expected ${HEADER} as its first line` }
  if (encoding !== ENCODING) return { problem: `expected ${ENCODING} as its second line` }
  if (rest.length > 0) return { problem: `expected three lines, got ${3 + rest.length}` }
  if (!/^[0-9a-f]*$/i.test(digits)) return { problem: 'expected hexadecimal digits alone as its third line' }
  if (digits.length !== 2 * SWARM_KEY_BYTES)
    return { problem: `expected ${2 * SWARM_KEY_BYTES} hexadecimal digits, got ${digits.length}` }
  return { key: Uint8Array.from(Buffer.from(digits, 'hex')) }
}

/** @param key 32 bytes */
export function formatSwarmKey(key: Uint8Array): string {
  return `${HEADER}\n${ENCODING}\n${Buffer.from(key).toString('hex')}\n`
}

/** The fingerprint that Kubo prints when it starts: SHAKE-128 of a block of Salsa20 under the key, 32 hexadecimal digits. */
export function swarmKeyFingerprint(key: Uint8Array): string {
  const block = salsa20(key, new TextEncoder().encode('finprint'), new Uint8Array(64))
  return createHash('shake128', { outputLength: 16 }).update(block).digest('hex')
}
