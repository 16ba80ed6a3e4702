/** What pinning needs of a node. */
import type { Forgets, Reads, Signer, Tells, Trust } from '../../cubes/index.ts'
import type { Chance, Clock, Locks, Logs } from '../../home/index.ts'

export interface Pins extends Reads, Signer, Trust, Forgets, Tells, Logs, Clock, Chance, Locks {}
