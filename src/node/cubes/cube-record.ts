/**
 * What this node knows about a cube, kept as one small record per cube in the store. It is local: nothing in it is
 * signed or shared, and all but the name, the wishes (`published`, `followed`) and the branch can be derived from blocks.
 */
import type { CID } from 'multiformats/cid'
import type { CubeInfo } from '../../core/cube/index.ts'

export type Role = 'own' | 'fork' | 'followed' | 'cached'

export interface CubeRecord {
  /** Cube id as text. */
  cube: string
  /** The name it goes by in this home; unique here. */
  name: string
  /** `did:key` of the author. */
  author: string
  own: boolean
  followed: boolean
  published: boolean
  /** The branch that verbs read and write when they name none. */
  branch: string
  /** The signed head that is current here, as bytes. */
  head: Uint8Array
  seq: number
  /** Commit of the current branch. */
  commit: CID
  /** Memories in it, reserved entries not counted. */
  memories: number
  info: CubeInfo
  /** Milliseconds since the Unix epoch until which the head is taken as current. */
  expires: number
  /** The head was seen with another head of the same sequence number. */
  forked?: boolean
  /** Its author unpublished it: what is here stays readable here and is not passed on. */
  withdrawn?: boolean
  forkOf?: { cube: CID; commit: CID }
}

export function roleOf(record: CubeRecord): Role {
  if (record.own) return record.forkOf === undefined ? 'own' : 'fork'
  return record.followed ? 'followed' : 'cached'
}

/** Whether the head may still be called current: its author re-signs it before it expires. */
export function isFresh(record: CubeRecord, nowMs: number): boolean {
  return record.own || record.expires > nowMs
}
