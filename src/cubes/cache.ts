/** The cache of cubes of others, as those see it who fill it and read from it. `care/cache` keeps it. */

/** Why a pull does not fit, in bytes; `needed` is with its index. */
export interface Shortage {
  needed: number
  used: number
  max: number
  freeable: number
  /** The pull was for a seed: `max` is what that has room for. */
  forSeed?: true
}

/** What a pull for a seed may bring. */
export interface Allowance {
  /** What was asked for when it was refused, with its index; undefined while nothing was. */
  refused(): number | undefined
  /** What was granted so far. */
  used(): number
  end(): void
}

/** What there is of others. */
export interface Holdings {
  /** What each cube of others takes, with its index. */
  cubes: Map<string, number>
  /** What is staged for pulls, and promised to those under way. */
  otherBytes: number
  maxBytes: number | null
}

export interface Extent {
  blocks: number
  bytes: number
}

export interface Cache {
  /** These cubes were recalled or read. */
  used(cubes: Iterable<string>): void
  /** Evicts what has to give way to so many blocks of a cube. @param offer with what of it had room before @returns why they do not fit even then */
  makeRoom(cube: string, offer: Extent & { accepted?: Extent }): Promise<Shortage | undefined>
  /** Pulls of a cube are for a seed until `end`: they may bring so many bytes with their index, and nothing gives way to them. */
  allow(cube: string, bytes: number): Allowance
  /** So many bytes were staged for a cube. */
  staged(cube: string, bytes: number): void
  /** What was staged for a cube is of no use. */
  discarded(cube: string): void
  /** Deletes what was staged for a cube that is not being pulled. */
  discard(cube: string): Promise<void>
  /** A pull ended, with so many bytes written. */
  pulled(cube: string, bytes: number): Promise<void>
  /** Evicts what is more than allowed. @returns how many cubes went */
  shrink(): Promise<number>
  usage(): Promise<{ usedBytes: number; maxBytes: number | null }>
  holdings(): Promise<Holdings>
  /** Writes when cubes were used. */
  flush(): Promise<void>
}
