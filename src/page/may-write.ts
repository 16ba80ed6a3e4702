import type { Cube } from './answers.ts'

/** Whether this home may make commits in it. */
export const mayWrite = ({ role }: Cube): boolean => role === 'own' || role === 'fork' || role === 'coauthor'

/** The members of a swarm read its cubes: these are neither published nor taken back. */
export const mayShare = (cube: Cube): boolean => mayWrite(cube) && cube.visibility !== 'swarm'
