/**
 * `Idempotency-Key` on writes: the same request under the same key is done once, and answered as the first time.
 *
 * Source: the IETF draft "The Idempotency-Key HTTP Header Field": 422 for another request under the key, 409 while the
 * first one is under way. Refusals are not kept: a request that was refused changed nothing, and may succeed now.
 */
import { hash } from 'node:crypto'
import { MemCubeError } from '../../core/errors.ts'
import type { AnsweredWrites } from '../../node/index.ts'

export interface Reply {
  status: number
  body: unknown
  /** True where it was answered before, and nothing was done now. */
  replayed?: boolean
}

export type Once = (
  key: unknown,
  request: { method: string; url: string; body: unknown },
  write: () => Promise<Reply>,
) => Promise<Reply>

/** Visible ASCII, as header values are. */
export const keyPattern = '^[!-~]{1,255}$'
const keyShape = new RegExp(keyPattern)

export function createOnce(answered: AnsweredWrites): Once {
  const underWay = new Set<string>()
  return async (key, request, write) => {
    if (key === undefined) return write()
    if (typeof key !== 'string' || !keyShape.test(key)) throw badKey()
    if (underWay.has(key)) throw stillUnderWay()
    underWay.add(key)
    try {
      const fingerprint = fingerprintOf(request)
      const before = await answered.get(key)
      if (before !== undefined && before.fingerprint !== fingerprint) throw otherRequest()
      if (before !== undefined)
        return { status: before.status, body: JSON.parse(before.body), replayed: true }
      const reply = await write()
      await answered.keep(key, { fingerprint, status: reply.status, body: JSON.stringify(reply.body) })
      return reply
    } finally {
      underWay.delete(key)
    }
  }
}

function fingerprintOf({ method, url, body }: { method: string; url: string; body: unknown }): string {
  return hash('sha256', JSON.stringify([method, url, body ?? null]))
}

function badKey(): MemCubeError {
  return new MemCubeError(
    'ERR_INVALID_INPUT',
    'expected an Idempotency-Key of 1 to 255 visible ASCII characters',
    {
      hint: 'use a fresh UUID for each write',
    },
  )
}

function stillUnderWay(): MemCubeError {
  return new MemCubeError('ERR_CONFLICT', 'a request with this Idempotency-Key is still under way', {
    hint: 'wait for its answer, then ask again',
  })
}

function otherRequest(): Error {
  return Object.assign(
    new MemCubeError('ERR_CONFLICT', 'this Idempotency-Key was used for another request', {
      hint: 'use a fresh key for each write',
    }),
    { statusCode: 422 },
  )
}
