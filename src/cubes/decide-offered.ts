/**
 * Which heads of a cube with several authors others may see here. Invariant: what this home signed leaves it only when it is
 * published; what others wrote is theirs to give. Pure.
 */
import { genesisFirst, type KnownHead } from './known-heads.ts'

/** @param genesis keys of the authors of the genesis: who knows no rosters believes them, so theirs come first */
export function decideOffered(
  heads: readonly KnownHead[],
  genesis: readonly Uint8Array[],
  { published, self }: { published: boolean; self: string },
): KnownHead[] {
  return genesisFirst(heads, genesis).filter(({ author }) => published || author !== self)
}
