import { TreeError } from './tree-error.ts'

export interface TreeOptions {
  /** Leading zero bits of sha256(key) per level; the expected fan-out is 2 to this power. */
  bitsPerLevel: number
}

/**
 * 5 gives a fan-out of 32: nodes of about 2.5 KiB, so that one change in 100,000 entries rewrites three or four
 * blocks of a size that disks and networks move well. AT Protocol uses 2.
 */
export const DEFAULT_TREE_OPTIONS: Readonly<TreeOptions> = Object.freeze({ bitsPerLevel: 5 })

// 8 is a fan-out of 256 and nodes of 20 KiB; above that one change would rewrite more than it says. A guess.
const MAX_BITS_PER_LEVEL = 8

/** The bits per level that the options ask for. @throws TreeError ERR_INVALID_INPUT */
export function bitsPerLevelOf(options: Partial<TreeOptions> | undefined): number {
  const bits = options?.bitsPerLevel ?? DEFAULT_TREE_OPTIONS.bitsPerLevel
  if (!Number.isInteger(bits) || bits < 1 || bits > MAX_BITS_PER_LEVEL) {
    throw new TreeError(
      'ERR_INVALID_INPUT',
      `bitsPerLevel must be a whole number from 1 to ${MAX_BITS_PER_LEVEL}, not ${bits}`,
    )
  }
  return bits
}
