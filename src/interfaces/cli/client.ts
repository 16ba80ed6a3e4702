/** The way of a command to a node: the daemon that owns the home when one runs, otherwise the home itself, in its turn. */
import { MemCubeError } from '../../core/errors.ts'
import { s3KeysIn } from './s3-keys-in.ts'
import { plainLine } from './terminal-text.ts'
import type { NodeClient } from './node-client.ts'

/** What a verb needs of a node that no daemon runs for. */
export interface ClientNeeds {
  home: string
  /** Open the network for this command. */
  network: boolean
  signal?: AbortSignal
  /** How long to wait for the home while another process has it. */
  waitMs?: number
  resume?: Resume | undefined
  /** Asks nodes that a daemon may be connected with, and names none itself. */
  needsPeers?: boolean
}

/** A daemon says that it wants the home some 0.3 s after its start on an idle machine. Guess: ten times that. */
const daemonComesMs = 3_000

/**
 * What to ask a daemon that starts while the call of this command goes on, and wants the home for it.
 * @returns undefined for a call that is not to be broken off
 */
export type Resume = (name: string, input: unknown, elapsedMs: number) => unknown

/** Where calls go. `url` is that of a daemon. */
interface Place extends NodeClient {
  url?: string
}

export async function openClient(needs: ClientNeeds): Promise<NodeClient> {
  let place = (await daemonOf(needs.home)) ?? (await waitForPlace(needs))
  return {
    async call(name, input, options) {
      const begunMs = performance.now()
      let hasLooked = false
      for (let asked = input; ;) {
        try {
          return await place.call(name, asked, options)
        } catch (error) {
          const { isNobodyThere } = await import('./daemon-client.ts')
          const { GivenAway } = await import('./give-home.ts')
          if (error instanceof GivenAway) asked = needs.resume?.(name, input, performance.now() - begunMs)
          else if (
            !hasLooked &&
            needs.needsPeers === true &&
            place.url === undefined &&
            isUnreachable(error)
          ) {
            hasLooked = true
            await place.close()
            if (!(await looksForDaemon(needs))) throw error
          }
          // The address outlived its daemon, and the process id is that of another program by now.
          else if (place.url === undefined || !isNobodyThere(error)) throw error
          place = await waitForPlace(needs, place.url)
        }
      }
    },
    close: () => place.close(),
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof MemCubeError && error.code === 'ERR_UNREACHABLE'
}

/** The home is free meanwhile: a daemon that was started beside this command may take it, and has peers. */
async function looksForDaemon({ home, signal, waitMs }: ClientNeeds): Promise<boolean> {
  const { isDaemonComing, waitLimit } = await import('./home-turn.ts')
  const limitMs = Math.min(waitMs ?? waitLimit(process.env), daemonComesMs)
  return isDaemonComing(home, limitMs, signal ?? new AbortController().signal)
}

/** @param gone the address of a daemon that is not there any more */
async function daemonOf(home: string, gone?: string): Promise<Place | undefined> {
  const { findDaemon } = await import('./daemon-client.ts')
  const daemon = await findDaemon(home)
  return daemon?.url === gone ? undefined : daemon
}

async function waitForPlace(needs: ClientNeeds, gone?: string): Promise<Place> {
  const { isHomeWanted, waitForTurn, waitLimit } = await import('./home-turn.ts')
  const { home, signal = new AbortController().signal, waitMs = waitLimit(process.env) } = needs
  const note = (text: string): void => void process.stderr.write(`${text}\n`)
  return waitForTurn({ home, asks: 'command', limitMs: waitMs, signal, note }, async () => {
    const daemon = await daemonOf(home, gone)
    if (daemon !== undefined) return daemon
    return (await isHomeWanted(home)) ? undefined : openHere(needs)
  })
}

async function openHere({ home, network, resume }: ClientNeeds): Promise<Place> {
  const { openNode } = await import('../../node/index.ts')
  const node = await openNode({ home, ...(network && { network: {} }), s3Keys: s3KeysIn(process.env) })
  for (const message of node.damage())
    process.stderr.write(`damage: ${plainLine(message, 400)}; see \`memcube doctor\`\n`)
  const { callOrGive } = await import('./give-home.ts')
  return {
    call: (name, input, options) =>
      resume?.(name, input, 0) === undefined
        ? node.call(name, input, options)
        : callOrGive(home, node, name, input, options),
    close: () => node.close(),
  }
}
