/** Garbage: what a home keeps, and the collection of the rest. */
export { collected } from './collect.ts'
export { createCollector, type Collector } from './collector.ts'
export { Marker } from './mark.ts'
export { cubeRoots } from './roots.ts'
