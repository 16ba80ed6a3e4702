export { openNode, type MemCubeNode, type NodeConfig } from './node/index.ts'
export { initHome, type HomeSummary } from './node/index.ts'
export { MemCubeError } from './core/errors.ts'
