/** Frames between members, sealed under the content secret of an epoch. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import {
  channelKey,
  createOpener,
  createSealer,
  encodeChannelHello,
  parseChannelHello,
  type ChannelNames,
  type ChannelSide,
} from '../../../src/core/swarm/index.ts'

const swarm = CID.parse('bafyreigdmqpykrgxyaxtlafqpqhzrb7qy2rh75nldvfd4tucqmqqme5yje')
const other = CID.parse('bafyreib74zrmrj6qbrmzbnepptegc5bxwaw3bepehjknuhrcrsldnlnajy')
const content = new Uint8Array(32).fill(7)
const names: ChannelNames = { swarm, protocol: '/memcube/swarm-x/sync/1.0.0', opener: 'a', answerer: 'b' }
const hellos: Record<ChannelSide, Uint8Array> = {
  opener: encodeChannelHello({ epoch: 3, salt: new Uint8Array(32).fill(1) }),
  answerer: encodeChannelHello({ epoch: 3, salt: new Uint8Array(32).fill(2) }),
}
const key = channelKey(content, names, hellos, 'opener')
const mebibyte = 1024 * 1024
const refused = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error

function sealedAll(frames: readonly Uint8Array[]): Uint8Array[] {
  const sealer = createSealer(key)
  return [...frames.flatMap((frame) => sealer.seal(frame)), sealer.end()]
}

function openedAll(sealed: readonly Uint8Array[], under = key): (Uint8Array | 'end')[] {
  const opener = createOpener(under)
  return sealed.flatMap((one) => opener.open(one) ?? [])
}

const someFrames = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 })

describe('sealed frames', () => {
  it('come out as they went in, with their end', () => {
    fc.assert(
      fc.property(someFrames, (frames) => {
        expect(openedAll(sealedAll(frames))).toEqual([...frames, 'end'])
      }),
      { seed: 1 },
    )
  })

  it('are those of XChaCha20-Poly1305 with 16 zeros, the count and the kind as nonce', () => {
    const frames = [Uint8Array.of(1, 2, 3), new Uint8Array(70_000).fill(9), new Uint8Array()]
    for (const [at, sealed] of sealedAll(frames).entries()) {
      const isEnd = at === frames.length
      const nonce = new Uint8Array(24)
      nonce[22] = at
      nonce[23] = isEnd ? 2 : 0
      const text = xchacha20poly1305(key, nonce).decrypt(sealed.subarray(1))
      expect([sealed[0], text]).toEqual([isEnd ? 2 : 0, isEnd ? new Uint8Array() : frames[at]])
    }
  })

  it('count further than one byte', () => {
    const sealer = createSealer(key)
    const opener = createOpener(key)
    for (let at = 0; at < 1_000; at++)
      expect((opener.open(sealer.seal(Uint8Array.of(at & 0xff))[0]!) as Uint8Array)[0]).toBe(at & 0xff)
  })

  it('of any length up to 1 MiB pass, those that need two pieces too, and a longer one is refused', () => {
    for (const length of [0, 1, mebibyte - 18, mebibyte - 17, mebibyte - 16, mebibyte]) {
      const frame = new Uint8Array(length).fill(length % 251)
      const sealed = sealedAll([frame])
      expect(sealed.length).toBe(length > mebibyte - 17 ? 3 : 2)
      expect(Math.max(...sealed.map((one) => one.length))).toBeLessThanOrEqual(mebibyte)
      const [opened] = openedAll(sealed)
      expect(Buffer.compare(opened as Uint8Array, frame)).toBe(0)
    }
    expect(() => createSealer(key).seal(new Uint8Array(mebibyte + 1))).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }) as Error,
    )
  })

  it('are refused once a bit is altered, one is left out, repeated or swapped', () => {
    fc.assert(
      fc.property(
        someFrames,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('flip', 'drop', 'repeat', 'swap'),
        (...given) => {
          const [frames, a, b, how] = given
          const sealed = sealedAll(frames)
          const at = a % sealed.length
          const one = sealed[at]!
          if (how === 'flip') {
            const bit = b % (one.length * 8)
            sealed[at] = one.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
          }
          if (how === 'repeat') sealed.splice(at, 0, one)
          if (how === 'swap') {
            const from = at % (sealed.length - 1)
            sealed.splice(from, 2, sealed[from + 1]!, sealed[from]!)
          }
          if (how === 'drop') {
            sealed.splice(at, 1)
            // What is cut off at the end lacks the word that it ends.
            if (at === sealed.length) {
              expect(openedAll(sealed)).not.toContain('end')
              return
            }
          }
          expect(() => openedAll(sealed)).toThrow(refused)
        },
      ),
      { seed: 2 },
    )
  })

  it('are refused after the end, without a tag, and of a kind that there is not', () => {
    const sealer = createSealer(key)
    const [first] = sealer.seal(Uint8Array.of(1))
    const opener = createOpener(key)
    opener.open(first!)
    expect(opener.open(sealer.end())).toBe('end')
    // Of somebody with the key, who does not stop at the end.
    const longer = createSealer(key)
    const [, , third] = [1, 2, 3].flatMap((byte) => longer.seal(Uint8Array.of(byte)))
    expect(() => opener.open(third!)).toThrow(refused)
    expect(() => opener.open(first!)).toThrow(refused)
    expect(() => sealer.end()).toThrow(expect.objectContaining({ code: 'ERR_INTERNAL' }) as Error)
    for (const bytes of [new Uint8Array(), Uint8Array.of(0), new Uint8Array(16), new Uint8Array(40).fill(3)])
      expect(() => createOpener(key).open(bytes)).toThrow(refused)
  })

  it('are refused whatever the bytes are that somebody without the key made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (made) => {
        expect(() => createOpener(key).open(made)).toThrow(refused)
      }),
      { seed: 3 },
    )
  })

  it('take no other cut into pieces than the one there is', () => {
    // Sealed by somebody who holds the key and does not keep to it.
    const piece = (count: number, kind: number, text: Uint8Array): Uint8Array => {
      const nonce = new Uint8Array(24)
      nonce[22] = count
      nonce[23] = kind
      return Uint8Array.from([kind, ...xchacha20poly1305(key, nonce).encrypt(text)])
    }
    const full = new Uint8Array(mebibyte - 17)
    const begun = piece(0, 1, full)
    expect(() => openedAll([piece(0, 1, Uint8Array.of(1))])).toThrow(refused)
    expect(() => openedAll([begun, piece(1, 1, full)])).toThrow(refused)
    expect(() => openedAll([begun, piece(1, 2, new Uint8Array())])).toThrow(refused)
    expect(() => openedAll([begun, piece(1, 0, new Uint8Array(18))])).toThrow(refused)
    expect(() => openedAll([begun, piece(1, 0, new Uint8Array())])).toThrow(refused)
    expect(() => openedAll([piece(0, 2, Uint8Array.of(1))])).toThrow(refused)
    expect((openedAll([begun, piece(1, 0, new Uint8Array(17))])[0] as Uint8Array).length).toBe(mebibyte)
  })

  it('open under the key of their own channel, direction, epoch and run alone', () => {
    const elsewhere: [string, Uint8Array][] = [
      ['another secret', channelKey(new Uint8Array(32).fill(8), names, hellos, 'opener')],
      ['the other direction', channelKey(content, names, hellos, 'answerer')],
      ['another swarm', channelKey(content, { ...names, swarm: other }, hellos, 'opener')],
      ['another protocol', channelKey(content, { ...names, protocol: '/x' }, hellos, 'opener')],
      ['swapped peers', channelKey(content, { ...names, opener: 'b', answerer: 'a' }, hellos, 'opener')],
      ['another peer', channelKey(content, { ...names, answerer: 'c' }, hellos, 'opener')],
    ]
    for (const side of ['opener', 'answerer'] as const)
      for (const hello of [
        { epoch: 3, salt: new Uint8Array(32).fill(3) },
        { epoch: 2, salt: new Uint8Array(32).fill(side === 'opener' ? 1 : 2) },
      ])
        elsewhere.push([
          `another hello of the ${side}`,
          channelKey(content, names, { ...hellos, [side]: encodeChannelHello(hello) }, 'opener'),
        ])
    const sealed = sealedAll([Uint8Array.of(1)])
    for (const [what, under] of elsewhere) expect(() => openedAll(sealed, under), what).toThrow(refused)
    expect(new Set(elsewhere.map(([, one]) => Buffer.from(one).toString('hex'))).size).toBe(elsewhere.length)
  })
})

describe('a hello', () => {
  it('says the epoch and the salt', () => {
    const salt = new Uint8Array(32).fill(4)
    for (const epoch of [0, 1, 2 ** 32 - 1])
      expect(parseChannelHello(encodeChannelHello({ epoch, salt }))).toEqual({ epoch, salt })
  })

  it('of another length is refused', () => {
    const invalid = expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error
    for (const length of [0, 4, 35, 37])
      expect(() => parseChannelHello(new Uint8Array(length))).toThrow(invalid)
    expect(() => encodeChannelHello({ epoch: 1, salt: new Uint8Array(31) })).toThrow(invalid)
  })
})
