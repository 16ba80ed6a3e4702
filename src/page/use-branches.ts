import type { Branch } from './answers.ts'
import { useCall, type Answer } from './use-call.ts'

/** The branches there are: without a name the call lists them. */
export function useBranches(cube: string): Answer<Branch[]> {
  const { data, ...rest } = useCall('branch', { cube }, ['cubes'])
  return data !== undefined && 'branches' in data ? { ...rest, data: data.branches } : rest
}
