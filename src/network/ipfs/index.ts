/** The DHT of the public IPFS network as a second place to be found, for who asks for it. */
export type { IpfsReport } from './describe-ipfs.ts'
export { Ipfs } from './ipfs.ts'
export { ipfsDht, type IpfsDht } from './ipfs-dht.ts'
export { mergeFound } from './merge-found.ts'
