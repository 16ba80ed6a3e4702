/** The audit log: entries, the Merkle tree over them, proofs and signed checkpoints. */
export { AuditError } from './audit-error.ts'
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
  type CosignRequest,
  type SignedCheckpoint,
} from './checkpoint.ts'
export {
  formatNote,
  isSignedBy,
  noteKeyId,
  parseNote,
  signNote,
  type Note,
  type NoteSignature,
} from './note.ts'
export { appendLeaf, emptyRange, leafHash, rangeRoot, rootOf, type CompactRange } from './merkle.ts'
export { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proofs.ts'
export { LogCheck, type AuditProblem, type AuditProblemKind } from './check-log.ts'
