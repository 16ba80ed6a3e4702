/** Hellos and messages of sync, bent at random: what is taken must be read alike, the rest refused by both. */
import { readFileSync } from 'node:fs'
import { decode, encode } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { parseHandshake } from '../../../src/protocols/handshake/messages.ts'
import {
  encodeMessage,
  parseClientMessage,
  parseServerMessage,
} from '../../../src/protocols/sync/messages.ts'
import { PROTOCOL_FOLDERS } from '../../../scripts/vectors/protocols.ts'
import { plain } from '../../../scripts/vectors/protocols/plain.ts'
import { bytesOf, hexOf, type Judged } from './inputs.ts'
import { bent } from './kinds.ts'
import type { Random } from './random.ts'

interface Frame {
  name: string
  from?: string
  hex: string
}

/** Control frames alone: a chunk is no map. */
const framesIn = (path: string): Frame[] =>
  (JSON.parse(readFileSync(new URL(path, PROTOCOL_FOLDERS), 'utf8')) as { cases: Frame[] }).cases.filter(
    ({ hex }) => !hex.startsWith('00'),
  )

/** @param read gives what a vector of this kind says beside the bytes; undefined for what such a file does not hold */
function judged(
  random: Random,
  { count, known, read }: { count: number; known: Frame[]; read: (frame: Frame) => object | undefined },
): Judged {
  const found: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const { hex, ...rest } = random.pick(known)
    let value = decode<unknown>(bytesOf(hex))
    for (let times = random.int(3); times > 0; times--) value = bent(random, value)
    const frame = { ...rest, name: `${i} of ${rest.name}`, hex: hexOf(encode(value)) }
    try {
      const said = read(frame)
      if (said !== undefined) found.valid.push({ ...frame, ...said })
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      found.invalid.push({ ...frame, code: error.code })
    }
  }
  return found
}

export function messages(random: Random, count: number): Judged {
  const known = framesIn('sync/vectors/valid/messages.json').map(({ name, from, hex }) => ({
    name,
    from: from!,
    hex,
  }))
  const read = ({ from, hex }: Frame): object | undefined => {
    const message = (from === 'puller' ? parseClientMessage : parseServerMessage)(bytesOf(hex))
    // A long sentence of a stranger is cut where each program shows it.
    if (message.type === 'refused' && message.refusal.message.length >= 640) return undefined
    const isWhole = hexOf(encodeMessage(message)) === hex
    return { message: plain(message), ...(!isWhole && { rule: 'ignored' }) }
  }
  return judged(random, { count, known, read })
}

export function hellos(random: Random, count: number): Judged {
  const known = framesIn('handshake/vectors/valid/hellos.json').map(({ name, hex }) => ({ name, hex }))
  const read = ({ hex }: Frame): object | undefined => {
    const message = parseHandshake(bytesOf(hex))
    return message.type === 'hello' ? { hello: plain(message.hello) } : undefined
  }
  return judged(random, { count, known, read })
}
