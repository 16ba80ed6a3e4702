/** Who may see which cube. Pure. */
import type { CubeRecord } from './cube-record.ts'
import type { AuthorRecord } from './tier.ts'

/**
 * Whether other nodes may see and pull a cube from here: our own once they are published, those of others because they
 * were public when they were pulled. What a blocked author wrote is not passed on, nor a part: who pulls a cube wants the whole.
 */
export function isPublic(record: CubeRecord, author: AuthorRecord | undefined): boolean {
  if (record.own) return record.published
  return record.part === undefined && record.withdrawn !== true && author?.blocked !== true
}
