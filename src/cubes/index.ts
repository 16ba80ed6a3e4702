/** What a home holds and how it changes: reading, writing and signing cubes, and whose word their memories are. */
export * as fields from './fields.ts'
export { publicNameOf, tailOf } from './public-name.ts'
export * as named from './named.ts'
export type { Unnamed } from './named.ts'
export { freshness, freshnessOf, isOneVoice, lastAskedEntry } from './last-asked.ts'
export { authorPlan, createAuthorShelf } from './author-shelf.ts'
export { type ArchiveFile, type AwayCube, awayEntry, awayName, findAway, listAway, notHere } from './away.ts'
export {
  type Branch,
  branchNamed,
  branchToPull,
  branchesOf,
  checkBranchName,
  checkNewBranch,
  hasState,
  isLocalBranch,
  isOnLocalBranch,
  mainBranch,
  namedBranches,
  requireBranchState,
  sharedCommit,
  withLocal,
} from './branches.ts'
export { type IsBlocked, createBlockedWords, isOneBlocked } from './blocked-words.ts'
export type { Allowance, Cache, Extent, Holdings, Shortage } from './cache.ts'
export { type AuthorsRequest, authorsAnswer, changeAuthors, requireOneWish } from './change-authors.ts'
export { type Sides, createTextBudget, textsOf, textsOfChange } from './changed-texts.ts'
export { type ComposedMemory, checkOwnKey, compose, composeText } from './compose-memory.ts'
export { createCube } from './create-cube.ts'
export { authorsOf, rosterAt, underAuthors } from './cube-authors.ts'
export type { CubeChange } from './cube-change.ts'
export { type CubeRecord, isFresh, isWritable, roleOf } from './cube-record.ts'
export {
  type CubeShelf,
  checkName,
  createCubeShelf,
  cubeIdIn,
  likeCubeId,
  outsidePrefix,
} from './cube-shelf.ts'
export { describeState, infoIn } from './describe-state.ts'
export { holdCube, holdHeld, holdOwn } from './hold-cube.ts'
export { diffKeys, keyDifference } from './diff-commits.ts'
export { dropIncompleteStates } from './drop-incomplete-states.ts'
export { fetchRosters, findAuthors } from './find-authors.ts'
export { type HistoryEntry, commitsOf, history } from './history.ts'
export { infoKey } from './info-key.ts'
export { introductionOf, proveIntroduction } from './introduction.ts'
export { isPublic } from './is-public.ts'
export { isShunned } from './is-shunned.ts'
export { isVerified } from './is-verified.ts'
export { signedHistory, signedHistoryName } from './signed-history.ts'
export { readingOnce } from './reading-once.ts'
export { clearableFields, keptFields } from './kept-fields.ts'
export { keyFromText } from './key-from-text.ts'
export {
  type KnownHead,
  branchAt,
  headIn,
  isNamed,
  knownHeads,
  ownHead,
  relate,
  votesFor,
} from './known-heads.ts'
export { type FedChange, type IndexNews, asGone, createLedger } from './ledger.ts'
export { readLocalCopy } from './local-branches.ts'
export { maySignIn, requireMadeByWriters, requireWriter } from './membership.ts'
export type {
  Caching,
  Changes,
  Creates,
  Feeds,
  Forgets,
  Hears,
  Membership,
  MovesBranches,
  Reads,
  Refuses,
  Revisions,
  Rotates,
  Shelved,
  Signer,
  Signs,
  Tells,
  Trust,
  Writes,
} from './needs.ts'
export type { NodeEvents, ShownEvent } from './node-events.ts'
export { type OtherSide, resolveOther } from './other-side.ts'
export {
  heldPart,
  keysHeld,
  partsAnswered,
  requireHeldKey,
  requireHeldPrefix,
  requireWhole,
  shownPart,
  shownParts,
} from './part.ts'
export { isReached, offeredHeads, publishedBranches, publishedTips, shownState } from './published-tips.ts'
export { mediaOfFile } from './media-of-file.ts'
export { isIndexed, readPayload, readText } from './read-body.ts'
export type { RecallFeed } from './recall-feed.ts'
export {
  type Restored,
  finishRestore,
  headOfBackup,
  markRestored,
  restoredJump,
  withoutRestored,
} from './restored.ts'
export { type ReadFrom, commitToRead, resolveRevision } from './revision.ts'
export { forwardEvents, watchEvents } from './shown-events.ts'
export { signingKey } from './signing-key.ts'
export { tierField } from './stated-tier.ts'
export { storePayload } from './store-payload.ts'
export { everWrote, mayWrite } from './team-roles.ts'
export type { TeamView } from './team-view.ts'
export { type AuthorRecord, type Tier, defaultLowestTier, isAtLeast, tierOf, tiers } from './tier.ts'
export { newCommits } from './new-commits.ts'
export { upstreamOf, upstreamOfFork, type UpstreamOfFork } from './behind-upstream.ts'
export { type Readers, type Visibility, readersOf, visibilityOf } from './visibility.ts'
export {
  type Spoken,
  type Voice,
  type Voices,
  createVoices,
  formatVoice,
  isTold,
  parseVoice,
  signerOf,
} from './voices.ts'
export { refuseForgottenChanges, requireOwn, writeCommit, writeState } from './write-commit.ts'
export { headLifetimeMs, isSameBranches, nextSeq, writeBranches, writeHead } from './write-head.ts'
