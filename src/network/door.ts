import { NetworkError } from './network-error.ts'
import type { DoorDeps, DoorOptions, Door } from './door-interface.ts'

/**
 * Wires a door that is not started yet; loads libp2p, not Helia.
 * @throws {NetworkError} ERR_USAGE, ERR_INVALID_INPUT
 */
export async function createDoor(deps: DoorDeps, options: DoorOptions): Promise<Door> {
  if (deps.nodeKey.length !== 32)
    throw new NetworkError('ERR_USAGE', `expected a node key of 32 bytes, got ${deps.nodeKey.length}`)
  if ((deps.answer === undefined) !== (options.listen.length === 0))
    throw new NetworkError('ERR_USAGE', 'a door listens if and only if it answers')
  const { assembleDoor } = await import('./door-host.ts')
  return assembleDoor(deps, options)
}
