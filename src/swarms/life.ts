/**
 * A life is one small home while it is open: its store, keys and index, and what works on them. What is outside of swarms is
 * one, the space of a swarm is another, and so is the store of its mirrors. `openLife` opens each of them.
 */
import type { NetworkConfig } from '../network/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { SwarmKubo } from './kubo-gate.ts'
import type { Team } from './team.ts'
import type { Caching, Feeds, Hears, Refuses, Rotates, Tells, Writes, TeamView } from '../cubes/index.ts'
import type { Chance, InFolder, InProcess, Locks, Logs, OnPeer, Logger } from '../home/index.ts'
import type { Collects } from '../care/index.ts'
import type { Peers, NodeNetwork } from '../sharing/index.ts'
import type { HolderRole, Home, S3Keys } from '../storage/index.ts'

export interface Swarms {
  /** The private swarms of this home; undefined in the space of a swarm. */
  readonly swarms: SwarmShelf | undefined
}

export interface InSpace {
  /** The space itself; undefined outside of swarms. */
  readonly space: Space | undefined
}

/** All of it. Made once by `openLife`; whoever is handed a whole life takes of it what it needs. */
export interface Life
  extends
    InFolder,
    OnPeer,
    InProcess,
    Writes,
    Tells,
    Feeds,
    Rotates,
    Hears,
    Refuses,
    Caching,
    Peers,
    Collects,
    Swarms,
    InSpace,
    Logs,
    Chance,
    Locks {}

export interface LifeOptions {
  /** True in the process that owns the home for its lifetime. */
  daemon: boolean
  /** What that process is. */
  role?: HolderRole | undefined
  log: Logger
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number
  /** For blocks in S3, where the home has no keys of its own. */
  s3Keys?: S3Keys | undefined
}

/** What is beside a life and comes after it; each is asked for when it is needed. */
export interface LifePorts {
  /** Undefined while it is not on a network. */
  network?(): NodeNetwork | undefined
  /** The private swarms; known outside of them alone. */
  swarms?(): SwarmShelf | undefined
  /** Who is in; in the space of a swarm alone. */
  team?(): TeamView | undefined
  /** The space itself. */
  space?(): Space | undefined
}

export interface OpenedLife {
  node: Life
  /** Steps that end it, the last one first. */
  closing: (() => Promise<void>)[]
}

/** @throws ERR_HOME_IN_USE, ERR_CORRUPT */
export type OpenLife = (home: Home, options: LifeOptions, ports?: LifePorts) => Promise<OpenedLife>

export interface Space {
  readonly id: string
  readonly name: string
  readonly node: Life
  readonly team: Team
  /** On the network; undefined where the home is not either, or where it could not start. */
  readonly live: LiveSwarm | undefined
  /** Why it is not on the network though it should be. */
  readonly problem: string | undefined
  /** What to do about the problem. */
  readonly hint?: string | undefined
  /** The gate for Kubo nodes, which is off unless it was turned on. */
  readonly kubo: SwarmKubo
  close(): Promise<void>
}

/** The folder of a swarm that cannot be opened: nobody can say which swarm it is. */
export interface BrokenSpace {
  /** The end of its id. */
  folder: string
  error: MemCubeError
}

export interface Spaces {
  list(): Space[]
  broken(): BrokenSpace[]
  /** A swarm by its name, its id, or the last characters of it. @throws ERR_CONFLICT for a name of two */
  find(text: string): Space | undefined
  /** @throws ERR_NOT_FOUND, ERR_CONFLICT */
  resolve(text: string): Space
  /** Takes over a folder that was made ready, and starts it. */
  adopt(folder: string, swarm: string): Promise<Space>
  /** Ends a swarm here and deletes its folder. */
  drop(space: Space): Promise<void>
  close(): Promise<void>
}

export interface SwarmShelf {
  /** Whether this home is in a swarm at all. */
  isAny(): boolean
  /** The swarms, opened. */
  spaces(): Promise<Spaces>
  /** The swarms, if they are open. */
  opened(): Spaces | undefined
  close(): Promise<void>
}

export interface ShelfOptions extends LifeOptions {
  openLife: OpenLife
  /** That of the home; swarms have networks of their own where there is one. */
  network: Partial<NetworkConfig> | undefined
}

export interface LiveSwarm {
  /** Peer ids of members that are connected. */
  online(): string[]
  doors(): string[]
  hosts(): string[]
  /** Where mirrors are held; undefined while the swarm has no seeds. */
  mirrors(): Life | undefined
  /** Members whose node key is used on two machines. */
  twins(): ReadonlySet<string>
  /** Whether others say that of this one. */
  isTwin(): boolean
  /** Every member that could be asked refused: this home was put out. */
  isShutOut(): boolean
  /** Asks at the doors of members for what this one missed. @returns how many answered */
  catchUp(signal: AbortSignal): Promise<number>
  /** Waits until every member that is connected was told, or a moment has passed. */
  tell(): void
  /** From here on the hosts stay up although this home is no member any more, so that it can say so. */
  tellBeforeLeaving(): void
  stop(): Promise<void>
}
