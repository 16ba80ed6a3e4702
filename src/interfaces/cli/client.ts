/** The way of a command to a node: the daemon that owns the home when one runs, otherwise the home itself. */
import type { Progress } from '../../node/use-case.ts'

export interface ClientCall {
  signal: AbortSignal
  progress(progress: Progress): void
}

export interface NodeClient {
  /** @throws MemCubeError, or an error that carries `code`, `message` and `hint` from the daemon */
  call(name: string, input: unknown, options: ClientCall): Promise<unknown>
  close(): Promise<void>
}

/** What a verb needs of a node that no daemon runs for. */
export interface ClientNeeds {
  home: string
  /** Open the network for this command. */
  network: boolean
}

export async function openClient({ home, network }: ClientNeeds): Promise<NodeClient> {
  const { findDaemon } = await import('./daemon-client.ts')
  const daemon = await findDaemon(home)
  if (daemon !== undefined) return daemon
  const { openNode } = await import('../../node/index.ts')
  const node = await openNode({ home, ...(network && { network: {} }) })
  return { call: (name, input, options) => node.call(name, input, options), close: () => node.close() }
}
