/** Draws a history as git does: a lane for each line of commits, newest first. Pure. */

interface GraphCommit {
  commit: string
  parents: readonly string[]
}

interface GraphRow {
  /** `* |`, `|\`, `|/`. */
  lanes: string
  /** Absent on a row that only joins or parts lanes. */
  commit?: string
}

/** @param commits newest first; parents that are not among them end their lane */
export function graphOf(commits: readonly GraphCommit[]): GraphRow[] {
  const shown = new Set(commits.map(({ commit }) => commit))
  const rows: GraphRow[] = []
  /** The commit that each lane waits for. */
  let lanes: string[] = []
  for (const { commit, parents } of commits) {
    if (!lanes.includes(commit)) lanes = [...lanes, commit]
    const at = lanes.indexOf(commit)
    for (let twin = lanes.lastIndexOf(commit); twin > at; twin = lanes.lastIndexOf(commit)) {
      rows.push({
        lanes: lanes
          .map((_, lane) => (lane === twin ? '/' : '|'))
          .join(' ')
          .replace('| /', '|/'),
      })
      lanes = lanes.filter((_, lane) => lane !== twin)
    }
    rows.push({ lanes: lanes.map((_, lane) => (lane === at ? '*' : '|')).join(' '), commit })
    const [first, ...merged] = parents.filter((parent) => shown.has(parent))
    for (const parent of merged) if (!lanes.includes(parent)) rows.push({ lanes: partAt(lanes.length, at) })
    const opened = merged.filter((parent) => !lanes.includes(parent))
    lanes = [
      ...lanes.slice(0, at),
      ...(first === undefined ? [] : [first]),
      ...opened,
      ...lanes.slice(at + 1),
    ]
  }
  return rows
}

function partAt(lanes: number, at: number): string {
  const before = '| '.repeat(at)
  const after = ' \\'.repeat(lanes - at - 1)
  return `${before}|\\${after}`
}
