// What names a server, and what a server may say: before anything is sent or believed.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeFound, judgeRow, judgeVectors } from '../../src/recall/server/judge.ts'
import { parseRecallTarget } from '../../src/recall/server/index.ts'
import { loadSecretLine } from '../../src/storage/index.ts'
import { folder } from './an-index.ts'

describe('the name of a place for the index', () => {
  it('is embedded, or what PostgreSQL needs to be found', () => {
    expect(parseRecallTarget('embedded')).toBeUndefined()
    expect(parseRecallTarget('postgres://memcube@127.0.0.1/notes')).toMatchObject({
      port: 5432,
      schema: 'memcube',
      isEncrypted: false,
    })
    expect(parseRecallTarget('postgres://memcube@db.example.org:6000/notes?schema=alice')).toMatchObject({
      host: 'db.example.org',
      port: 6000,
      schema: 'alice',
      isEncrypted: true,
    })
    expect(parseRecallTarget('postgres://memcube@[::1]/notes')).toMatchObject({ host: '::1' })
  })

  it.each([
    'qdrant://localhost',
    'postgres://localhost/notes',
    'postgres://memcube@/notes',
    'postgres://memcube@localhost',
    'postgres://memcube@localhost/notes?schema=a;drop',
    'postgres://memcube@localhost/notes?sslmode=disable',
    'postgres://memcube@localhost/Notes',
    'postgres://%22@localhost/notes',
    'postgres://memcube@localhost/notes?schema=alice#bob',
  ])('is not %s', (text) => {
    expect(() => parseRecallTarget(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  it('shows no password that somebody put into it', () => {
    for (const text of ['postgres://bob:flowerpot@localhost/notes', 'postgres://bob:flowerpot@local host/'])
      expect(() => parseRecallTarget(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('flowerpot') }),
      )
  })
})

describe('the file of a secret', () => {
  it('has one line, for its owner alone', async () => {
    const path = join(folder(), 'recall.key')
    expect(await loadSecretLine(path)).toBeUndefined()
    writeFileSync(path, 'under the flowerpot\n', { mode: 0o600 })
    expect(await loadSecretLine(path)).toBe('under the flowerpot')
    writeFileSync(path, 'two\nlines')
    await expect(loadSecretLine(path)).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    chmodSync(path, 0o644)
    await expect(loadSecretLine(path)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })
})

describe('what a server answers', () => {
  const corrupt = expect.objectContaining({ code: 'ERR_CORRUPT' })
  const row = { segment: 1, asked: 0, term: 'river', passages: 1, body: Uint8Array.of(2) }
  const asked = [{ term: 'river', isPrefix: false }]
  const found = (more: Partial<typeof row>) => () => judgeFound([{ ...row, ...more }], [1], asked)

  it('is a list of a term that was asked for, once', () => {
    expect(judgeFound([row], [1], asked)).toEqual([row])
    expect(judgeFound([{ ...row, term: 'rivers' }], [1], [{ term: 'river', isPrefix: true }])).toHaveLength(1)
    const upriver = { ...row, term: 'upriver' }
    expect(() => judgeFound([upriver], [1], [{ term: 'river', isPrefix: true }])).toThrow(corrupt)
    for (const more of [
      { segment: 2 },
      { asked: 1 },
      { term: 'rivers' },
      { passages: 0 },
      { passages: 2 },
      { passages: 0.5 },
    ])
      expect(found(more)).toThrow(corrupt)
    expect(() => judgeFound([row, row], [1], asked)).toThrow(corrupt)
    expect(() => judgeRow({ ...row, body: 'ab' as unknown as Uint8Array })).toThrow(corrupt)
  })

  it('is a vector of a passage that is there, as the index knows it', () => {
    const vector = { passage: 3, generation: 7, scale: 0.01, cells: Int8Array.of(1, 2), tokens: undefined }
    const judged = (more: Partial<typeof vector>): unknown[] =>
      judgeVectors([{ ...vector, ...more }], 2, (passage) => (passage === 3 ? 7 : 0))
    expect(judged({})).toEqual([vector])
    // Left over from a passage that is gone.
    expect(judged({ generation: 6 })).toEqual([])
    expect(judged({ passage: 4 })).toEqual([])
    for (const more of [
      { cells: Int8Array.of(1) },
      { scale: Number.NaN },
      { scale: 0 },
      { scale: 2 },
      { passage: -1 },
    ])
      expect(() => judged(more)).toThrow(corrupt)
  })
})
