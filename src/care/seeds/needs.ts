/** What looking after seeds needs of a node. */
import type { Caching, Tells, Trust } from '../../cubes/index.ts'
import type { Logs } from '../../home/index.ts'
import type { Evicting } from '../cache/index.ts'

export interface Seeds extends Evicting, Trust, Caching, Tells, Logs {}
