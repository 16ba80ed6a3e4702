import { describe, expect, test } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import { type Job, type JobLimits, Jobs } from '../../src/interfaces/http/jobs.ts'
import { requireOwnMachine } from '../../src/home/listen-address.ts'
import { problemOf, statusFor, statusOf } from '../../src/interfaces/http/problem.ts'

function jobsAt(limits: Partial<JobLimits> = {}): {
  jobs: Jobs
  clock: { nowMs: number }
  mistakes: unknown[]
} {
  const clock = { nowMs: 1_000 }
  const mistakes: unknown[] = []
  const jobs = new Jobs(
    { nowMs: () => clock.nowMs, onMistake: (error) => void mistakes.push(error) },
    { running: 2, ended: 2, endedMs: 100, ...limits },
  )
  return { jobs, clock, mistakes }
}
const ended = (jobs: Jobs, id: string): Promise<Job> =>
  new Promise((resolve) => void jobs.follow(id, (job) => job.ended !== null && resolve(job)))
const untilCancelled = ({ signal }: { signal: AbortSignal }): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

describe('jobs', () => {
  test('run up to their number, and one more is refused', async () => {
    const { jobs } = jobsAt()
    const [first] = [jobs.start('a', untilCancelled), jobs.start('b', untilCancelled)]
    const third = (): Job => jobs.start('c', async () => 'done')
    expect(third).toThrow(expect.objectContaining({ code: 'ERR_LIMIT', statusCode: 429 }) as Error)
    jobs.cancel(first.id)
    await ended(jobs, first.id)
    expect(third).not.toThrow()
    jobs.close()
  })

  test('that are cancelled say so, and those that have ended stay as they are', async () => {
    const { jobs } = jobsAt()
    const { id } = jobs.start('a', untilCancelled)
    jobs.cancel(id)
    expect(await ended(jobs, id)).toMatchObject({ state: 'cancelled', error: { code: 'ERR_ABORTED' } })
    const done = jobs.start('b', async () => ({ n: 1 }))
    const result = await ended(jobs, done.id)
    expect(result).toMatchObject({ state: 'done', result: { n: 1 }, ended: 1_000 })
    expect(jobs.cancel(done.id)).toEqual(result)
  })

  test('that fail tell a refusal, and of a mistake only that it happened', async () => {
    const { jobs, mistakes } = jobsAt()
    const refusal = jobs.start('a', () => Promise.reject(new MemCubeError('ERR_CONFLICT', 'it is there')))
    expect(await ended(jobs, refusal.id)).toMatchObject({
      state: 'failed',
      error: { status: 409, detail: 'it is there' },
    })
    expect(mistakes).toEqual([])
    const mistake = jobs.start('b', () => Promise.reject(new TypeError('secret inside')))
    const { error } = await ended(jobs, mistake.id)
    expect(error).toMatchObject({ status: 500, code: 'ERR_INTERNAL' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(mistakes).toHaveLength(1)
  })

  test('that have ended are forgotten after their time, and beyond their number', async () => {
    const { jobs, clock } = jobsAt()
    const run = async (): Promise<string> => {
      const { id } = jobs.start('a', async () => undefined)
      await ended(jobs, id)
      return id
    }
    const [first, second, third] = [await run(), await run(), await run()]
    expect(
      jobs
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([second, third].sort())
    expect(() => jobs.get(first)).toThrow(expect.objectContaining({ code: 'ERR_NOT_FOUND' }) as Error)
    clock.nowMs += 100
    expect(jobs.get(third).state).toBe('done')
    clock.nowMs += 1
    expect(jobs.list()).toEqual([])
  })
})

test('a status fits the code, and that of a refusal which names its own', () => {
  expect(['ERR_CONFLICT', 'ERR_DENIED', 'ERR_NOT_FOUND', 'ERR_DISK_FULL'].map(statusOf)).toEqual([
    409, 403, 404, 507,
  ])
  const limit = Object.assign(new MemCubeError('ERR_LIMIT', 'x'), { statusCode: 429 })
  expect(statusFor(limit, problemOf(limit))).toBe(429)
})

test('the API listens on this machine only, or on a socket whose path fits', () => {
  const refused = expect.objectContaining({ code: 'ERR_USAGE' }) as Error
  for (const host of ['127.0.0.1', '127.1.2.3', '::1'])
    expect(() => requireOwnMachine({ host, port: 0 })).not.toThrow()
  for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.org'])
    expect(() => requireOwnMachine({ host, port: 0 })).toThrow(refused)
  expect(() => requireOwnMachine({ path: `/${'x'.repeat(102)}` })).not.toThrow()
  expect(() => requireOwnMachine({ path: `/${'x'.repeat(103)}` })).toThrow(refused)
  expect(() => requireOwnMachine({ path: 'memcube.sock' })).toThrow(refused)
})
