import { NodeError } from '../errors.ts'
import type { NetworkServices } from './services.ts'

/** The connected peers. @throws ERR_UNREACHABLE when there is none: nobody could be asked, so there is no answer */
export function requirePeers({ host }: Pick<NetworkServices, 'host'>): string[] {
  const peers = host.peers().map(({ peerId }) => peerId)
  if (peers.length > 0) return peers
  throw new NodeError('ERR_UNREACHABLE', 'no other node is connected, so nobody could be asked', {
    hint: 'dial one with `memcube connect ADDRESS`, or start the daemon with --bootstrap ADDRESS',
  })
}
