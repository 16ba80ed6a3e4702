/** The gateway of a daemon. Brings the interfaces together; they do not know each other. */
import { MemCubeError } from '../core/errors.ts'
import type { ListenAddress } from '../home/listen-address.ts'
import { componentLog, type Logger, type MemCubeNode } from '../node/index.ts'
import type { Gateway } from './gateway/start-gateway.ts'

export type { Gateway } from './gateway/start-gateway.ts'

/** @throws ERR_USAGE for a socket, ERR_CONFLICT where somebody else listens */
export async function serveGateway(
  node: Pick<MemCubeNode, 'published' | 'call'>,
  log: Logger,
  address: ListenAddress,
): Promise<Gateway> {
  if ('path' in address)
    throw new MemCubeError('ERR_USAGE', 'the gateway listens on a port and not on a socket', {
      hint: 'use --gateway HOST:PORT',
    })
  const { startGateway } = await import('./gateway/start-gateway.ts')
  const linkOf = async (cube: string): Promise<string> => (await node.call('link', { cube })).link
  return startGateway({ view: node.published, linkOf, log: componentLog(log, 'http') }, address)
}
