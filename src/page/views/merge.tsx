import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Branch, Cube, Merged } from '../answers.ts'
import { ApiError, call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action, Form } from '../parts/action.tsx'
import { Choice } from '../parts/fields.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Resolve, type Decision } from '../parts/resolve.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { plainLine } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useBranches } from '../use-branches.ts'
import { useCall } from '../use-call.ts'

const done: Readonly<Record<string, string>> = {
  nothing: 'All of it is here already.',
  'fast-forward': 'Nothing was changed on this side: it is where the other side is.',
  merge: 'Merged in a new commit.',
}

interface MergeProps {
  cube: string
  branch?: string
  other?: string
}

export function Merge(props: MergeProps): JSX.Element {
  const { data: cube, error } = useCall('show', { cube: props.cube }, ['cubes'])
  const cubes = useCall('list', {}, ['cubes']).data?.cubes
  const branches = useBranches(props.cube).data
  const isHere = cube !== undefined && cubes !== undefined && branches !== undefined
  return (
    <Screen
      title="Merge"
      above={
        <a href={linkTo(['cube', props.cube])}>
          <Words text={cube?.displayName ?? 'cube'} most={60} />
        </a>
      }
    >
      <Failure error={error} />
      {!isHere && error === undefined && <Loading />}
      {isHere && <Ask {...props} of={cube} sides={sidesFor({ ...props, of: cube }, cubes, branches)} />}
    </Screen>
  )
}

/** What may be merged, as it is given to the call and as it is shown. */
type Side = readonly [given: string, shown: string]

function sidesFor(
  { of, branch, other }: MergeProps & { of: Cube },
  cubes: readonly Cube[],
  branches: readonly Branch[],
): Side[] {
  const into = branch ?? of.branch
  const unfinished = isUnfinished(of, into)
  const related = cubes.filter(
    ({ cube, forkOf }) => cube === of.forkOf?.cube || (forkOf?.cube === of.cube && cube !== of.cube),
  )
  const sides: Side[] = [
    ...(unfinished ? [['', 'the merge that is unfinished'] as const] : []),
    ...branches
      .filter(({ name }) => name !== into)
      .map(({ name }): Side => [name, `branch ${plainLine(name, 60)}`]),
    ...related.map(({ cube, displayName }): Side => {
      const what = cube === of.forkOf?.cube ? 'upstream' : 'fork'
      return [cube, `${what} ${plainLine(displayName, 60)}`]
    }),
  ]
  const isListed = other === undefined || sides.some(([given]) => given === other)
  return isListed ? sides : [[other, plainLine(other, 60)], ...sides]
}

/** Whether a merge into it waits for decisions. */
function isUnfinished({ waiting }: Cube, branch: string): boolean {
  return waiting.some((one) => one.kind === 'unfinished-merge' && one.branch === branch)
}

function Ask({
  cube,
  branch,
  other: given,
  of,
  sides,
}: MergeProps & { of: Cube; sides: Side[] }): JSX.Element {
  const [other, setOther] = useState(given ?? sides[0]?.[0] ?? '')
  const [asked, setAsked] = useState<Merged | undefined>(undefined)
  const into = branch === undefined ? {} : { branch }
  const merge = async (resolve: Decision[], options: CallOptions): Promise<void> => {
    const unheard = asked === undefined && of.forkOf?.cube === other && (await isUnheard(other, options))
    const what = { ...(other !== '' && { other }), resolve, text: true }
    const merged = await call('merge', { cube, ...what, ...into }, options)
    setAsked(merged.conflicts.length > 0 ? merged : undefined)
    if (merged.conflicts.length > 0) return
    const notes = unheard ? ['Nobody who has the upstream answered: merged is what is held here.'] : []
    say(
      [done[merged.type] ?? '', merged.licence?.says ?? '', ...merged.notes, ...notes]
        .filter(Boolean)
        .join(' '),
    )
    touch('cubes')
    go(linkTo(['cube', cube, 'history'], into))
  }
  if (asked !== undefined)
    return (
      <Resolve
        conflicts={asked.conflicts}
        submit="Merge with these decisions"
        decide={merge}
        into={{ cube, ...into }}
        onCancelled={() => setAsked(undefined)}
      />
    )
  if (sides.length === 0)
    return <Empty>There is no other branch, no upstream and no fork of this cube to merge.</Empty>
  return (
    <section class="card">
      <Form
        label="Merge"
        submit="Merge"
        act={(options) => merge([], options)}
        beside={
          other !== '' && (
            <a href={linkTo(['cube', cube, 'diff'], { a: branch ?? of.branch, b: other })}>
              What it would change
            </a>
          )
        }
      >
        <Choice label="What to merge" value={other} onValue={setOther} choices={sides} />
        <p class="quiet">
          It goes into the branch <Words text={branch ?? of.branch} most={60} />. What both sides changed is
          shown before anything is merged.
        </p>
      </Form>
      {isUnfinished(of, branch ?? of.branch) && (
        <div class="buttons">
          <span>A merge into this branch was begun and is unfinished.</span>
          <Forget cube={cube} into={into} />
        </div>
      )}
    </section>
  )
}

/** Brings what others signed up to date first. @returns whether nobody answered */
async function isUnheard(cube: string, options: CallOptions): Promise<boolean> {
  const of = await held(cube, options)
  if (of === undefined || mayWrite(of)) return false
  try {
    await call('pull', { cube }, options)
    return false
  } catch (error) {
    if (error instanceof ApiError && ['ERR_UNREACHABLE', 'ERR_NOT_FOUND'].includes(error.code)) return true
    throw error
  }
}

/** Undefined for a cube of which nothing is here. */
async function held(cube: string, options: CallOptions): Promise<Cube | undefined> {
  try {
    return await call('show', { cube }, options)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ERR_NOT_FOUND') return undefined
    throw error
  }
}

interface ForgetProps {
  cube: string
  into: { branch?: string }
}

function Forget({ cube, into }: ForgetProps): JSX.Element {
  return (
    <Action
      kind="danger"
      ask="Forget this merge, with what was decided of it?"
      act={async (options) => {
        await call('merge', { cube, abort: true, ...into }, options)
        say('The merge is forgotten.')
        touch('cubes')
      }}
    >
      Forget that merge
    </Action>
  )
}
