/** Which branches a cube shows after one is published or taken back. Pure: nothing is written here. */
import type { CID } from 'multiformats/cid'
import { branchesOf, branchNamed, mainBranch, namedBranches } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { NodeError } from '../../home/index.ts'

export interface PlannedBranches {
  /** What the head names. */
  named: Record<string, CID>
  /** What stays in this home alone. */
  local: Record<string, CID>
  /** Tips that others can read then and could not before. */
  opened: CID[]
}

/**
 * What was published stays so. A cube that was private, or taken back, shows the branches that are named and no other.
 * @param ofOthers branches that other authors of the cube have published
 * @throws ERR_NOT_FOUND for a branch that is not there, ERR_CONFLICT without main
 */
export function planPublish(
  record: CubeRecord,
  names: readonly string[],
  ofOthers: ReadonlySet<string> = new Set(),
): PlannedBranches {
  const wanted = new Set(names.map((name) => branchNamed(record, name).name))
  const before = namedBranches(record)
  const isKept = (name: string): boolean => {
    if (wanted.has(name)) return true
    return (
      Object.hasOwn(before, name) && !isHeldBack(record, name) && (record.published || ofOthers.has(name))
    )
  }
  const all = branchesOf(record)
  const named: Record<string, CID> = {}
  const local: Record<string, CID> = {}
  for (const [name, commit] of Object.entries(all)) (isKept(name) ? named : local)[name] = commit
  if (!Object.hasOwn(named, mainBranch)) throw mainFirst(record, [...wanted])
  const shown = record.published ? Object.values(before).map(String) : []
  return { named, local, opened: Object.values(named).filter((tip) => !shown.includes(String(tip))) }
}

/** @throws ERR_CONFLICT for main, without which nobody reads anything */
export function planUnpublish(record: CubeRecord, names: readonly string[]): PlannedBranches {
  const taken = new Set(names.map((name) => branchNamed(record, name).name))
  if (taken.has(mainBranch))
    throw new NodeError('ERR_CONFLICT', `the branch "${mainBranch}" is what others read of ${record.name}`, {
      hint: `take back all of it with \`memcube unpublish ${record.name}\``,
    })
  const named: Record<string, CID> = {}
  const local: Record<string, CID> = { ...record.local }
  for (const [name, commit] of Object.entries(namedBranches(record)))
    if (!taken.has(name)) named[name] = commit
    else local[name] ??= commit
  return { named, local, opened: [] }
}

function isHeldBack({ local = {} }: CubeRecord, name: string): boolean {
  return Object.hasOwn(local, name)
}

function mainFirst({ name }: CubeRecord, wanted: readonly string[]): NodeError {
  const branches = [mainBranch, ...wanted].map((branch) => `--branch ${branch}`).join(' ')
  return new NodeError(
    'ERR_CONFLICT',
    `${name} is published with "${mainBranch}" first, because that is what others read; "${wanted.join('", "')}" alone cannot be published`,
    {
      hint: `publish both with \`memcube publish ${name} ${branches}\`; or merge into ${mainBranch} what others may read: \`memcube switch ${name} ${mainBranch}\`, then \`memcube merge ${name} ${wanted[0] ?? ''}\``,
    },
  )
}
