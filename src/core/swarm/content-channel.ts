/**
 * Frames between members, sealed under the content secret of an epoch. Each side begins with a hello of its epoch and a
 * salt; both hellos are in the key of each direction, so no frame is of use in another channel, direction or run. The
 * frames of a direction are counted in their nonces, as in STREAM (Hoang, Reyhanitabar, Rogaway and Vizár 2015): what is
 * altered, repeated, left out or cut off at the end is noticed. Pure; salts come from the caller.
 * Spec: protocols/swarm/spec.md, "Content between members".
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { hchacha } from '@noble/ciphers/chacha.js'
import type { CID } from 'multiformats/cid'
import { deriveKey } from './derive.ts'
import { SwarmError } from './swarm-error.ts'

const SALT_BYTES = 32
const CHANNEL_HELLO_BYTES = 4 + SALT_BYTES
/** Largest frame of the protocols inside, and of the wire: as without sealing. */
const MAX_BYTES = 1024 * 1024
const TAG_BYTES = 16
/** What a sealed frame has besides its text: the kind and the tag. */
const EXTRA_BYTES = 1 + TAG_BYTES
/** Text in one sealed frame; a longer frame goes on in the next. */
const PIECE_BYTES = MAX_BYTES - EXTRA_BYTES

/** What a sealed frame is; the last byte of its nonce. */
const KIND = Object.freeze({ whole: 0, goesOn: 1, end: 2 })

interface ChannelHello {
  /** The epoch under which this side seals. */
  epoch: number
  /** 32 random bytes that are used for nothing else. */
  salt: Uint8Array
}

export interface ChannelNames {
  swarm: CID
  /** As on the wire. */
  protocol: string
  /** Peer ids as text: who opened the channel, and who answers. */
  opener: string
  answerer: string
}

/** Who sends. */
export type ChannelSide = 'opener' | 'answerer'

export interface FrameSealer {
  /** One frame as one or two sealed ones. @throws {SwarmError} ERR_LIMIT above 1 MiB */
  seal(frame: Uint8Array): Uint8Array[]
  /** The last frame of this direction. */
  end(): Uint8Array
}

export interface FrameOpener {
  /**
   * @returns the frame; undefined when more of it is to come; 'end' when the sender has said that nothing comes any more
   * @throws {SwarmError} ERR_UNVERIFIABLE for what is altered, repeated, out of order, after the end or of another channel
   */
  open(sealed: Uint8Array): Uint8Array | undefined | 'end'
}

/**
 * @param salt 32 random bytes
 * @returns 36 bytes: the epoch, big-endian, and the salt
 * @throws {SwarmError} ERR_INVALID_INPUT
 */
