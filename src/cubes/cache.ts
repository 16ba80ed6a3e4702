/** The cache of cubes of others, as those see it who fill it and read from it. `care/cache` keeps it. */

/** Why a pull does not fit, in bytes; `needed` is with its index. */
export interface Shortage {
  needed: number
  used: number
  max: number
  freeable: number
}

export interface Cache {
  /** These cubes were recalled or read. */
  used(cubes: Iterable<string>): void
  /** Evicts what has to give way to so many blocks of a cube. @returns why they do not fit even then */
  makeRoom(cube: string, offer: { blocks: number; bytes: number }): Promise<Shortage | undefined>
  /** So many bytes were staged for a cube. */
  staged(cube: string, bytes: number): void
  /** What was staged for a cube is of no use. */
  discarded(cube: string): void
  /** A pull ended, with so many bytes written. */
  pulled(cube: string, bytes: number): Promise<void>
  /** Evicts what is more than allowed. @returns how many cubes went */
  shrink(): Promise<number>
  usage(): Promise<{ usedBytes: number; maxBytes: number | null }>
  /** Writes when cubes were used. */
  flush(): Promise<void>
}
