/** How a command finds the daemon of a home. Apart from the rest of the node, so that finding it loads nothing else. */
export { loadApiAddress, loadApiToken, removeApiAddress, saveApiAddress } from '../storage/home/index.ts'
