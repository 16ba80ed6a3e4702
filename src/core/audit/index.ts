/** The audit log: entries, the Merkle tree over them, proofs and signed checkpoints. */
export { checkEvent, encodeEntry, noEntry, parseEntry, type AuditEntry, type AuditEvent } from './entry.ts'
export {
  auditOrigin,
  cosign,
  cosignersOf,
  cosignerName,
  formatCheckpoint,
  formatCosignRequest,
  parseCheckpoint,
  parseCosignRequest,
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
  type SignedCheckpoint,
} from './checkpoint.ts'
export { formatNote, isSignedBy, noteKeyId, parseNote } from './note.ts'
export { appendLeaf, emptyRange, leafHash, rangeRoot, rootOf, type CompactRange } from './merkle.ts'
export { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proofs.ts'
export { LogCheck, type AuditProblem } from './check-log.ts'
