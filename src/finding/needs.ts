/** What it takes to answer a question from cubes. */
import type { Caching, Feeds, Forgets, Hears, Reads, Trust } from '../cubes/index.ts'
import type { Clock, Locks } from '../home/index.ts'

export interface Asks extends Reads, Trust, Forgets, Hears, Feeds, Clock, Locks, Caching {}
