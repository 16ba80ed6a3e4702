/** Cubes that are kept in files: cold, compressed, and checked before their blocks go. */
export { archiveCube, restoreCube, tidyArchives } from './archive-cube.ts'
