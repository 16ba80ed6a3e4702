import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecall, type RecallIndex } from '../../src/recall/index.ts'
import { document, holding, keys, NOW, open } from './an-index.ts'

const MANY = 10_000

describe('a filter that keeps one memory in ten thousand', () => {
  let index: RecallIndex
  const path = mkdtempSync(join(tmpdir(), 'memcube-recall-'))

  beforeAll(async () => {
    index = await openRecall(path, { exactBelow: 2000 })
    const put = Array.from({ length: MANY }, (_, i) =>
      document(`k${i}`, `the weather report of day ${i}: rain and wind over the sea`, {
        tags: i === 7777 ? ['rare', 'both'] : ['both'],
      }),
    )
    await index.replace('notes', { put, remove: [] }, '1')
    await index.replace(
      'small',
      { put: [document('only', 'a note on ceramics', { cube: 'small' })], remove: [] },
      '1',
    )
    await index.settled()
  }, 60_000)

  afterAll(async () => {
    await index.close()
    rmSync(path, { recursive: true, force: true })
  })

  it('returns it for a tag', async () => {
    expect(await keys(index, 'weather report of rain', { tags: ['rare'] })).toEqual(['k7777'])
    expect(await keys(index, 'weather report of rain', { tags: ['rare', 'both'] })).toEqual(['k7777'])
    expect(await keys(index, 'weather report of rain', { tags: ['rare', 'absent'] })).toEqual([])
  })

  it('returns it for a cube, also when others match better', async () => {
    expect(await keys(index, 'weather report, note of rain', { cubes: ['small'] })).toEqual(['only'])
    expect(await keys(index, 'погода', { cubes: ['small'] })).toEqual([])
    expect(await keys(index, 'weather', { cubes: ['absent'] })).toEqual([])
    expect(await keys(index, 'weather', { cubes: [] })).toEqual([])
  })

  it('returns it for a set of memories', async () => {
    const memories = new Set(['cid-k42', 'cid-k4242', 'cid-absent'])
    expect((await keys(index, 'rain on ceramics', { memories })).sort()).toEqual(['k42', 'k4242'])
    expect((await keys(index, 'rain on ceramics', { memories: [...memories] })).sort()).toEqual([
      'k42',
      'k4242',
    ])
  })

  it('returns as many as asked for when so many pass', async () => {
    expect(await keys(index, 'a rainy sea', { top: 500, cubes: ['notes'] })).toHaveLength(500)
    expect(await keys(index, 'rain', { top: 500, tags: ['both'] })).toHaveLength(500)
  })
})

describe('time', () => {
  it('returns no memory outside its validity or after its expiry', async () => {
    const index = await open()
    const put = [
      document('always', 'rain report'),
      document('expired', 'rain report', { expires: NOW }),
      document('expires-later', 'rain report', { expires: NOW + 1 }),
      document('future', 'rain report', { validFrom: NOW + 1 }),
      document('past', 'rain report', { validUntil: NOW - 1 }),
      document('current', 'rain report', { validFrom: NOW, validUntil: NOW }),
    ]
    await index.replace('notes', { put, remove: [] }, '1')
    expect((await keys(index, 'rain report')).sort()).toEqual(['always', 'current', 'expires-later'])
    expect((await keys(index, 'rain report', { nowMs: NOW + 5 })).sort()).toEqual(['always', 'future'])
  })
})

describe('a memory of many passages', () => {
  it('does not crowd out the others', async () => {
    const long = Array.from({ length: 3000 }, (_, i) => `Rain fell on day ${i} over the wide sea.`).join(
      '\n\n',
    )
    const index = await holding([long, 'a rain coat', 'dry land', 'more rain'])
    await index.settled()
    expect((await keys(index, 'rain', { top: 4 })).sort()).toEqual(['0', '1', '2', '3'])
  })
})
