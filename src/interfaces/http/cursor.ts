/**
 * Where a list goes on: opaque to clients, and made so that only this home, this list and these filters take it back.
 *
 * base64url of a tag and the JSON of a place. The tag is HMAC-SHA256 under the API token, cut to 16 bytes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { MemCubeError } from '../../core/errors.ts'

export interface ListPlace {
  /** Id of the last item that was given. */
  id: string
  /** How many were given so far: where to go on when that item is gone. */
  index: number
}

export interface Cursors {
  /** @param list names the list with its filters */
  seal(list: string, place: ListPlace): string
  /** @throws ERR_INVALID_INPUT for a cursor that this list did not give */
  open(list: string, cursor: string): ListPlace
}

const tagBytes = 16
/** Far more than the longest key makes. */
const maxCursorChars = 8_192

export function createCursors(secret: string): Cursors {
  const tagOf = (list: string, place: Buffer): Buffer =>
    createHmac('sha256', secret)
      .update('memcube cursor v1\0')
      .update(`${list}\0`)
      .update(place)
      .digest()
      .subarray(0, tagBytes)
  return {
    seal(list, { id, index }) {
      const place = Buffer.from(JSON.stringify([id, index]))
      return Buffer.concat([tagOf(list, place), place]).toString('base64url')
    },
    open(list, cursor) {
      if (cursor.length > maxCursorChars) throw unknown()
      const bytes = Buffer.from(cursor, 'base64url')
      const [tag, place] = [bytes.subarray(0, tagBytes), bytes.subarray(tagBytes)]
      if (tag.length !== tagBytes || !timingSafeEqual(tag, tagOf(list, place))) throw unknown()
      const [id, index] = JSON.parse(place.toString()) as [string, number]
      return { id, index }
    },
  }
}

function unknown(): MemCubeError {
  return new MemCubeError('ERR_INVALID_INPUT', 'the cursor is none that this list gave', {
    hint: 'use `next` of the page before, with the same filters; or begin again without a cursor',
  })
}
