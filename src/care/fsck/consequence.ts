/** What a problem that stays means for the person whose home it is. Pure. */
import type { Problem } from './problem.ts'

export function consequence({ kind, key, commit, cid }: Problem, name: string | undefined): string {
  const cube = name === undefined ? 'a cube' : `the cube "${name}"`
  switch (kind) {
    case 'missing':
    case 'corrupt':
      return key === undefined
        ? `${cube}: ${commit === undefined ? 'it' : `the state of commit ${commit}`} cannot be read in full until a peer that has block ${cid} is reachable`
        : `${cube}: the memory under "${key}" at commit ${commit ?? 'unknown'} cannot be read until a peer that has it is reachable; add it again if you have it elsewhere`
    case 'unverifiable':
      return `${cube}: what is signed does not hold, and no copy of it would; ask its author, or pull it again`
    case 'rollback':
      return `${cube}: a newer head was accepted than is shown; older ones stay refused; pull it when a peer that has it is reachable`
    case 'record':
      return `${cube}: its record cannot be made again from what is here; pull it again, or restore the home from a backup`
    case 'files':
      return 'some of what was written is lost; the other problems say what, and the damaged files are kept beside the store'
    case 'staging':
      return 'an interrupted pull starts anew'
    case 'index':
      return `${cube}: recall does not find all of it until its other problems are settled`
  }
}
