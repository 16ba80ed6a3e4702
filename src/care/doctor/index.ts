/** Checks of a home, each with what to do. */
export { checkAgreements, checkCache, checkFreshness, checkPeersTalk } from './check-content.ts'
export { checkBlocks } from './check-blocks.ts'
export { checkIpfs } from './check-ipfs.ts'
export { checkReach } from './check-reach.ts'
export { checkSeeds } from './check-seeds.ts'
export { checkDaemonFile, checkPort, checkToken } from './check-surroundings.ts'
export { checkWaiting } from './check-waiting.ts'
export { type DoctorCheck, doctorCheck, fine, wrong } from './check.ts'
