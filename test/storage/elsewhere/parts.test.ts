// What a store elsewhere is made of, each part alone.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eachAtOnce } from '../../../src/core/turns/index.ts'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import type { DatabaseSnapshot, KeyRange } from '../../../src/storage/database.ts'
import { encodeSize, indexKey } from '../../../src/storage/elsewhere/index-keys.ts'
import { mergeKeys } from '../../../src/storage/elsewhere/merge-keys.ts'
import { createSplitReads, splitRange } from '../../../src/storage/elsewhere/split-reads.ts'
import { parseTarget } from '../../../src/storage/elsewhere/target.ts'
import { sampleBlocks } from '../sample-blocks.ts'

describe('the name of a place for blocks', () => {
  it.each([
    ['level', { kind: 'level' }],
    [
      's3://memories/alice?endpoint=http://127.0.0.1:7070',
      {
        kind: 's3',
        bucket: 'memories',
        prefix: 'alice/',
        endpoint: 'http://127.0.0.1:7070',
        region: 'us-east-1',
      },
    ],
    [
      's3://memories?region=eu-central-1',
      { kind: 's3', bucket: 'memories', prefix: '', endpoint: 'https://s3.eu-central-1.amazonaws.com' },
    ],
    ['kubo:http://127.0.0.1:5001', { kind: 'kubo', url: 'http://127.0.0.1:5001', isOpen: false }],
    [
      'kubo:https://kubo.example.org?open=yes',
      { kind: 'kubo', url: 'https://kubo.example.org', isOpen: true },
    ],
  ])('%s is understood', (text, expected) => {
    expect(parseTarget(text)).toMatchObject({ text, ...expected })
  })

  it.each([
    '',
    'disk',
    's3://',
    's3://UPPER',
    's3://memories/a b',
    's3://memories/../other',
    's3://memories/a%2Fb',
    's3://memories?endpoint=http://storage.example.org',
    's3://memories?endpoint=https://alice:word@storage.example.org',
    's3://memories?endpoint=https://storage.example.org/path',
    's3://memories?endpoint=ftp://127.0.0.1',
    's3://memories?secret=word',
    's3://memories?region=eu%20central',
    'kubo:127.0.0.1:5001',
    'kubo:http://kubo.example.org:5001',
    'kubo:http://127.0.0.1:5001?open=no',
    'kubo:http://127.0.0.1:5001/api',
  ])('%s is refused', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  it.each([
    ['s3://memories?endpoint=https://alice:PASSWORD@storage.example.org', 's3://...@storage.example.org'],
    ['s3://memories?endpoint=https%3A%2F%2Falice%3APASSWORD%40storage.example.org', 's3://memories?...'],
    ['s3://memories?secretAccessKey=PASSWORD', 's3://memories?...'],
    ['s3://memories#PASSWORD', 's3://memories?...'],
    ['s3://alice:PASS/WORD@memories', 's3://...@memories'],
    ['kubo:http://alice:PASSWORD@127.0.0.1:5001', 'kubo:http://...@127.0.0.1:5001'],
    ['kubo:http://127.0.0.1:5001?token=PASSWORD', 'kubo:http://127.0.0.1:5001?...'],
    ['alice:PASSWORD@memories', 'alice:...@memories'],
  ])('%s is not repeated with the password in it', (text, shown) => {
    const failure = errorOf(() => parseTarget(text))
    expect(failure.message).toContain(`"${shown}"`)
    expect(`${failure.message} ${String(failure.cause)}`).not.toMatch(/PASS|WORD/)
  })
})

function errorOf(task: () => unknown): Error {
  try {
    task()
  } catch (error) {
    return error as Error
  }
  throw new Error('it was taken')
}

describe('a listing of two sides', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 3 })
  const sorted = (keys: readonly Uint8Array[]): Uint8Array[] => {
    const byName = new Map(keys.map((one) => [Buffer.from(one).toString('hex'), one]))
    return [...byName.keys()].sort().map((name) => byName.get(name)!)
  }
  const after = (keys: readonly Uint8Array[], last: Uint8Array | undefined, limit: number): Uint8Array[] =>
    keys.filter((one) => last === undefined || Buffer.compare(one, last) > 0).slice(0, limit)

  it('page by page has every key of both, once and in order', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 40 }),
        fc.array(key, { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        (some, others, pageA, pageB) => {
          const [a, b] = [sorted(some), sorted(others)]
          const seen: Uint8Array[] = []
          for (;;) {
            const last = seen.at(-1)
            // A page may be shorter than was asked for, where keys follow it.
            const page = mergeKeys(after(a, last, pageA), after(b, last, pageB), 5)
            if (page.length === 0) break
            seen.push(...page)
          }
          expect(seen).toEqual(sorted([...a, ...b]))
        },
      ),
    )
  })
})

