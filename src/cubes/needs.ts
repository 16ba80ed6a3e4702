/** What functions ask of the cubes of a life, each by itself; a function takes those that it uses. */
import type { EventEmitter } from 'node:events'
import type { Author, Chance, Clock, Stored } from '../home/index.ts'
import type { RefusalLog } from './audit/refusals.ts'
import type { AuthorShelf } from './author-shelf.ts'
import type { Cache } from './cache.ts'
import type { CubeShelf } from './cube-shelf.ts'
import type { ForgottenShelf } from './forgotten/shelf.ts'
import type { Ledger } from './ledger.ts'
import type { NodeEvents } from './node-events.ts'
import type { RecallFeed } from './recall-feed.ts'
import type { TeamView } from './team-view.ts'
import type { Voices } from './voices.ts'

export interface Shelved {
  cubes: CubeShelf
}

/** Reads cubes and what is in them. */
export interface Reads extends Stored, Shelved {}

export interface Signer {
  /** Whom this home signs as. A rotation of the key makes it another. */
  readonly author: Author
}

export interface Rotates extends Signer {
  /** From here on this home signs as somebody else. */
  adoptAuthor(author: Author): void
}

export interface Revisions {
  /** Ten bits that keep revisions of two writers apart. */
  clockId: number
}

export interface Trust {
  authors: AuthorShelf
}

/** Whose word a memory is. */
export interface Hears {
  voices: Voices
}

/** What was forgotten: why a block may be missing, and what is not taken again. */
export interface Forgets {
  forgotten: ForgottenShelf
}

/** What was refused, on its way into the audit log. */
export interface Refuses {
  refusals: RefusalLog
}

export interface Membership {
  /** In the space of a swarm: who is in it. Undefined outside of swarms. */
  readonly team: TeamView | undefined
}

export interface Tells {
  events: EventEmitter<NodeEvents>
}

/** Changes what is said of cubes and authors: the index and who listens are told by that. */
export interface Changes {
  ledger: Ledger
}

/** Reads the index, and takes out of it what is no record's. */
export interface Feeds {
  recall: RecallFeed
}

export interface Caching {
  cache: Cache
}

/** Signs for a cube: in a swarm, where the role allows it. */
export interface Signs extends Signer, Membership {}

/** Signs a head and writes where branches are. */
export interface MovesBranches extends Stored, Signs, Changes {}

/** Writes commits. */
export interface Writes extends Reads, Signs, Trust, Forgets, Changes, Clock, Revisions {}

/** Makes cubes. */
export interface Creates extends Stored, Signs, Changes, Clock, Revisions, Chance {}
