/** What this home remembers of a mirror that it writes: a small record beside the mirror, local and derived. */
import type { CID } from 'multiformats/cid'
import type { RecordPut, Store } from '../../storage/index.ts'

export interface MirrorState {
  /** Id of the mirror. */
  mirror: string
  /** The epoch in which its names were blinded. */
  epoch: number
  /** The statement that was sealed last: a head, or a withdrawal. */
  statement: Uint8Array
  /** Commits of the plain cube whose states are in it. */
  tips: CID[]
  /** Blocks in it when all of it was sealed anew. */
  whole: number
  /** Blocks sealed since. */
  since: number
  /** By the number of each epoch under which something in it is sealed: the print of its secret. */
  epochs: Record<string, Uint8Array>
  /** Memories of the cube that had been forgotten when all of it was sealed anew: CIDs as text. */
  forgotten: string[]
}

/**
 * What the space of the swarm remembers of the same mirror. Mirrors can be made again, so their folder may be lost; the
 * numbers of their heads must go on all the same, for a number that is used twice is a second history.
 */
export interface MirrorMark {
  mirror: string
  epoch: number
  /** Of a head that was signed; those that were signed after it may not be noted. */
  seq: number
}

const keyOf = (cube: string): string => `sealed/${cube}`

const markOf = (cube: string): string => `mirror/${cube}`

/** @param plain the store of the cubes @param cube id of the plain cube */
export function readMirrorMark(plain: Store, cube: string): Promise<MirrorMark | undefined> {
  return plain.records<MirrorMark>('membership').get(markOf(cube))
}

export function mirrorMarkPut(cube: string, value: MirrorMark): RecordPut {
  return { space: 'membership', key: markOf(cube), value }
}

/** @param cube id of the plain cube */
export function readMirrorState(store: Store, cube: string): Promise<MirrorState | undefined> {
  return store.records<MirrorState>('membership').get(keyOf(cube))
}

export function mirrorStatePut(cube: string, value: MirrorState): RecordPut {
  return { space: 'membership', key: keyOf(cube), value }
}
