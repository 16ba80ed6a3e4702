/**
 * What the owner of a home wants mirrored and served for others: all cubes of a topic, those of an author, or one cube, each
 * within so many bytes. Local records; nothing of them is signed or shared.
 */
import type { RecordName, RecordPut } from '../../storage/index.ts'

export const seedKinds = ['topic', 'author', 'cube'] as const
export type SeedKind = (typeof seedKinds)[number]

/** A wish: what to mirror, and within what. */
export interface Seed {
  kind: SeedKind
  /** A topic as it is compared, a `did:key`, or a cube id. */
  what: string
  /** What its cubes may take with their index, as the cache counts it. */
  maxBytes: number
  sinceMs: number
  /** Of a cube that was named by a link or a ticket: where it said that the cube is. */
  addresses?: string[]
  /** What the last look around found. Absent before the first. */
  look?: SeedLook
}

export interface SeedLook {
  /** Milliseconds since the Unix epoch. */
  atMs: number
  /** Cubes that peers offered then and for which there was no room, with what they would take. */
  leftOut: number
  leftOutBytes: number
}

/** A cube that is here for a seed. */
export interface Seeded {
  cube: string
  /** `seedId` of the one whose budget it takes from. */
  seed: string
  /** Its authors by its genesis, the first one first. */
  authors: string[]
  /** Networks of the peers that offered it when it was taken. */
  networks: string[]
  /** Somebody had pulled it before: it stays when no seed wants it any more. */
  wasHere: boolean
}

const seedPrefix = 'seed/'
const seededPrefix = 'seeded/'

export function seedId({ kind, what }: Pick<Seed, 'kind' | 'what'>): string {
  return `${kind}/${what}`
}

export function seedName(id: string): RecordName {
  return { space: 'meta', key: seedPrefix + id }
}

export function seedEntry(seed: Seed): RecordPut {
  return { ...seedName(seedId(seed)), value: seed }
}

export function seededName(cube: string): RecordName {
  return { space: 'meta', key: seededPrefix + cube }
}

export function seededEntry(seeded: Seeded): RecordPut {
  return { ...seededName(seeded.cube), value: seeded }
}

export const seedRecords = { seeds: seedPrefix, seeded: seededPrefix } as const
