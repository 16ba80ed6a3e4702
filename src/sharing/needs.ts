/** What functions ask of the network of a life, and what it takes to share cubes over it. */
import type {
  Caching,
  Changes,
  Feeds,
  Forgets,
  MovesBranches,
  Reads,
  Signer,
  Tells,
  Trust,
} from '../cubes/index.ts'
import type { Chance, Clock, Locks, Logs } from '../home/index.ts'
import type { NodeNetwork } from './interface.ts'

export interface Peers {
  /** Undefined where the command needs no network, and while there is none. */
  readonly network: NodeNetwork | undefined
}

/** Takes over what others wrote. */
export interface Pulls extends Reads, MovesBranches, Trust, Forgets, Feeds, Tells, Logs, Clock {}

/** Serves, pulls and announces. */
export interface Shares extends Pulls, Locks, Chance, Caching {}

/** Says whom and what to keep up to date. */
export interface Follows extends Reads, Trust, Peers, Changes, Clock, Locks {}

/** Takes proposals and words on them. */
export interface TakesProposals extends Reads, Signer, Trust, Tells, Clock, Locks {}
