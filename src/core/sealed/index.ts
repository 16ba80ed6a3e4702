// Sealed cubes: the mirror of a cube that an untrusted seed holds without reading it. All of it pure.
// Spec: protocols/swarm/spec.md.
export { createBox, type ContentKeys } from './box.ts'
export { sealBlock, unsealBlock } from './entry.ts'
export { createMirror, HEADER_KEY, isMirrorGenesis, openMirror, type Mirror } from './mirror.ts'
export { signMirrorCommit } from './mirror-commit.ts'
export { sealState, type SealState } from './seal-state.ts'
export { openSealed, type SealedReader } from './sealed-reader.ts'
export { sealStatement, unsealStatement, type Statement } from './statement.ts'
