/** The mutants of all rooms. */
import { core } from './core.ts'
import type { Room } from './mutant.ts'

export const rooms: Readonly<Record<string, Room>> = { core }
