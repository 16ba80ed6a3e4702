/** The log of what was done here: begun, signed, cosigned and listed. */
export { beginAudit } from './begin.ts'
export { cosignRequest } from './cosign-log.ts'
export { listEntries } from './list-entries.ts'
export { signOwnCheckpoint, verifyOwnLog } from './own-log.ts'
export { createRefusalLog } from './refusals.ts'
