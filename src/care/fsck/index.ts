/** What is stored, checked and mended. */
export { checkHome } from './check-home.ts'
export { repairHome } from './repair-home.ts'
export { verifyCube } from './verify-cube.ts'
