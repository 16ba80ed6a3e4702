/** How much may be asked at once: requests in a second, requests under way, and readers of events. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'

export interface ApiLimits {
  requestsPerSecond: number
  /** Requests that wait for their answer, those of event readers not counted. */
  underWay: number
  /** Streams of events that are open. */
  readers: number
}

/** Guesses: several times what this machine answers, so that only a client that went wild meets them. */
export const defaultLimits: ApiLimits = Object.freeze({
  requestsPerSecond: 5_000,
  underWay: 256,
  readers: 64,
})

/** Before the routes are added. Needs the guard first: who may not ask uses up nobody's share. */
export async function addLimits(app: FastifyInstance, limits: ApiLimits): Promise<void> {
  await app.register(rateLimit, {
    max: limits.requestsPerSecond,
    timeWindow: 1_000,
    // One token, one machine: all of its clients share.
    keyGenerator: () => 'all',
    // A client has no use for figures of a window of one second.
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    errorResponseBuilder: () => tooMuch(`more than ${limits.requestsPerSecond} requests in a second`),
  })
  let [underWay, readers] = [0, 0]
  app.addHook('onRequest', async ({ routeOptions }, reply) => {
    const isReader = routeOptions.config.events === true
    if (isReader ? readers >= limits.readers : underWay >= limits.underWay) {
      reply.header('retry-after', '1')
      throw tooMuch(
        isReader ? `${readers} streams of events are open` : `${underWay} requests wait for their answer`,
      )
    }
    if (isReader) readers++
    else underWay++
    onceClosed(reply, () => {
      if (isReader) readers--
      else underWay--
    })
  })
}

function onceClosed({ raw }: FastifyReply, done: () => void): void {
  if (raw.destroyed) done()
  else raw.once('close', done)
}

function tooMuch(what: string): Error {
  return Object.assign(
    new MemCubeError('ERR_LIMIT', `${what}, and no more may`, { hint: 'wait a second and ask again' }),
    { statusCode: 429 },
  )
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is a stream of events, which stays open. */
    events?: boolean
    /** Given without the token: holds nothing of the home. */
    open?: boolean
  }
}
