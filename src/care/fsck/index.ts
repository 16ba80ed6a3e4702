/** What is stored, checked and mended. */
export { checkHome } from './check-home.ts'
export { problem } from './problem.ts'
export { repairHome } from './repair-home.ts'
export { verifyCube } from './verify-cube.ts'
