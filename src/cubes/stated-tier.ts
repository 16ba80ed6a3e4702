/**
 * How far the owner of a cube trusts what came from a file: said when it was imported, and kept among the data of each
 * memory. It only ever lowers trust: nothing is trusted further than who signed it.
 */
import type { Memory } from '../core/cube/index.ts'
import type { Origin } from '../core/merge/index.ts'
import { tiers, type Tier } from './tier.ts'

/** The field of `data`; no program has a reason to call one of its own so. */
export const tierField = 'memcube/tier'

const prefix = 'tier:'

/** Stands beside the author among those whose word a memory is. No did looks like it. */
export function originOfTier({ data }: Pick<Memory, 'data'>, cube: string): Origin | undefined {
  const said = tiers.find((tier) => tier === data?.[tierField])
  return said === undefined || said === 'own' ? undefined : { author: prefix + said, cube }
}

export function tierOfOrigin({ author }: Origin): Tier | undefined {
  return tiers.find((tier) => author === prefix + tier)
}
