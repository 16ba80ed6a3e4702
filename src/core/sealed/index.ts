// Sealed cubes: the mirror of a cube that an untrusted seed holds without reading it. All of it pure.
// Spec: protocols/swarm/spec.md.
export { createBox, type Box, type ContentKeys } from './box.ts'
export { rootOfEntry, sealBlock, unsealBlock, type SealedEntry } from './entry.ts'
export {
  createMirror,
  HEADER_KEY,
  isMirrorGenesis,
  openMirror,
  type Mirror,
  type MirrorInit,
} from './mirror.ts'
export { signMirrorCommit } from './mirror-commit.ts'
export { sealState, type SealedState, type SealState } from './seal-state.ts'
export { SealedError } from './sealed-error.ts'
export { openSealed, type SealedReader } from './sealed-reader.ts'
export { isSealedMedia, SEALED_MEDIA } from './sealed-record.ts'
export { sealStatement, unsealStatement, type Statement } from './statement.ts'
