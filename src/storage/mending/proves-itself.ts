import type { Entry } from '../database.ts'
import { hasHash } from '../has-hash.ts'
import { cidKeyBytes, cidOfKey, kindOfKey } from '../key-space.ts'
import { isSealed } from '../records.ts'

/** Whether an entry that was found in a damaged file is one that was written: a block by its hash, a record by its checksum. */
export function provesItself([key, value]: Entry): boolean {
  switch (kindOfKey(key)) {
    case 'block': {
      const cid = cidOfKey(key)
      return cid !== undefined && hasHash(cid, value)
    }
    case 'record':
      return isSealed(key, value)
    case 'staging':
      return value.length > 0 && value.length % cidKeyBytes === 0
    case 'aside':
      return true
    case 'elsewhere':
      return isSealed(key, value)
    default:
      return false
  }
}
