import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agree, createHelloProfile, type Hello, type Side } from '../../../src/protocols/index.ts'
import type { SchemaSupport } from '../../../src/protocols/handshake/agreement.ts'
import { dealings } from '../../../src/protocols/handshake/dealings.ts'
import { encodeHello } from '../../../src/protocols/handshake/messages.ts'

function side(peerId: string, changes: Partial<Hello> = {}): Side {
  const hello: Hello = {
    ...createHelloProfile({ network: 'main', agent: 'test/1' }),
    nonce: new Uint8Array(16).fill(peerId.length),
    ...changes,
  }
  return { peerId, hello, bytes: encodeHello(hello) }
}

const schema = (min: number, max: number, writes = max, id = 'memcube/cube') => ({ id, min, max, writes })

const someSchema = (id: string): fc.Arbitrary<SchemaSupport> =>
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
    .map((three) => {
      const [min = 0, writes = 0, max = 0] = three.toSorted((a, b) => a - b)
      return schema(min, max, writes, id)
    })

/** The first nine times of ten, so that most pairs agree. */
const mostly = <T>(usual: T, seldom: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(seldom) })
const seldomSmall = mostly(1 << 22, 1)

/** Hellos with few values, so that they often differ and often meet. */
const someHello = fc.record<Hello>({
  network: mostly('main', 'lab'),
  versions: fc.record(
    { sync: fc.subarray(['2.0.0', '2.1.0', '3.0.0']), announce: fc.subarray(['2.0.0']) },
    { requiredKeys: [] },
  ),
  schemas: fc
    .tuple(someSchema('memcube/cube'), someSchema('example/notes'))
    .chain((schemas) => fc.shuffledSubarray(schemas)),
  keys: fc.subarray([0xed, 0xe7]),
  hashes: fc.subarray([0x12, 0x1e], { minLength: 1 }),
  types: fc.subarray(['plaintext', 'activation', 'parameter']),
  codecs: fc.subarray([0x71, 0x70, 0x55]),
  spaces: fc.subarray([
    { id: 'a', dim: 256 },
    { id: 'b', dim: 384 },
  ]),
  features: fc.subarray(['x', 'y']),
  limits: fc.record({
    blockBytes: seldomSmall,
    frameBytes: seldomSmall,
    creditBytes: seldomSmall,
  }),
  agent: fc.constant('test/1'),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  crit: fc.subarray(['x', 'y']),
})

