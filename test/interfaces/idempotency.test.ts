import { describe, expect, test } from 'vitest'
import { createOnce, type Reply } from '../../src/interfaces/http/idempotency.ts'
import { problemOf, statusFor } from '../../src/interfaces/http/problem.ts'
import { answeredInMemory } from '../helpers/answered-in-memory.ts'

const request = { method: 'POST', url: '/v1/cubes', body: { name: 'notes' } }
const done: Reply = { status: 200, body: { cube: 'b' } }

/** A write that ends when it is told to, and how often it was begun. */
function heldWrite(): { write: () => Promise<Reply>; end: () => void; begun: () => number } {
  const held = Promise.withResolvers<Reply>()
  let times = 0
  return {
    write: () => {
      times++
      return held.promise
    },
    end: () => held.resolve(done),
    begun: () => times,
  }
}
const statusOfRefusal = async (asked: Promise<Reply>): Promise<number> => {
  const error: unknown = await asked.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  return statusFor(error, problemOf(error))
}

describe('a write under an Idempotency-Key', () => {
  test('is refused with 409 while the first one is under way, and told the same when it is done', async () => {
    const once = createOnce(answeredInMemory())
    const { write, end, begun } = heldWrite()
    const first = once('k', request, write)
    expect(await statusOfRefusal(once('k', request, write))).toBe(409)
    end()
    expect(await first).toEqual(done)
    expect(await once('k', request, write)).toEqual({ ...done, replayed: true })
    expect(begun()).toBe(1)
  })

  test('holds up no other key, and no write without one', async () => {
    const once = createOnce(answeredInMemory())
    const held = heldWrite()
    const first = once('k', request, held.write)
    expect(await once('other', request, async () => done)).toEqual(done)
    expect(await once(undefined, request, async () => done)).toEqual(done)
    held.end()
    expect(await first).toEqual(done)
  })

  test('is refused with 422 when another method, path or body had the key', async () => {
    const once = createOnce(answeredInMemory())
    await once('k', request, async () => done)
    for (const other of [
      { ...request, method: 'PUT' },
      { ...request, url: '/v1/proposals' },
      { ...request, body: { name: 'other' } },
    ])
      expect(await statusOfRefusal(once('k', other, async () => done))).toBe(422)
  })

  test('may be tried again when it was refused', async () => {
    const once = createOnce(answeredInMemory())
    const refusal = new Error('no')
    await expect(once('k', request, () => Promise.reject(refusal))).rejects.toBe(refusal)
    expect(await once('k', request, async () => done)).toEqual(done)
  })

  test.each(['', 'a b', 'é', 'x'.repeat(256), 7])('is refused with 400 under the key %j', async (key) => {
    expect(await statusOfRefusal(createOnce(answeredInMemory())(key, request, async () => done))).toBe(400)
  })
})
