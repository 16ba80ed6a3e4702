/** Keys from secrets: HKDF-SHA256 (RFC 5869) with what a key is for in its `info`. Pure. */
import { hkdfSync } from 'node:crypto'
import { encode } from '../codec/index.ts'

/**
 * @param secret 32 bytes of full entropy
 * @param label what the key is for, e.g. `memcube/swarm/fence/1`: no two uses share one
 * @param context further values, as canonical dag-cbor behind the label
 */
export function deriveKey(
  secret: Uint8Array,
  label: string,
  context: readonly unknown[] = [],
  bytes = 32,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), encode([label, ...context]), bytes))
}
