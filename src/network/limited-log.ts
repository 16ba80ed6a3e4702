/**
 * A log in which what peers cause is bounded: so many lines for each peer, and for all, who have as many names as they like.
 * Lines that name no peer are as they were. A flood does not push out of the log files what was there before it.
 */
import type { NetworkLogger } from './interface.ts'
import { Pace } from './pace.ts'

/** 400 bytes a line (measured: 350 to 500): 200 lines are 80 KB, and 2 a second 70 MB a day at the worst. Guesses. */
const LINES_PER_PEER = { perSecond: 0.2, burst: 20, maxWaitMs: 0, maxKeys: 1_024 }
const LINES_OF_PEERS = { perSecond: 2, burst: 200, maxWaitMs: 0, maxKeys: 1 }

/** Of the levels that are written by default. The next line that is written says how many were not. */
export function limitedLog(logger: NetworkLogger, now: () => number = Date.now): NetworkLogger {
  const [own, all] = [new Pace(LINES_PER_PEER), new Pace(LINES_OF_PEERS)]
  let leftOut = 0
  const bounded =
    (level: 'info' | 'warn' | 'error') =>
    (fields: object, message: string): void => {
      const peer = peerIn(fields)
      if (peer === undefined) return logger[level](fields, message)
      if (own.take(peer, now()) === undefined || all.take('', now()) === undefined) return void leftOut++
      const said = leftOut === 0 ? fields : { ...fields, leftOut }
      leftOut = 0
      logger[level](said, message)
    }
  return {
    trace: (fields, message) => logger.trace?.(fields, message),
    debug: (fields, message) => logger.debug(fields, message),
    info: bounded('info'),
    warn: bounded('warn'),
    error: bounded('error'),
    ...(logger.isLevelEnabled && { isLevelEnabled: (level: string) => logger.isLevelEnabled!(level) }),
  }
}

function peerIn(fields: object): string | undefined {
  const { peer, peerId } = fields as { peer?: unknown; peerId?: unknown }
  return [peerId, peer].find((id): id is string => typeof id === 'string')
}
