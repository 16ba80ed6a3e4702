/**
 * The messages of AutoNAT v2 as bytes: "dial me there", and the number that proves that somebody did. Pure.
 * https://github.com/libp2p/specs/blob/master/autonat/autonat-v2.md
 */
import { readFields, withFixed64, withLength, withVarint, type ReadField } from '../protobuf-fields.ts'

export const DIAL_REQUEST_PROTOCOL = '/libp2p/autonat/2/dial-request'
export const DIAL_BACK_PROTOCOL = '/libp2p/autonat/2/dial-back'
/** A request with 16 addresses is 1 KiB, a piece of dial data 4 KiB. */
export const MAX_MESSAGE_BYTES = 8 * 1024

const OK = 200
export const DIAL_STATUS = { ok: OK, dialError: 100, dialBackError: 101 }
export const RESPONSE_STATUS = { ok: OK, rejected: 100, refused: 101 }

export type AutonatMessage =
  | { is: 'dial-request'; addresses: Uint8Array[]; nonce: bigint }
  | { is: 'dial-response'; status: number; dialStatus: number }
  | { is: 'data-request'; bytes: number }
  | { is: 'data' }

export function encodeDialRequest(address: Uint8Array, nonce: bigint): Uint8Array {
  return withLength(1, Buffer.concat([withLength(1, address), withFixed64(2, nonce)]))
}

export function encodeDialResponse(status: number, dialStatus: number): Uint8Array {
  return withLength(2, Buffer.concat([withVarint(1, status), withVarint(2, 0), withVarint(3, dialStatus)]))
}

export function encodeDialData(bytes: number): Uint8Array {
  return withLength(4, withLength(1, new Uint8Array(bytes)))
}

/** What carries a nonce, and the answer to it, which says nothing. */
export function encodeDialBack(nonce: bigint): Uint8Array {
  return withFixed64(1, nonce)
}
export const DIAL_BACK_ANSWER = withVarint(1, 0)

/** @returns undefined for what is none of it */
export function decodeAutonat(bytes: Uint8Array): AutonatMessage | undefined {
  const [one] = readFields(bytes) ?? []
  const fields = one?.body === undefined ? undefined : readFields(one.body)
  if (one === undefined || fields === undefined) return undefined
  const number = (at: number): number => Number(fields.find((field) => field.number === at)?.value ?? 0n)
  switch (one.number) {
    case 1:
      return dialRequest(fields)
    case 2:
      return { is: 'dial-response', status: number(1), dialStatus: number(3) }
    case 3:
      return { is: 'data-request', bytes: number(2) }
    case 4:
      return { is: 'data' }
    default:
      return undefined
  }
}

function dialRequest(fields: readonly ReadField[]): AutonatMessage | undefined {
  const addresses = fields.flatMap(({ number, body }) => (number === 1 && body !== undefined ? [body] : []))
  const nonce = fields.find(({ number }) => number === 2)?.value
  return nonce === undefined ? undefined : { is: 'dial-request', addresses, nonce }
}

/** @returns undefined for what is none */
export function decodeDialBack(bytes: Uint8Array): bigint | undefined {
  return readFields(bytes)?.find(({ number }) => number === 1)?.value
}
