/** Cubes that are kept in files: cold, compressed, and checked before their blocks go. */
export { archiveCube, archiveLock, restoreCube, tidyArchives } from './archive-cube.ts'
