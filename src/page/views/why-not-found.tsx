import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube, Memory, Status } from '../answers.ts'
import { mayWrite } from '../may-write.ts'
import { Form } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { Failure } from '../parts/notice.tsx'
import { Reasons } from '../parts/reasons.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'
import { reasonsOf, verdictOf, type FindReason } from '../why-not-found.ts'

interface WhyProps {
  cube: string
  memoryKey: string
  branch?: string
  question?: string
}

export function WhyNotFound({ cube: id, memoryKey: key, branch, question = '' }: WhyProps): JSX.Element {
  const on = branch === undefined ? {} : { branch }
  const cube = useCall('show', { cube: id }, ['cubes'])
  const memory = useCall('get', { cube: id, key, ...on }, ['cubes'])
  const status = useCall('status', {}, ['cubes'])
  const [of, it, node] = [cube.data, memory.data, status.data]
  const isHere = of !== undefined && it !== undefined && node !== undefined
  const error = cube.error ?? memory.error ?? status.error
  return (
    <Screen
      title="Why search does not find it"
      above={
        <a href={linkTo(['cube', id, 'memory', key], on)}>
          <Words text={key} most={100} />
        </a>
      }
    >
      <Failure error={error} />
      {!isHere && error === undefined && <Loading />}
      {isHere && (
        <>
          <Standing cube={of} memory={it} status={node} branch={branch} />
          <Try cube={of} memory={it} branch={branch} asked={question} />
        </>
      )}
    </Screen>
  )
}

interface StandingProps {
  cube: Cube
  memory: Memory
  status: Status
  branch: string | undefined
}

/** What holds whatever is asked. */
function Standing({ cube, memory, status, branch }: StandingProps): JSX.Element {
  const reasons = reasonsOf({
    memory: { ...memory, isText: typeof memory.body === 'string' },
    cube,
    branch,
    index: status.index,
    nowMs: Date.now(),
  })
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">Whatever is asked</h2>
      {reasons.every(({ is }) => is === 'fine') && <p>Nothing keeps it out.</p>}
      <Reasons of={reasons} todo={({ todo }) => <Todo is={todo} {...{ cube, memory, branch }} />} />
    </section>
  )
}

interface TryProps {
  cube: Cube
  memory: Memory
  branch: string | undefined
  asked: string
}

/** More of one cube nobody looks through. It is the most that the call answers. */
const mostLooked = 1_000

function Try({ cube, memory, branch, asked }: TryProps): JSX.Element {
  const [question, setQuestion] = useState(asked)
  const name = asked === '' ? undefined : 'recall'
  const usual = useCall(name, { query: asked, top: 20 }, ['cubes'])
  const wide = useCall(name, { query: asked, top: mostLooked, cubes: [cube.cube], tier: 'quarantined' }, [
    'cubes',
  ])
  const placeIn = (results: readonly { cube: string; key: string }[]): number | undefined => {
    const at = results.findIndex((hit) => hit.cube === cube.cube && hit.key === memory.key)
    return at === -1 ? undefined : at + 1
  }
  return (
    <section aria-labelledby="try">
      <h2 id="try">For one question</h2>
      <Form
        kind="line"
        label="Try a question"
        submit="Try"
        act={async () =>
          go(linkTo(['cube', cube.cube, 'why', memory.key], { q: question.trim() || undefined, branch }))
        }
      >
        <TextField type="search" label="What was asked" value={question} onValue={setQuestion} required />
      </Form>
      <Failure error={usual.error ?? wide.error} />
      <div role="status">
        {usual.data !== undefined && wide.data !== undefined && (
          <Reasons
            of={[
              verdictOf({
                usual: placeIn(usual.data.results),
                wide: placeIn(wide.data.results),
                looked: wide.data.results.length,
              }),
            ]}
            todo={({ todo }) => <Todo is={todo} {...{ cube, memory, branch }} />}
          />
        )}
      </div>
    </section>
  )
}

interface TodoProps {
  is: FindReason['todo']
  cube: Cube
  memory: Memory
  branch: string | undefined
}

function Todo({ is, cube, memory, branch }: TodoProps): JSX.Element | null {
  switch (is) {
    case 'trust':
      return <a href={linkTo(['people', memory.author])}>Trust its author more</a>
    case 'branch':
      return mayWrite(cube) ? (
        <a href={linkTo(['cube', cube.cube, 'merge'], { other: branch })}>Merge the branch</a>
      ) : null
    case 'node':
      return <a href={linkTo(['node'])}>Health of the node</a>
    case 'edit':
      return mayWrite(cube) ? (
        <a href={linkTo(['cube', cube.cube, 'edit', memory.key], { branch })}>Edit it</a>
      ) : null
    case 'pull':
      return <a href={linkTo(['cube', cube.cube])}>See the cube</a>
    case undefined:
      return null
  }
}
