/** What functions ask of a life that any home has, each by itself; a function takes those that it uses. */
import type { HolderRole, Store } from '../storage/index.ts'
import type { Exclusive } from './exclusive.ts'
import type { Logger } from './logger.ts'

export interface Stored {
  store: Store
}

export interface InFolder {
  /** Path of the folder of the life. */
  home: string
}

export interface OnPeer {
  /** What others know its node key by. */
  peerId: string
}

export interface InProcess {
  /** True in the process that owns the home for its lifetime. */
  daemon: boolean
  /** What that process is, where it is not told by `daemon`: `memcube mcp` owns the home too, and gives it to a daemon. */
  role?: HolderRole | undefined
}

export interface Logs {
  log: Logger
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
}

export interface Chance {
  random(bytes: number): Uint8Array
}

export interface Locks {
  /** Runs writers of one cube one after another. Whatever refers to blocks that it did not write itself runs in here. */
  exclusive: Exclusive
}
