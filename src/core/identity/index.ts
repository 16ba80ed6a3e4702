export { formatDid, parseDid } from './did.ts'
export { formatPeerId } from './peer-id.ts'
export { keyPairFromSecret, sign, signRaw, verifySignature, type KeyPair } from './sign.ts'
export { isKeyKnown, verifyKey, verifyRaw, verifyRawByReference } from './verify-raw.ts'
