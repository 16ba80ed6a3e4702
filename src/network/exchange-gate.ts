/**
 * Bitswap with those peers alone with whom blocks may be exchanged. Whatever it sends, wants and blocks alike, goes through
 * streams that it opens itself, so that is where it is stopped: a peer that may not gets neither a block nor a CID that is
 * looked for. What such a peer asks for is read, and not answered.
 */
import type { Libp2p } from 'libp2p'
import { NetworkError } from './network-error.ts'

const BITSWAP = /^\/ipfs\/bitswap(\/|$)/

/** @param mayExchange asked at each message */
export function gateExchange(
  libp2p: Pick<Libp2p, 'dialProtocol'>,
  mayExchange: (peerId: string) => boolean,
): void {
  const dialProtocol = libp2p.dialProtocol.bind(libp2p)
  libp2p.dialProtocol = async (peer, protocols, options) => {
    const isBitswap = [protocols].flat().some((protocol) => BITSWAP.test(protocol))
    if (isBitswap && !mayExchange(String(peer)))
      throw new NetworkError('ERR_DENIED', 'blocks are not exchanged with this peer')
    return dialProtocol(peer, protocols, options)
  }
}
