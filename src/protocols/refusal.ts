// The refusal as a frame, the same in every protocol: `{ t: 'refused', class, code, field?, message }`. Pure.
import { encode } from '../core/codec/index.ts'
import { MAX_SENTENCE_CHARS, type Refusal, type RefusalClass } from './errors.ts'
import { asText, misshapen, optional, type Fields } from './fields.ts'

export const REFUSED = 'refused'

const CLASSES: readonly RefusalClass[] = Object.freeze([
  'incompatible',
  'unverifiable',
  'transient',
  'denied',
  'limit',
])
// Four bytes for every character that a sentence may have.
const MAX_SENTENCE_BYTES = MAX_SENTENCE_CHARS * 4

export function encodeRefusal(refusal: Refusal): Uint8Array {
  const { class: kind, code, field, message } = refusal
  return encode({
    t: REFUSED,
    class: kind,
    code,
    message: plainText(message),
    ...(field === undefined ? {} : { field }),
  })
}

/** @throws ProtocolError ERR_UNVERIFIABLE */
export function parseRefusal(fields: Fields): Refusal {
  const kind = CLASSES.find((known) => known === fields['class'])
  if (kind === undefined) throw misshapen('class', `one of ${CLASSES.join(', ')}`, fields['class'])
  const code = asText(fields['code'], 'code', 64)
  if (!/^ERR_[A-Z_]+$/.test(code)) throw misshapen('code', 'an error code', code)
  const field = optional(fields['field'], (value) => plainText(asText(value, 'field', 128)))
  const message = plainText(asText(fields['message'], 'message', MAX_SENTENCE_BYTES))
  return { class: kind, code, message, ...(field === undefined ? {} : { field }) }
}

/** A peer's sentence as it may stand in a log or on a terminal: one line, no control or direction-changing characters. */
function plainText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, MAX_SENTENCE_CHARS)
    .toWellFormed()
}
