/** Public life, the space of a swarm and the store of its mirrors are each a life: a small home, opened by one function. */
import type { Caching, Feeds, Hears, Refuses, Rotates, Tells, Writes } from '../cubes/needs.ts'
import type { Chance, InFolder, InProcess, Locks, Logs, OnPeer } from '../home/needs.ts'
import type { Collects } from '../care/needs.ts'
import type { Peers } from '../sharing/needs.ts'
import type { TeamView } from '../cubes/team-view.ts'
import type { Logger } from '../home/logger.ts'
import type { NodeNetwork } from '../sharing/node-network.ts'
import type { Home } from '../storage/index.ts'
import type { Space } from './spaces.ts'
import type { SwarmShelf } from './swarm-shelf.ts'

export interface Swarms {
  /** The private swarms of this home; undefined in the space of a swarm. */
  readonly swarms: SwarmShelf | undefined
}

export interface InSpace {
  /** The space itself; undefined in public life. */
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
  log: Logger
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number
}

/** What is beside a life and comes after it; each is asked for when it is needed. */
export interface LifePorts {
  /** Undefined while it is not on a network. */
  network?(): NodeNetwork | undefined
  /** The private swarms; in public life alone. */
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
