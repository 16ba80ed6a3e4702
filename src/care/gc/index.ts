/** Garbage: what a home keeps, and the collection of the rest. */
export { collectGarbage, type Collected, type CollectOptions } from './collect.ts'
export { createCollector, type Collector } from './collector.ts'
export { Marker, type Marked } from './mark.ts'
export { cubeRoots, listRoots, rootKinds, type Reach, type Root } from './roots.ts'
export { abandonedAfterMs } from './staging-marks.ts'
