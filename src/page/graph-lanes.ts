/** Lays a history out in lanes: a lane for each line of commits, newest first. Pure. */

interface GraphCommit {
  commit: string
  parents: readonly string[]
}

export interface LaneRow {
  commit: string
  /** Lane of the commit. */
  at: number
  /** Lines from the lane at the top of the row to the lane at its middle, where they pass or reach the commit. */
  into: readonly (readonly [from: number, to: number])[]
  /** Lines from the middle of the row to the lane at its bottom. */
  out: readonly (readonly [from: number, to: number])[]
}

/** @param commits newest first; parents that are not among them end their lane */
export function lanesOf(commits: readonly GraphCommit[]): { rows: LaneRow[]; width: number } {
  const shown = new Set(commits.map(({ commit }) => commit))
  const rows: LaneRow[] = []
  let width = 1
  /** The commit that each lane waits for; an empty lane is taken again. */
  let lanes: (string | undefined)[] = []
  for (const { commit, parents } of commits) {
    const before = lanes
    const waited = before.indexOf(commit)
    const at = waited === -1 ? free(before) : waited
    const into = before.flatMap((wish, lane): [number, number][] =>
      wish === undefined ? [] : [[lane, wish === commit ? at : lane]],
    )
    const after = before.map((wish) => (wish === commit ? undefined : wish))
    const passing = after.flatMap((wish, lane): [number, number][] =>
      wish === undefined ? [] : [[lane, lane]],
    )
    const parting: [number, number][] = []
    for (const [order, parent] of parents.filter((one) => shown.has(one)).entries()) {
      const known = after.indexOf(parent)
      const lane = known !== -1 ? known : order === 0 ? at : free(after, at)
      after[lane] = parent
      parting.push([at, lane])
    }
    lanes = after
    width = Math.max(width, at + 1, after.length)
    rows.push({ commit, at, into, out: [...passing, ...parting] })
  }
  return { rows, width }
}

/** The first empty lane, but not the one that is asked to be left. */
function free(lanes: readonly (string | undefined)[], not = -1): number {
  for (let lane = 0; lane < lanes.length; lane++) if (lanes[lane] === undefined && lane !== not) return lane
  return lanes.length === not ? lanes.length + 1 : lanes.length
}
