// Sealed cubes: the mirror of a cube that a swarm exchanges and an untrusted seed holds without reading it. All of it
// pure. Spec: protocols/swarm/spec.md.
export { createBox, type Box, type ContentKeys } from './box.ts'
export { type PlainMemory } from './entry.ts'
export { createMirror, HEADER_KEY, isSealedMedia, openMirror, SEALED_MEDIA, type Mirror } from './mirror.ts'
export { epochOfCommit, sealCommit, unsealCommit } from './sealed-commit.ts'
export { SealedError } from './sealed-error.ts'
export { sealStep, unsealStep, type SealStep, type Twin, type UnsealStep } from './steps.ts'
