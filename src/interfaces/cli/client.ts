/** The way of a command to a node: the daemon that owns the home when one runs, otherwise the home itself. */
import { plainLine } from './terminal-text.ts'
import type { CallOptions } from '../../node/use-case.ts'

export interface NodeClient {
  /** @throws MemCubeError, the same whichever way it goes */
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  close(): Promise<void>
}

/** What a verb needs of a node that no daemon runs for. */
export interface ClientNeeds {
  home: string
  /** Open the network for this command. */
  network: boolean
}

export async function openClient(needs: ClientNeeds): Promise<NodeClient> {
  const { findDaemon, isNobodyThere } = await import('./daemon-client.ts')
  const daemon = await findDaemon(needs.home)
  if (daemon === undefined) return openHere(needs)
  let here: Promise<NodeClient> | undefined
  return {
    async call(name, input, options) {
      if (here === undefined) {
        try {
          return await daemon.call(name, input, options)
        } catch (error) {
          // The address outlived its daemon, and the process id is that of another program by now.
          if (!isNobodyThere(error)) throw error
          here = openHere(needs)
        }
      }
      return (await here).call(name, input, options)
    },
    close: async () => (await here?.catch(() => undefined))?.close(),
  }
}

async function openHere({ home, network }: ClientNeeds): Promise<NodeClient> {
  const { openNode } = await import('../../node/index.ts')
  const node = await openNode({ home, ...(network && { network: {} }) })
  for (const message of node.damage())
    process.stderr.write(`damage: ${plainLine(message, 400)}; see \`memcube doctor\`\n`)
  return { call: (name, input, options) => node.call(name, input, options), close: () => node.close() }
}
