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
import { LinkCard } from './link-card.tsx'
import { Failure, say } from './notice.tsx'
import { Publish } from './publish.tsx'
import { Rows } from './rows.tsx'
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
      <Rows of={data} keyOf={({ name }) => name} textOf={({ name }) => name}>
        {(branch) => <BranchRow cube={cube} branch={branch} />}
      </Rows>
      {mayWrite(cube) && <NewBranch cube={cube} />}
      {mayWrite(cube) && (
        <p class="quiet">
          A branch is where an agent may write without changing what you read: make one, say its name to the
          agent, then compare and merge here. <code>memcube mcp --print-config claude-code</code> prints how
          an agent reaches this node; <code>memcube help agents</code> says what it may do.
        </p>
      )}
    </section>
  )
}

function BranchRow({ cube, branch }: { cube: Cube; branch: Branch }): JSX.Element {
  const { name, commit, current, published } = branch
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div class="row-title">
        <a href={linkTo(['cube', cube.cube], { branch: name })}>
          <Words text={name} />
        </a>
        {current && <Label kind="good">current</Label>}
        {cube.visibility !== 'swarm' && (
          <Label kind={published ? 'good' : 'plain'}>{published ? 'public' : 'private'}</Label>
        )}
        <Id of={commit} />
      </div>
      <div class="buttons">
        {!current && <Beside cube={cube} name={name} />}
        {mayShare(cube) && <Sharing cube={cube} branch={branch} />}
        {published && (
          <button
            type="button"
            class="small"
            aria-expanded={isOpen}
            aria-label={`Link to ${plainLine(name)}`}
            onClick={() => setOpen(!isOpen)}
          >
            Link
          </button>
        )}
        {!current && mayWrite(cube) && name !== 'main' && <Delete cube={cube} name={name} />}
      </div>
      {isOpen && <LinkCard cube={cube} branch={name} />}
    </>
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
