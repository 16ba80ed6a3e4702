/** The networked half of a life, wired. */
export { createNodeNetwork } from './node-network.ts'
