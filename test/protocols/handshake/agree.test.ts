import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agree, createHelloProfile, type Hello, type Side } from '../../../src/protocols/index.ts'
import { encodeHello } from '../../../src/protocols/handshake/messages.ts'

function side(peerId: string, changes: Partial<Hello> = {}): Side {
  const hello: Hello = {
    ...createHelloProfile({ network: 'main', agent: 'test/1' }),
    nonce: new Uint8Array(16).fill(peerId.length),
    ...changes,
  }
  return { peerId, hello, bytes: encodeHello(hello) }
}

const schema = (min: number, max: number, fill = 1, id = 'memcube/cube') => ({
  id,
  min,
  max,
  fingerprint: new Uint8Array(16).fill(fill),
})

/** Hellos with few values, so that they often differ and often meet. */
const someHello = fc.record<Hello>({
  network: fc.constantFrom('main', 'lab'),
  versions: fc.record(
    { sync: fc.subarray(['1.0.0', '1.1.0', '2.0.0']), announce: fc.subarray(['1.0.0']) },
    { requiredKeys: [] },
  ),
  schemas: fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 3, max: 5 }), fc.constantFrom(1, 2))
      .map(([min, max, fill]) => schema(min, max, fill)),
    { maxLength: 2 },
  ),
  types: fc.subarray(['plaintext', 'activation', 'parameter']),
  codecs: fc.subarray([0x71, 0x70, 0x55]),
  spaces: fc.subarray([
    { id: 'a', dim: 256 },
    { id: 'b', dim: 384 },
  ]),
  features: fc.subarray(['x', 'y']),
  limits: fc.record({
    blockBytes: fc.constantFrom(1, 1 << 20),
    frameBytes: fc.constantFrom(1, 1 << 20),
    creditBytes: fc.constantFrom(1, 1 << 22),
  }),
  agent: fc.constant('test/1'),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
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

  it('of two nodes of this version is ok', () => {
    const verdict = agree(side('a'), side('bb'))
    expect(verdict).toMatchObject({
      type: 'agreed',
      agreement: {
        result: 'ok',
        versions: { sync: '1.0.0', announce: '1.0.0' },
        schemas: { 'memcube/cube': 1 },
      },
    })
  })

  it('takes the highest common version by number, not by text', () => {
    const verdict = agree(
      side('a', { versions: { sync: ['1.0.0', '1.9.0', '1.10.0'] } }),
      side('bb', { versions: { sync: ['1.10.0', '1.9.0', '3.0.0'] } }),
    )
    expect(verdict).toMatchObject({ agreement: { versions: { sync: '1.10.0' } } })
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
    ['no common version of sync', { versions: { sync: ['2.0.0'] } }, 'versions.sync'],
    ['no sync at all', { versions: {} }, 'versions.sync'],
    ['no dag-cbor', { codecs: [0x55] }, 'codecs'],
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
    ['schema ranges that do not meet', { schemas: [schema(2, 3)] }, 'schemas.memcube/cube'],
    ['the same schema version with another text', { schemas: [schema(1, 1, 9)] }, 'schemas.memcube/cube'],
    ['a cube schema that one side lacks', { schemas: [] }, 'schemas.memcube/cube'],
    ['no common memory type', { types: ['hologram'] }, 'types'],
  ])('is store-only for %s', (_, changes, field) => {
    expect(agree(side('a', changes), side('bb'))).toMatchObject({
      type: 'agreed',
      agreement: { result: 'store-only', reason: { field } },
    })
  })
})
