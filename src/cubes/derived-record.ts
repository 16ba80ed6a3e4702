/** What a record that stands for two memories says of them; `merges/dedupe.ts` makes it. */
import type { Memory } from '../core/cube/index.ts'
import type { Origin } from '../core/merge/index.ts'

/** The activity of a memory that took the place of two that say the same. */
export const dedupeActivity = 'dedupe'

/** Whose word both were, as the record keeps it among its data. Undefined for any other memory. */
export function inputsOfDerived({
  provenance,
  data,
}: Pick<Memory, 'provenance' | 'data'>): [Origin, ...Origin[]] | undefined {
  const said = provenance.activity === dedupeActivity ? data?.['inputs'] : undefined
  if (!Array.isArray(said)) return undefined
  const [first, ...others] = said.flatMap((input: unknown): Origin[] =>
    Array.isArray(input) && typeof input[0] === 'string' && typeof input[1] === 'string'
      ? [{ author: input[0], cube: input[1] }]
      : [],
  )
  return first === undefined ? undefined : [first, ...others]
}
