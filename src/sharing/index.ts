/** What is done with others: following, publishing, and the network as the rest of a node sees it. */
export { fetchingFrom } from './fetching-from.ts'
export { follow, followAnswer, setFollowing, unfollowBranch } from './follow.ts'
export {
  type LookQuery,
  type NodeNetwork,
  type Offer,
  type SeenOffer,
  discovery,
  lookPage,
  pulledCube,
  shownPeer,
} from './interface.ts'
export type { Follows, Peers, Shares, TakesProposals } from './needs.ts'
export {
  createPublishedView,
  publishedMain,
  type PublishedCommit,
  type PublishedCube,
  type PublishedMemory,
  type PublishedView,
} from './published-view.ts'
export { publishAnswer, publishCube, unpublishCube } from './publish-cube.ts'
export { requireNetwork } from './require-network.ts'
export { type Servable, createServable } from './servable.ts'
export { loadPeers } from './sync-log.ts'
