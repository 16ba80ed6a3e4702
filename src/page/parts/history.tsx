/** A history as a graph: lanes on the left, one commit a row. */
import type { JSX } from 'preact'
import type { Branch, Commit } from '../answers.ts'
import { lanesOf, type LaneRow } from '../graph-lanes.ts'
import { linkTo } from '../route.ts'
import { Label, Time, Verified } from './labels.tsx'
import { Author } from './said-by.tsx'
import { Id, Words } from './words.tsx'

const [laneWidth, rowHeight] = [14, 52]
/** A history with more lines than this at once is told by its list; the drawing would leave no room for it. */
const mostLanes = 12

interface HistoryProps {
  cube: string
  commits: readonly Commit[]
  branches: readonly Branch[]
  /** The one that is looked at, where it is not the current one. */
  branch: string | undefined
}

export function History({ cube, commits, branches, branch }: HistoryProps): JSX.Element {
  const { rows, width } = lanesOf(commits)
  const shownWidth = Math.min(width, mostLanes)
  return (
    <ol class="history" aria-label="Commits, newest first">
      {commits.map((commit, order) => (
        <li key={commit.commit}>
          <Lanes row={rows[order] as LaneRow} width={shownWidth} />
          <div class="commit">
            <p class="row-title">
              <CommitLink cube={cube} commit={commit} branch={branch} />
              {branches
                .filter((one) => one.commit === commit.commit)
                .map(({ name }) => (
                  <Label key={name} kind="good">
                    {name}
                  </Label>
                ))}
              {commit.parents.length > 1 && <Label>merge</Label>}
            </p>
            <p class="facts">
              <Author of={commit} />
              <Time ms={commit.time} />
              <Verified is={commit.verified} />
              <Id of={commit.commit} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

/** To what it did; of the first one, there is nothing before it. */
function CommitLink({
  cube,
  commit,
  branch,
}: {
  cube: string
  commit: Commit
  branch: string | undefined
}): JSX.Element {
  const words = <Words text={commit.message === '' ? '(no message)' : commit.message} most={160} />
  const [parent] = commit.parents
  if (parent === undefined) return <strong>{words}</strong>
  return <a href={linkTo(['cube', cube, 'diff'], { a: parent, b: commit.commit, branch })}>{words}</a>
}

/** For the eye alone: the list says the same. */
function Lanes({ row, width }: { row: LaneRow; width: number }): JSX.Element {
  const x = (lane: number): number => (Math.min(lane, width - 1) + 0.5) * laneWidth
  const middle = rowHeight / 2
  const line = (from: number, to: number, top: number): string =>
    `M${x(from)} ${top}C${x(from)} ${top + middle / 2} ${x(to)} ${top + middle / 2} ${x(to)} ${top + middle}`
  return (
    <svg
      class="lanes"
      width={width * laneWidth}
      height={rowHeight}
      viewBox={`0 0 ${width * laneWidth} ${rowHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {row.into.map(([from, to]) => (
        <path key={`i${from}`} class={`lane${from % 5}`} d={line(from, to, 0)} />
      ))}
      {row.out.map(([from, to]) => (
        <path key={`o${from}-${to}`} class={`lane${to % 5}`} d={line(from, to, middle)} />
      ))}
      <circle class={`lane${row.at % 5}`} cx={x(row.at)} cy={middle} r="4" />
    </svg>
  )
}
