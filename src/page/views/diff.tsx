import type { JSX } from 'preact'
import type { Answers, Cube } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action } from '../parts/action.tsx'
import { Time, Verified } from '../parts/labels.tsx'
import { saidOf } from '../parts/memory-doings.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Author } from '../parts/said-by.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { Changes } from '../parts/side-by-side.tsx'
import { Id, Words } from '../parts/words.tsx'
import { plainLine } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useBranches } from '../use-branches.ts'
import { useBranchPoint } from '../use-branch-point.ts'
import { useCall } from '../use-call.ts'

interface DiffProps {
  cube: string
  a: string
  b?: string
  branch?: string
}

export function DiffView({ cube, a, b, branch }: DiffProps): JSX.Element {
  const on = branch === undefined ? {} : { branch }
  const shown = useCall('show', { cube }).data
  const { data: branches, error: unlisted } = useBranches(cube)
  const isOne = (name: string | undefined): boolean => branches?.some((one) => one.name === name) === true
  const isBranch = isOne(b)
  // What is newer on the other branch alone is nothing that this one removed.
  const point = useBranchPoint(cube, a, isBranch && isOne(a) ? b : undefined)
  const isReview = isBranch && isOne(a) && point !== 'none'
  const from = isReview ? point : a
  const isKnown = branches !== undefined && from !== undefined
  const { data, error } = useCall(
    isKnown ? 'diff' : undefined,
    { cube, a: from, ...(b !== undefined && { b }) },
    ['cubes'],
  )
  // A cube that is compared has its own history; what it did is not one commit here.
  const commit = useCall(b?.startsWith('bafy') === true ? 'show-commit' : undefined, { cube, rev: b }).data
  const mayChange = shown !== undefined && mayWrite(shown)
  return (
    <Screen
      title="Changes"
      above={
        <a href={linkTo(['cube', cube, 'history'], on)}>
          History of <Words text={shown?.displayName ?? 'the cube'} most={60} />
        </a>
      }
      beside={
        mayChange && (commit !== undefined || isBranch) ? (
          commit !== undefined ? (
            <RevertAll cube={cube} rev={commit.commit} on={on} />
          ) : (
            <a class="button main" href={linkTo(['cube', cube, 'merge'], { other: b })}>
              Merge into {plainLine(shown.branch, 40)}
            </a>
          )
        ) : undefined
      }
    >
      {commit !== undefined && <Made by={commit} />}
      {isReview ? (
        <p class="facts">
          <span>
            what <Words text={b ?? ''} most={60} /> did since it left <Words text={a} most={60} />
          </span>
        </p>
      ) : (
        <Between {...{ a, b: b ?? shown?.branch ?? '' }} isCommit={commit !== undefined} of={shown} />
      )}
      <Failure error={error ?? unlisted} />
      {data === undefined && error === undefined && unlisted === undefined && <Loading />}
      {data !== undefined && (
        <Changes
          cube={cube}
          diff={data}
          before={from ?? a}
          after={b ?? shown?.branch ?? 'main'}
          {...(mayChange &&
            commit !== undefined && {
              beside: (key: string) => <UndoKey cube={cube} rev={commit.commit} memoryKey={key} on={on} />,
            })}
        />
      )}
    </Screen>
  )
}

/** What somebody did, and when. */
function Made({ by }: { by: Answers['show-commit'] }): JSX.Element {
  return (
    <>
      <p class="lead">
        <Words text={by.message === '' ? '(no message)' : by.message} most={1_000} />
      </p>
      <p class="facts">
        <Author of={by} />
        <Time ms={by.time} />
        <Verified is={by.verified} />
        <Id of={by.commit} />
      </p>
    </>
  )
}

interface BetweenProps {
  a: string
  b: string
  isCommit: boolean
  of: Cube | undefined
}

/** Which two states; of one commit, the one before it. */
function Between({ a, b, isCommit, of }: BetweenProps): JSX.Element | null {
  if (isCommit) return null
  return (
    <p class="facts">
      <span>
        from <Revision of={a} />
      </span>
      <span>
        to <Revision of={b === '' ? (of?.branch ?? '') : b} />
      </span>
    </p>
  )
}

function Revision({ of }: { of: string }): JSX.Element {
  return /^baf[a-z2-7]{20,}$/.test(of) ? <Id of={of} /> : <Words text={of} most={60} />
}

interface UndoProps {
  cube: string
  rev: string
  on: { branch?: string }
}

function RevertAll({ cube, rev, on }: UndoProps): JSX.Element {
  return (
    <Action
      ask="Take back all that this commit did, in a new commit?"
      act={async (options) => {
        await call('revert', { cube, rev, ...on }, options)
        say('Taken back in a new commit.')
        touch('cubes')
        go(linkTo(['cube', cube, 'history'], on))
      }}
    >
      Revert
    </Action>
  )
}

function UndoKey({ cube, rev, memoryKey: key, on }: UndoProps & { memoryKey: string }): JSX.Element {
  return (
    <Action
      small
      name={`Undo this change: ${plainLine(key, 60)}`}
      ask="Take back what this commit did to this one memory, in a new commit?"
      act={async (options) => {
        const undone = await call('revert', { cube, rev, key, ...on }, options)
        say(saidOf(undone))
        touch('cubes')
        go(linkTo(['cube', cube, 'memory', key], on))
      }}
    >
      Undo this change
    </Action>
  )
}
