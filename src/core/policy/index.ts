export { isAfterRemoval } from './after-removal.ts'
export {
  approvals,
  follow,
  genesisAuthors,
  keysOf,
  maySign,
  newestKey,
  readAuthors,
  relateAuthors,
  thresholdOf,
  verifyAuthors,
  verifyAuthorsInSteps,
  verifyStep,
  type Authors,
  type Standing,
} from './authors.ts'
export { decideCanonical, type Canonical } from './authors-canonical.ts'
export {
  authorsKey,
  earlierAuthorsKey,
  encodeRoster,
  isRosterKey,
  parseRoster,
  ROSTER_LIMITS,
  rosterId,
  rosterIn,
  rosterMemory,
  signRoster,
  sortAuthors,
  verifySignatures,
  type Roster,
  type RosterAuthor,
} from './authors-roster.ts'
export { signSuccessor, type Successor } from './authors-successor.ts'
export { formatRosterToken, parseRosterToken } from './authors-token.ts'
export { fitsPattern, isPattern } from './branch-pattern.ts'
