/** Who wrote a memory, and what it said before. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { plainLine } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useCall, useGrowing } from '../use-call.ts'
import { Action } from './action.tsx'
import { Time, Verified } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Author } from './said-by.tsx'
import { Empty } from './screen.tsx'
import { Id, Words } from './words.tsx'

interface OfMemory {
  cube: string
  memoryKey: string
  from: object
}

export function BlameOf({ cube, memoryKey: key, from }: OfMemory): JSX.Element {
  const { data, error } = useCall('blame', { cube, key, ...from }, ['cubes'])
  return (
    <section aria-labelledby="blame">
      <h2 id="blame">Who wrote it</h2>
      <Failure error={error} />
      {data !== undefined && (
        <p class="facts">
          <Author of={data} />
          {typeof data.agent === 'string' && (
            <span>
              through <Words text={data.agent} most={60} />
            </span>
          )}
          <Time ms={data.time} />
          <Verified is={data.verified} />
          <Id of={data.commit} />
          <Words text={data.message} most={160} />
        </p>
      )}
    </section>
  )
}

interface VersionsProps {
  cube: string
  memoryKey: string
  on: { branch?: string }
  /** The commit that is looked at. */
  at: string
  mayChange: boolean
}

const versionsAtFirst = 100

export function Versions({ cube, memoryKey: key, on, at, mayChange }: VersionsProps): JSX.Element {
  const [limit, setLimit] = useState(versionsAtFirst)
  const { data, error } = useGrowing('log', { cube, key, limit, ...on }, ['cubes'], `${cube} ${key}`)
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Failure error={error} />
      {data?.commits.length === 0 && <Empty>None in the history that is held here.</Empty>}
      <ol class="versions">
        {data?.commits.map((commit, order) => (
          <li key={commit.commit}>
            <a
              href={linkTo(['cube', cube, 'memory', key], { at: commit.commit, ...on })}
              {...(commit.commit === at && { 'aria-current': 'true' as const })}
            >
              <Words text={commit.message === '' ? '(no message)' : commit.message} most={100} />
            </a>
            <p class="facts">
              <Author of={commit} />
              <Time ms={commit.time} />
              {commit.parents[0] !== undefined && (
                <a
                  href={linkTo(['cube', cube, 'diff'], { a: commit.parents[0], b: commit.commit, ...on })}
                  aria-label={`Compare the version of ${new Date(commit.time).toISOString()} with the one before`}
                >
                  compare
                </a>
              )}
              {mayChange && order > 0 && <PutBack {...{ cube, on }} memoryKey={key} to={commit.commit} />}
            </p>
          </li>
        ))}
      </ol>
      {data?.commits.length === limit && (
        <button type="button" class="small" onClick={() => setLimit(limit * 5)}>
          Show older versions
        </button>
      )}
    </section>
  )
}

interface PutBackProps {
  cube: string
  memoryKey: string
  on: { branch?: string }
  to: string
}

function PutBack({ cube, memoryKey: key, on, to }: PutBackProps): JSX.Element {
  return (
    <Action
      small
      name={`Put back ${plainLine(key, 60)} to ${to.slice(-6)}`}
      ask="Put this version in the place of what stands now, in a new commit?"
      act={async (options) => {
        await call('revert', { cube, key, to, ...on }, options)
        say('This version stands again, in a new commit.')
        touch('cubes')
      }}
    >
      Put back
    </Action>
  )
}
