/** A home before anything is known of cubes: its keys, locks, log and errors, and what any life has. */
export type { Author } from './author.ts'
export type { CallOptions, Progress } from './call-options.ts'
export { componentLog } from './component-log.ts'
export { countOf, memoriesOf } from './count-of.ts'
export { shortId } from './short-id.ts'
export { type Current, createCurrent } from './current.ts'
export { dateText } from './date-text.ts'
export { endAll } from './end-all.ts'
export { NodeError, invalidInput, notFound } from './errors.ts'
export { type Lock, createExclusive } from './exclusive.ts'
export { type HomeSummary, identities, initHome } from './home.ts'
export { requireSameIdentity } from './identity-record.ts'
export { Kicked } from './kicked.ts'
export { profiles } from './daemon-settings.ts'
export { parseListenAddress, requireOwnMachine } from './listen-address.ts'
export type { Logger } from './logger.ts'
export { parseLogLevels } from './log-levels.ts'
export type { Chance, Clock, InFolder, InProcess, Locks, Logs, OnPeer, Stored } from './needs.ts'
export { openNodeStore } from './open-node-store.ts'
export { parseTime } from './parse-time.ts'
export { readText } from './read-text.ts'
export { rotationEntry, finishRotation, lastRotation } from './finish-rotation.ts'
export {
  folderOf,
  isSpaceFolder,
  kemKeyFile,
  listSpaces,
  mirrorsFolder,
  requireNoSwarmHome,
  spacePath,
  swarmsFolder,
  waitingPath,
} from './swarm-folders.ts'
export { version } from './version.ts'
