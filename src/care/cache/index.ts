/** The cache of cubes of others: what it may hold, and what gives way. */
export { type Evicting, evictCube, isKept, neededCubes } from './evict.ts'
export { createCache, defaultMaxBytes } from './create-cache.ts'
export { cacheName } from './cache-entries.ts'
export { planEviction } from './plan-eviction.ts'