export function encodeChannelHello({ epoch, salt }: ChannelHello): Uint8Array {
  if (salt.length !== SALT_BYTES)
    throw new SwarmError('ERR_INVALID_INPUT', `a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  const hello = new Uint8Array(CHANNEL_HELLO_BYTES)
  new DataView(hello.buffer).setUint32(0, epoch)
  hello.set(salt, 4)
  return hello
}

/** @throws {SwarmError} ERR_INVALID_INPUT */
export function parseChannelHello(bytes: Uint8Array): ChannelHello {
  if (bytes.length !== CHANNEL_HELLO_BYTES)
    throw new SwarmError(
      'ERR_INVALID_INPUT',
      `expected the ${CHANNEL_HELLO_BYTES} bytes with which a channel of a swarm begins, got ${bytes.length}`,
    )
  const epoch = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return { epoch, salt: bytes.slice(4) }
}

/**
 * The key of one direction.
 * @param content of the epoch that the sender says in its hello
 */
export function channelKey(
  content: Uint8Array,
  { swarm, protocol, opener, answerer }: ChannelNames,
  hellos: Record<ChannelSide, Uint8Array>,
  sender: ChannelSide,
): Uint8Array {
  return deriveKey(content, 'memcube/swarm/channel/1', [
    swarm,
    protocol,
    opener,
    answerer,
    hellos.opener,
    hellos.answerer,
    sender,
  ])
}

/** @param key of one channel and direction, for this one sealer alone */
export function createSealer(key: Uint8Array): FrameSealer {
  const cipher = createCipher(key)
  let count = 0
  let ended = false
  const sealed = (kind: number, text: Uint8Array): Uint8Array => {
    if (ended) throw new SwarmError('ERR_INTERNAL', 'the last frame of this channel was sealed already')
    ended = kind === KIND.end
    return cipher.seal(count++, kind, text)
  }
  return {
    seal(frame) {
      if (frame.length > MAX_BYTES)
        throw new SwarmError(
          'ERR_LIMIT',
          `expected a frame of at most ${MAX_BYTES} bytes, got ${frame.length}`,
        )
      if (frame.length <= PIECE_BYTES) return [sealed(KIND.whole, frame)]
      return [
        sealed(KIND.goesOn, frame.subarray(0, PIECE_BYTES)),
        sealed(KIND.whole, frame.subarray(PIECE_BYTES)),
      ]
    },
    end: () => sealed(KIND.end, new Uint8Array()),
  }
}

/** @param key of one channel and direction, for this one opener alone */
export function createOpener(key: Uint8Array): FrameOpener {
  const cipher = createCipher(key)
  let count = 0
  let ended = false
  let begun: Uint8Array | undefined
  return {
    open(sealed) {
      const kind = sealed[0]
      if (ended || kind === undefined || kind > KIND.end || sealed.length < EXTRA_BYTES) throw notOfHere()
      const text = cipher.open(count++, kind, sealed)
      const isMiddle = begun !== undefined
      if (kind === KIND.end) {
        if (isMiddle || text.length > 0) throw notOfHere()
        ended = true
        return 'end'
      }
      if (kind === KIND.goesOn) {
        // A frame has one way to be cut, and at most two pieces.
        if (isMiddle || text.length !== PIECE_BYTES) throw notOfHere()
        begun = text
        return undefined
      }
      if (begun === undefined) return text
      if (text.length === 0 || text.length > EXTRA_BYTES) throw notOfHere()
      const frame = new Uint8Array(begun.length + text.length)
      frame.set(begun)
      frame.set(text, begun.length)
      begun = undefined
      return frame
    },
  }
}

interface CountedCipher {
  /** @returns the kind, the ciphertext and the tag */
  seal(count: number, kind: number, text: Uint8Array): Uint8Array
  open(count: number, kind: number, sealed: Uint8Array): Uint8Array
}

/**
 * XChaCha20-Poly1305 with nonces that share their first 16 bytes, zeros: the step of HChaCha20 is the same for all of them and
 * is done once, with @noble/ciphers; what is left is the ChaCha20-Poly1305 of RFC 8439, which Node has in native code.
 */
function createCipher(key: Uint8Array): CountedCipher {
  const subkey = hchacha20(key)
  const nonce = new Uint8Array(12)
  const nonceFor = (count: number, kind: number): Uint8Array => {
    // 7 bytes of the count, then the kind.
    new DataView(nonce.buffer).setBigUint64(4, (BigInt(count) << 8n) | BigInt(kind))
    return nonce
  }
  const options = { authTagLength: TAG_BYTES }
  return {
    seal(count, kind, text) {
      const cipher = createCipheriv('chacha20-poly1305', subkey, nonceFor(count, kind), options)
      const sealed = new Uint8Array(text.length + EXTRA_BYTES)
      sealed[0] = kind
      sealed.set(cipher.update(text), 1)
      cipher.final()
      sealed.set(cipher.getAuthTag(), sealed.length - TAG_BYTES)
      return sealed
    },
    open(count, kind, sealed) {
      const decipher = createDecipheriv('chacha20-poly1305', subkey, nonceFor(count, kind), options)
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      const text = decipher.update(sealed.subarray(1, sealed.length - TAG_BYTES))
      try {
        decipher.final()
      } catch (cause) {
        throw notOfHere(cause)
      }
      return new Uint8Array(text.buffer, text.byteOffset, text.length)
    },
  }
}

/** HChaCha20 of a key and 16 zero bytes (draft-irtf-cfrg-xchacha-03, section 2.2). */
function hchacha20(key: Uint8Array): Uint8Array {
  const subkey = new Uint8Array(32)
  hchacha(words(SIGMA), words(key), new Uint32Array(4), new Uint32Array(subkey.buffer))
  return subkey
}

/** The bytes as the library reads them: words in the order of the machine, which it minds. */
function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}

/** The constant of ChaCha20, RFC 8439 section 2.3. */
const SIGMA = new TextEncoder().encode('expand 32-byte k')

function notOfHere(cause?: unknown): SwarmError {
  return new SwarmError(
    'ERR_UNVERIFIABLE',
    'a frame of a member is altered, repeated, out of order or of another channel',
    { cause },
  )
}
