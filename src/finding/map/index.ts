/** Memories as a picture. */
export { mapOfCubes } from './map-of-cubes.ts'
