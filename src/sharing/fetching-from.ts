import type { Fetching } from '../cubes/merging/index.ts'
import type { CallOptions } from '../home/index.ts'
import type { NodeNetwork } from './interface.ts'

/** A merge that lacks history pulls it from peers, where there is a network. */
export function fetchingFrom(
  network: Pick<NodeNetwork, 'pull'> | undefined,
  { signal, progress }: CallOptions,
): Fetching {
  if (network === undefined) return { signal }
  const fetchCube = (cube: string): Promise<unknown> =>
    network.pull(cube, { signal, progress, from: undefined, depth: undefined })
  return { signal, fetchCube }
}
