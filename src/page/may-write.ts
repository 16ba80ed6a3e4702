import type { Cube } from './answers.ts'

/** Whether this home may make commits in it. */
export const mayWrite = ({ role }: Cube): boolean => role === 'own' || role === 'fork' || role === 'coauthor'
