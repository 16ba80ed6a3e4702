/** What leaves when a cube is published, and what must not. */
export { allowedEntry, allowedIn, requireFew } from './allowed.ts'
export { type Finding, type ScannedText, findSecrets } from './find-secrets.ts'
export { type Inspected, inspect, requireNoSecret } from './gate.ts'
export { bytesOf, leavingCounts, textOf } from './leaving.ts'
export { type PlannedBranches, planPublish, planUnpublish } from './plan-publish.ts'
export { requireNoSecretSaid } from './require-no-secret-said.ts'