describe('a range of keys', () => {
  const of = (from: number, to: number) => ({ gte: Uint8Array.of(from), lt: Uint8Array.of(to) })

  it.each([
    ['around the blocks has three parts', of(0, 0xff), ['00-62 ', '62-63 blocks', '63-ff ']],
    ['of blocks alone is one', of(0x62, 0x63), ['62-63 blocks']],
    ['before them is one', of(0x61, 0x62), ['61-62 ']],
    ['behind them is one', of(0x72, 0x73), ['72-73 ']],
  ])('%s', (_what, range, expected) => {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
    expect(
      splitRange(range).map(
        (part) => `${hex(part.range.gte)}-${hex(part.range.lt)} ${part.ofBlocks ? 'blocks' : ''}`,
      ),
    ).toEqual(expected)
  })
})

describe('what is read of blocks that are elsewhere', () => {
  const blockKey = ({ cid }: Block): Uint8Array => Buffer.concat([Uint8Array.of(0x62), cid.bytes])
  /** All of these are at the target, with the sizes that are said of them. */
  const readsOf = (blocks: readonly Block[], said: number, cached?: Uint8Array) => {
    const index = new Map(
      blocks.map((block) => {
        const key = indexKey(blockKey(block))
        return [Buffer.from(key).toString('hex'), { key, value: encodeSize(key, said) }]
      }),
    )
    const named = [...index.values()].sort((a, b) => Buffer.compare(a.key, b.key))
    const isIn = (key: Uint8Array, { gte, lt }: KeyRange): boolean =>
      Buffer.compare(key, gte) >= 0 && Buffer.compare(key, lt) < 0
    const level: DatabaseSnapshot = {
      getMany: async (keys) => keys.map((key) => index.get(Buffer.from(key).toString('hex'))?.value),
      keys: async (range, limit) =>
        named.flatMap(({ key }) => (isIn(key, range) ? [key] : [])).slice(0, limit),
      entries: async () => [],
      close: async () => {},
    }
    const asked: string[] = []
    const byName = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
    const remote = {
      get: async (cid: CID) => (asked.push(cid.toString()), byName.get(cid.toString())),
    }
    const cache = { epoch: 0, getMany: async (keys: Uint8Array[]) => keys.map(() => cached), put() {} }
    return { reads: createSplitReads({ level, now: level, remote, cache: cache as never }), asked }
  }

  it('comes from the cache where it has its hash, and from the target where it has not', async () => {
    const [block] = sampleBlocks(1)
    const [key] = [blockKey(block!)]
    const sound = readsOf([block!], 600, block!.bytes)
    expect([await sound.reads.getMany([key]), sound.asked]).toEqual([[block!.bytes], []])
    const garbled = readsOf([block!], 600, block!.bytes.with(3, block!.bytes[3]! ^ 1))
    expect(await garbled.reads.getMany([key])).toEqual([block!.bytes])
    expect(garbled.asked).toEqual([block!.cid.toString()])
  })

  it('is listed a few megabytes at a time', async () => {
    const { reads, asked } = readsOf(sampleBlocks(10), 1024 * 1024)
    const page = await reads.entries({ gte: Uint8Array.of(0), lt: Uint8Array.of(0xff) }, 100)
    expect([page.length, asked.length]).toEqual([4, 4])
    const large = readsOf(sampleBlocks(2), 8 * 1024 * 1024)
    expect(await large.reads.entries({ gte: Uint8Array.of(0), lt: Uint8Array.of(0xff) }, 100)).toHaveLength(1)
  })
})

describe('several at a time', () => {
  it('are never more than that, and all are done', async () => {
    let now = 0
    let most = 0
    const done: number[] = []
    await eachAtOnce([...Array.from({ length: 20 }).keys()], 4, async (item) => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      done.push(item)
    })
    expect(most).toBe(4)
    expect(done.length).toBe(20)
  })

  it('begin nothing after a failure, and are over when it is told', async () => {
    let under = 0
    let begun = 0
    const failing = eachAtOnce([...Array.from({ length: 20 }).keys()], 3, async (item) => {
      begun++
      under++
      await new Promise((resolve) => setImmediate(resolve))
      under--
      if (item === 1) throw new Error('the second one')
    })
    await expect(failing).rejects.toThrow('the second one')
    expect(under).toBe(0)
    expect(begun).toBeLessThan(7)
  })
})
