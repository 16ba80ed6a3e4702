import { NodeError } from '../home/index.ts'
import type { NetworkServices } from './services.ts'

/** The connected peers; waits for those being dialled while there is none. @throws ERR_UNREACHABLE when there is none: nobody could be asked, so there is no answer */
export async function requirePeers(
  { host }: Pick<NetworkServices, 'host'>,
  signal: AbortSignal,
): Promise<string[]> {
  await host.reached({ signal })
  const peers = host.peers().map(({ peerId }) => peerId)
  if (peers.length > 0) return peers
  throw new NodeError('ERR_UNREACHABLE', 'no other node is connected, so nobody could be asked', {
    hint: 'dial one with `memcube connect ADDRESS`, or start the daemon with --bootstrap ADDRESS',
  })
}
