/** Branches that came beside main, and how they are read. */
import { memoriesOf } from '../../home/count-of.ts'
import type { Output } from './output.ts'
import { plainLine } from './terminal-text.ts'

interface ShownBranch {
  name: string
  commit: string | null
  memories: number
}

export function showBranches(branches: readonly ShownBranch[], cube: string, out: Output): void {
  const of = plainLine(cube)
  for (const { name, commit, memories } of branches)
    out.line(
      commit === null
        ? `  branch ${plainLine(name)}: its author shows it no more; \`memcube unfollow ${of} --branch ${plainLine(name)}\` stops asking`
        : `  branch ${plainLine(name)}: ${memoriesOf(memories)}`,
    )
  const first = branches.find(({ commit }) => commit !== null)
  if (first !== undefined)
    out.note(
      `read it with \`memcube recall QUESTION --cube ${of} --at ${plainLine(first.name)}\`; get, keys, log and fork take --branch`,
    )
}
