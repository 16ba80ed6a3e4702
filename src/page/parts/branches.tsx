/** The branches of a cube, and what may be done with each. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Branch, Cube } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayShare, mayWrite } from '../may-write.ts'
import { plainLine } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useBranches } from '../use-branches.ts'
import { Action, Form } from './action.tsx'
import { TextField } from './fields.tsx'
import { Label } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Publish } from './publish.tsx'
import { Id, Words } from './words.tsx'

function done(text: string): void {
  say(text)
  touch('cubes')
}

export function Branches({ cube }: { cube: Cube }): JSX.Element {
  const { data, error } = useBranches(cube.cube)
  return (
    <section aria-label="Branches">
      <Failure error={error} />
      <ul class="rows">
        {data?.map((branch) => (
          <li key={branch.name}>
            <div class="row-title">
              <a href={linkTo(['cube', cube.cube], { branch: branch.name })}>
                <Words text={branch.name} />
              </a>
              {branch.current && <Label kind="good">current</Label>}
              {cube.visibility !== 'swarm' && (
                <Label kind={branch.published ? 'good' : 'plain'}>
                  {branch.published ? 'public' : 'private'}
                </Label>
              )}
              <Id of={branch.commit} />
            </div>
            <div class="buttons">
              {!branch.current && <Beside cube={cube} name={branch.name} />}
              {mayShare(cube) && <Sharing cube={cube} branch={branch} />}
              {!branch.current && mayWrite(cube) && branch.name !== 'main' && (
                <Delete cube={cube} name={branch.name} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {mayWrite(cube) && <NewBranch cube={cube} />}
      {mayWrite(cube) && (
        <p class="quiet">
          A branch is where an agent may write without changing what you read: make one, say its name to the
          agent, then compare and merge here. <code>memcube mcp --print-config claude</code> prints how an
          agent reaches this node; <code>memcube help agents</code> says what it may do.
        </p>
      )}
    </section>
  )
}

/** What one does with a branch that is not the current one. */
function Beside({ cube, name }: { cube: Cube; name: string }): JSX.Element {
  const id = cube.cube
  return (
    <>
      <a class="button small" href={linkTo(['cube', id, 'diff'], { a: cube.branch, b: name })}>
        Compare
      </a>
      {mayWrite(cube) && (
        <a class="button small" href={linkTo(['cube', id, 'merge'], { other: name })}>
          Merge into {plainLine(cube.branch, 40)}
        </a>
      )}
      <Action
        small
        name={`Switch to ${plainLine(name)}`}
        act={async (options) => {
          await call('switch', { cube: id, branch: name }, options)
          done(`${name} is the current branch.`)
        }}
      >
        Switch
      </Action>
    </>
  )
}

function Sharing({ cube, branch: { name, published } }: { cube: Cube; branch: Branch }): JSX.Element {
  if (!published) return <Publish cube={cube} branch={name} onDone={done} />
  return (
    <Action
      small
      name={`Unpublish ${plainLine(name)}`}
      ask={`Stop sharing the branch ${plainLine(name)}? What others fetched stays theirs.`}
      act={async (options) => {
        await call('unpublish', { cube: cube.cube, branches: [name] }, options)
        done(`The branch ${name} is not shared any more.`)
      }}
    >
      Unpublish
    </Action>
  )
}

function Delete({ cube, name }: { cube: Cube; name: string }): JSX.Element {
  return (
    <Action
      small
      kind="danger"
      name={`Delete ${plainLine(name)}`}
      ask={`Delete the branch ${plainLine(name)}? What is on it alone is then not part of the cube any more.`}
      act={async (options) => {
        await call('branch', { cube: cube.cube, name, remove: true }, options)
        done(`The branch ${name} is deleted.`)
      }}
    >
      Delete
    </Action>
  )
}

function NewBranch({ cube }: { cube: Cube }): JSX.Element {
  const [name, setName] = useState('')
  return (
    <Form
      kind="line"
      label="New branch"
      submit="Make branch"
      act={async (options) => {
        await call('branch', { cube: cube.cube, name: name.trim() }, options)
        done(`The branch ${name.trim()} is made.`)
        setName('')
      }}
    >
      <TextField label="New branch" value={name} onValue={setName} required />
    </Form>
  )
}
