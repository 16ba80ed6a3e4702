// Who is in the policy vectors, and when.
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'

const did = (seed: number): string => formatDid(keyPairFromSecret(new Uint8Array(32).fill(seed)).publicKey)
export const [alice, bob, eve] = [did(1), did(2), did(3)]
export const time = 1_800_000_000_000
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
