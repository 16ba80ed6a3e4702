export {
  base32Text,
  bytesEqual,
  cidFault,
  cidFor,
  cidKey,
  cidText,
  DAG_CBOR,
  DAG_PB,
  isSameCid,
  parseCid,
  RAW,
  SHA2_256,
  sha256,
} from './cid.ts'
export { CidSet } from './cid-set.ts'
export { CodecError } from './codec-error.ts'
export { encodeBlock, linksOf, verifyBlock, type Block } from './block.ts'
export { decode, encode, isLink } from './dag-cbor.ts'
export { LIMITS } from './limits.ts'
export { rememberLast } from './remember-last.ts'
export { scan, scanLinks } from './scan.ts'
