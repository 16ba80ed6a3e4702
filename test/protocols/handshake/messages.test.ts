import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import { createHelloProfile, ProtocolError, type Hello } from '../../../src/protocols/index.ts'
import { encodeHello, parseHandshake } from '../../../src/protocols/handshake/messages.ts'

const hello: Hello = {
  ...createHelloProfile({ network: 'main', agent: 'test/1', spaces: [{ id: 's', dim: 256 }] }),
  nonce: new Uint8Array(16),
}
const withField = (name: string, value: unknown) => encode({ t: 'hello', ...hello, [name]: value })

describe('a hello', () => {
  it('is read as it was written', () => {
    expect(parseHandshake(encodeHello(hello))).toEqual({ type: 'hello', hello })
  })

  it('may have fields that are not known', () => {
    expect(parseHandshake(withField('later', { x: 1 }))).toEqual({ type: 'hello', hello })
  })

  it.each<[string, string, unknown]>([
    ['network', 'an empty name', ''],
    ['network', 'a number', 7],
    ['network', 'a name with a control character', 'a\u001b[2J'],
    ['network', 'a name that reads backwards', 'a\u202eb'],
    ['versions', 'a list', []],
    ['versions', 'a version that is none', { sync: ['1.0'] }],
    [
      'versions',
      'too many protocols',
      Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, []])),
    ],
    ['schemas', 'a range upside down', [{ id: 'x', min: 2, max: 1, fingerprint: new Uint8Array(16) }]],
    ['schemas', 'a short fingerprint', [{ id: 'x', min: 1, max: 1, fingerprint: new Uint8Array(3) }]],
    ['codecs', 'a text', ['dag-cbor']],
    ['limits', 'a negative limit', { blockBytes: -1, frameBytes: 1, creditBytes: 1 }],
    ['nonce', 'too short', new Uint8Array(8)],
    ['agent', 'too long', 'x'.repeat(129)],
    ['t', 'another word', 'bye'],
  ])('whose %s is %s is refused', (name, _, value) => {
    expect(() => parseHandshake(withField(name, value))).toThrow(ProtocolError)
  })

  it('of more than 16 KiB is refused', () => {
    expect(() => parseHandshake(withField('padding', new Uint8Array(16 * 1024)))).toThrow(
      'at most 16384 bytes',
    )
  })

  it('is a value or a ProtocolError, whatever the bytes', () => {
    const valid = encodeHello(hello)
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, byte]) => valid.with(at, byte))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
        try {
          parseHandshake(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a refusal', () => {
  it('is one plain line, whatever the peer wrote', () => {
    const bytes = encode({
      t: 'refused',
      class: 'denied',
      code: 'ERR_DENIED',
      message: 'no\u001b[31m\nred\u202e',
    })
    expect(parseHandshake(bytes)).toEqual({
      type: 'refused',
      refusal: { class: 'denied', code: 'ERR_DENIED', message: 'no [31m red ' },
    })
  })

  it.each([{ class: 'bad' }, { code: 'no code' }, { message: '' }, { message: 7 }])(
    'with %o is refused itself',
    (change) => {
      expect(() =>
        parseHandshake(
          encode({ t: 'refused', class: 'denied', code: 'ERR_DENIED', message: 'x', ...change }),
        ),
      ).toThrow(ProtocolError)
    },
  )
})
