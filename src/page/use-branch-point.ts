import { useCall } from './use-call.ts'

/** Of longer histories nobody reviews a branch here; then the two states are compared as they are. Guess. */
const mostCommits = 2_000

/**
 * The newest commit that both branches have: what one of them did since then is what it would bring. Undefined until it is known,
 * `none` where there is none.
 */
export function useBranchPoint(cube: string, a: string, b: string | undefined): string | undefined {
  const name = b === undefined ? undefined : 'log'
  const ours = useCall(name, { cube, branch: a, limit: mostCommits }, ['cubes'])
  const theirs = useCall(name, { cube, branch: b, limit: mostCommits }, ['cubes'])
  if (ours.error !== undefined || theirs.error !== undefined) return 'none'
  if (ours.data === undefined || theirs.data === undefined) return undefined
  const known = new Set(ours.data.commits.map(({ commit }) => commit))
  return theirs.data.commits.find(({ commit }) => known.has(commit))?.commit ?? 'none'
}
