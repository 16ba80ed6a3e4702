/** The daemon: node and local API, from the ready line to the last flush. */
import { resolve as absolute } from 'node:path'
import { MemCubeError } from '../../core/errors.ts'
import { loadDaemonSettings, profiles } from '../../home/daemon-settings.ts'
import { parseListenAddress } from '../../home/listen-address.ts'
import { version } from '../../home/version.ts'
import { serveDaemon, type ServedDaemon } from '../serve-daemon.ts'
import { createLog, type Log } from './create-log.ts'
import { eventLines } from './event-lines.ts'
import { waitForTurn, waitLimit } from './home-turn.ts'
import { releaseMemoryWhenIdle } from './release-memory.ts'
import { s3KeysIn } from './s3-keys-in.ts'
import type { Values, VerbContext } from './verb.ts'

/** A daemon that cannot end in this time is ended by force; what was acknowledged is on the disk long before. Guess. */
const shutdownMs = 15_000

export async function runDaemon(options: Values, context: VerbContext): Promise<number> {
  const { home, out, json } = context
  const kept = await loadDaemonSettings(home)
  const asked = options['profile'] as string | undefined
  const profile = profiles.find((name) => name === asked)
  if (asked !== undefined && profile === undefined)
    throw usage(`there is no profile "${asked}"`, `use one of: ${profiles.join(', ')}`)
  const api = parseListenAddress((options['api'] as string | undefined) ?? kept.api ?? '127.0.0.1:0')
  const shownAt = (options['gateway'] as string | undefined) ?? kept.gateway
  const gateway = shownAt === undefined ? undefined : parseListenAddress(shownAt)
  const log = createLog(
    (options['logLevel'] as string | undefined) ?? kept.logLevel,
    options['logFile'] === undefined ? kept.logFile : absolute(options['logFile'] as string),
  )
  const { ended, signal } = waitForEnd(log)
  const network = {
    profile,
    listen: options['listen'] as string[] | undefined,
    bootstrap: options['bootstrap'] as string[] | undefined,
    announce: options['announce'] as string[] | undefined,
    // Not given is not refused: the setting counts then.
    ipfsDht: options['ipfsDht'] === true ? true : undefined,
  }
  const turn = { home, asks: 'daemon', limitMs: waitLimit(process.env), signal, note: out.note } as const
  const daemon = await waitForTurn(turn, () =>
    serveDaemon({ home, log, api, gateway, pid: process.pid, network, s3Keys: s3KeysIn(process.env) }),
  )
  const stopReleasing = releaseMemoryWhenIdle()
  try {
    announceReady(daemon, context)
    if (json) daemon.node.watch(eventLines(process.stdout))
    const code = await ended
    if (!json) out.note('stopping')
    return code
  } finally {
    stopReleasing()
    await daemon.close()
  }
}

function announceReady({ node, api, gateway }: ServedDaemon, { json, out, home }: VerbContext): void {
  if (json)
    return out.json({
      event: 'ready',
      peerId: node.peerId,
      addresses: node.addresses(),
      api,
      ...(gateway !== undefined && { gateway }),
      home,
      pid: process.pid,
    })
  out.line(`memcube ${version} is running as ${node.peerId}`)
  for (const address of node.addresses()) out.line(address)
  out.line(`local API ${api}`)
  if (gateway !== undefined) out.line(`gateway ${gateway}`)
}

/**
 * Resolves with the exit code at the first signal, which also ends a start that is under way; a second one ends the process
 * at once. From the first on the process has a time to end in.
 */
function waitForEnd(log: Log): { ended: Promise<number>; signal: AbortSignal } {
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  const stopping = new AbortController()
  const end = (code: number): void => {
    resolve(code)
    stopping.abort(new MemCubeError('ERR_ABORTED', 'interrupted; nothing was left half done'))
    setTimeout(() => {
      log.fatal({}, `the daemon did not end within ${shutdownMs / 1_000} s and is ended by force`)
      process.exit(1)
    }, shutdownMs).unref()
  }
  const onSignal = (): void => {
    if (stopping.signal.aborted) process.exit(130)
    end(0)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal)
  // A mistake below this line leaves the node in an unknown state: it is logged, and the node ends in order.
  const onMistake = (error: unknown): void => {
    log.fatal({ err: error }, 'a mistake that nothing handled; the daemon stops')
    if (!stopping.signal.aborted) end(1)
  }
  process.on('uncaughtException', onMistake).on('unhandledRejection', onMistake)
  return { ended, signal: stopping.signal }
}

function usage(message: string, hint: string): MemCubeError {
  return new MemCubeError('ERR_USAGE', message, { hint })
}