describe('an agreement', () => {
  it('is refused between two networks, whatever their names', () => {
    for (const network of ['main', 'mine', 'm', 'mains', 'MAIN'])
      expect(agree(side('peer-a', { network: 'main' }), side('peer-b', { network })).type).toBe(
        network === 'main' ? 'agreed' : 'refused',
      )
  })

  it('is the same on both sides, whatever the hellos say', () => {
    fc.assert(
      fc.property(someHello, someHello, (a, b) => {
        const [one, other] = [side('peer-a', a), side('peer-b', b)]
        expect(agree(other, one)).toEqual(agree(one, other))
      }),
    )
  })

  it('gives each side the part that the other leaves to it: who reads is read, whatever the hellos say', () => {
    fc.assert(
      fc.property(someHello, someHello, (a, b) => {
        const verdict = agree(side('peer-a', a), side('peer-b', b))
        if (verdict.type === 'refused') return
        const [ofA, ofB] = [dealings(verdict.agreement, 'peer-b'), dealings(verdict.agreement, 'peer-a')]
        expect([ofA.reads, ofA.isRead, ofA.givesBlocks]).toEqual([ofB.isRead, ofB.reads, ofB.givesBlocks])
      }),
    )
  })

  it('of two nodes of this version is full', () => {
    const verdict = agree(side('a'), side('bb'))
    expect(verdict).toMatchObject({
      type: 'agreed',
      agreement: {
        result: 'full',
        versions: { sync: '2.0.0', announce: '2.0.0' },
        schemas: { 'memcube/cube': { result: 'full' } },
      },
    })
  })

  it('takes the highest common version by number, not by text', () => {
    const verdict = agree(
      side('a', { versions: { sync: ['2.0.0', '2.9.0', '2.10.0'] } }),
      side('bb', { versions: { sync: ['2.10.0', '2.9.0', '3.0.0'] } }),
    )
    expect(verdict).toMatchObject({ agreement: { versions: { sync: '2.10.0' } } })
  })

  it('takes the smaller of each limit, and what both have of everything else', () => {
    const limits = { blockBytes: 1 << 20, frameBytes: 1 << 20, creditBytes: 3 << 20 }
    const spaces = [
      { id: 's', dim: 256 },
      { id: 't', dim: 1 },
    ]
    const verdict = agree(
      side('a', { limits, spaces, features: ['x', 'y'] }),
      side('bb', {
        spaces: [
          { id: 's', dim: 256 },
          { id: 't', dim: 2 },
        ],
        features: ['y'],
      }),
    )
    expect(verdict).toMatchObject({ agreement: { limits, spaces: [{ id: 's', dim: 256 }], features: ['y'] } })
  })

  it('has another hash when either hello, either nonce or a peer id differs', () => {
    const hashes = [
      agree(side('a'), side('bb')),
      agree(side('a', { agent: 'test/2' }), side('bb')),
      agree(side('a'), side('bb', { nonce: new Uint8Array(16).fill(200) })),
      agree(side('c'), side('bb')),
    ].map((verdict) =>
      verdict.type === 'agreed' ? Buffer.from(verdict.agreement.hash).toString('hex') : 'refused',
    )
    expect(new Set(hashes).size).toBe(4)
  })

  it.each<[string, Partial<Hello>, string]>([
    ['another network', { network: 'lab' }, 'network'],
    ['no common version of sync', { versions: { sync: ['3.0.0'] } }, 'versions.sync'],
    ['no sync at all', { versions: {} }, 'versions.sync'],
    ['no dag-cbor', { codecs: [0x55] }, 'codecs'],
    ['no common hash', { hashes: [0x1e] }, 'hashes'],
    ['what the other side relies on and this one does not know', { crit: ['later'] }, 'crit'],
    [
      'a block limit that is too small',
      { limits: { blockBytes: 1000, frameBytes: 1 << 20, creditBytes: 1 << 22 } },
      'limits.blockBytes',
    ],
    [
      'a frame limit that is too small',
      { limits: { blockBytes: 1 << 20, frameBytes: 64 * 1024, creditBytes: 1 << 22 } },
      'limits.frameBytes',
    ],
    [
      'too little credit',
      { limits: { blockBytes: 1 << 20, frameBytes: 1 << 20, creditBytes: 1 << 20 } },
      'limits.creditBytes',
    ],
  ])('is refused for %s, naming the field', (_, changes, field) => {
    expect(agree(side('a', changes), side('bb'))).toMatchObject({
      type: 'refused',
      refusal: { class: 'incompatible', code: 'ERR_INCOMPATIBLE', field },
    })
  })

  it.each<[string, Partial<Hello>, string]>([
    ['a version that neither side reads of the other', { schemas: [schema(2, 3)] }, 'schemas.memcube/cube'],
    ['no common memory type', { types: ['hologram'] }, 'types'],
    ['no common kind of key', { keys: [0xe7] }, 'keys'],
  ])('is store-only for %s', (_, changes, field) => {
    expect(
      agree(side('a', { schemas: [schema(1, 1)] }), side('bb', { schemas: [schema(1, 1)], ...changes })),
    ).toMatchObject({
      type: 'agreed',
      agreement: { result: 'store-only', reason: { field } },
    })
  })

  it('is none when one side does not know the schema of cubes', () => {
    expect(agree(side('a', { schemas: [] }), side('bb'))).toMatchObject({
      agreement: { result: 'none', reason: { field: 'schemas.memcube/cube' } },
    })
  })

  it('is read-only when one side alone reads what the other writes, and names it', () => {
    const [older, newer] = [{ schemas: [schema(1, 1)] }, { schemas: [schema(1, 2)] }]
    expect(agree(side('a', older), side('bb', newer))).toMatchObject({
      agreement: { result: 'read-only', schemas: { 'memcube/cube': { reader: 'bb' } } },
    })
    expect(agree(side('a', newer), side('bb', older))).toMatchObject({
      agreement: { result: 'read-only', schemas: { 'memcube/cube': { reader: 'a' } } },
    })
  })

  it('has a result for each schema that either side names', () => {
    const [a, b] = [schema(1, 1, 1, 'example/a'), schema(1, 1, 1, 'example/b')]
    const verdict = agree(
      side('a', { schemas: [schema(1, 1), a] }),
      side('bb', { schemas: [b, schema(1, 1), a] }),
    )
    expect(verdict).toMatchObject({
      agreement: {
        result: 'full',
        schemas: {
          'memcube/cube': { result: 'full' },
          'example/a': { result: 'full' },
          'example/b': { result: 'none' },
        },
      },
    })
  })

  it('knows what one side relies on by the features of the other', () => {
    const relies = side('a', { crit: ['later'] })
    expect(agree(relies, side('bb', { features: ['later'] }))).toMatchObject({
      agreement: { result: 'full' },
    })
    expect(agree(relies, side('bb', { features: ['sooner'] }))).toMatchObject({ refusal: { field: 'crit' } })
  })
})
