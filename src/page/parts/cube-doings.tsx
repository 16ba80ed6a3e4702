/** What may be done with a cube: buttons, and the forms that some of them open. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayShare, mayWrite } from '../may-write.ts'
import { plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { Action, Form } from './action.tsx'
import { TextField } from './fields.tsx'
import { ExportForm } from './export-form.tsx'
import { LinkCard } from './link-card.tsx'
import { say } from './notice.tsx'
import { Publish } from './publish.tsx'

type Opened = 'fork' | 'propose' | 'link' | 'export'

/** @param props.branch the one that is looked at, where it is not the current one */
export function CubeDoings({ cube, branch }: { cube: Cube; branch?: string }): JSX.Element {
  const id = cube.cube
  const [open, setOpen] = useState<Opened | undefined>(undefined)
  const toggle = (which: Opened): void => setOpen(open === which ? undefined : which)
  const done = (text: string): void => {
    say(text)
    touch('cubes')
  }
  return (
    <>
      <div class="buttons">
        {mayWrite(cube) && (
          <a class="button main" href={linkTo(['cube', id, 'edit'])}>
            Add memory
          </a>
        )}
        {mayWrite(cube) && (
          <a class="button" href={linkTo(['cube', id, 'import'])}>
            Import
          </a>
        )}
        {cube.forkOf !== null && mayWrite(cube) && (
          <>
            <button type="button" aria-expanded={open === 'propose'} onClick={() => toggle('propose')}>
              Propose
            </button>
            <a class="button" href={linkTo(['cube', id, 'merge'], { other: cube.forkOf.cube })}>
              Merge upstream
            </a>
          </>
        )}
        {!mayWrite(cube) && (
          <Action
            act={async (options) => {
              const pulled = await call('pull', { cube: id }, options)
              done(`${cube.name} is current: ${plural(pulled.memories, 'memory', 'memories')}.`)
            }}
          >
            Pull
          </Action>
        )}
        {!mayWrite(cube) && (
          <Action
            act={async (options) => {
              await call(cube.followed ? 'unfollow' : 'follow', { target: id }, options)
              done(cube.followed ? 'Not followed any more.' : 'Followed: kept up to date from now on.')
            }}
          >
            {cube.followed ? 'Unfollow' : 'Follow'}
          </Action>
        )}
        <button type="button" aria-expanded={open === 'export'} onClick={() => toggle('export')}>
          Export
        </button>
        <button type="button" aria-expanded={open === 'fork'} onClick={() => toggle('fork')}>
          Fork
        </button>
        {cube.visibility !== 'swarm' && (
          <button type="button" aria-expanded={open === 'link'} onClick={() => toggle('link')}>
            Link
          </button>
        )}
        {mayShare(cube) && !cube.published && <Publish cube={cube} onDone={done} />}
        {mayShare(cube) && cube.published && (
          <Action
            ask={`Stop sharing ${cube.name}? What others fetched stays theirs.`}
            act={async (options) => {
              await call('unpublish', { cube: id }, options)
              done('Not shared any more.')
            }}
          >
            Unpublish
          </Action>
        )}
      </div>
      {open === 'link' && <LinkCard cube={cube} />}
      {open === 'export' && (
        <ExportForm
          cube={cube}
          from={branch === undefined ? {} : { branch }}
          onCancel={() => setOpen(undefined)}
        />
      )}
      {open === 'fork' && <ForkForm cube={cube} onCancel={() => setOpen(undefined)} />}
      {open === 'propose' && <ProposeForm cube={cube} onCancel={() => setOpen(undefined)} />}
    </>
  )
}

interface DoingProps {
  cube: Cube
  onCancel(): void
}

function ForkForm({ cube, onCancel }: DoingProps): JSX.Element {
  const [name, setName] = useState(`${cube.name}-fork`)
  return (
    <section class="card">
      <Form
        label="Fork"
        submit="Make fork"
        onCancel={onCancel}
        act={async (options) => {
          const fork = await call('fork', { cube: cube.cube, name: name.trim() }, options)
          say(`The fork ${name.trim()} is yours to change. ${fork.licence?.says ?? ''}`)
          touch('cubes')
          go(linkTo(['cube', fork.cube]))
        }}
      >
        <TextField label="Name of the fork" value={name} onValue={setName} required />
      </Form>
    </section>
  )
}

function ProposeForm({ cube, onCancel }: DoingProps): JSX.Element {
  const [message, setMessage] = useState('')
  return (
    <section class="card">
      <Form
        label="Propose"
        submit="Send proposal"
        onCancel={onCancel}
        act={async (options) => {
          const { proposal, delivered } = await call('propose', { cube: cube.cube, message }, options)
          say(
            delivered.length > 0
              ? `Proposed, and taken by ${plural(delivered.length, 'node')}.`
              : 'Proposed; it is sent when a node that takes it is connected.',
          )
          touch('proposals')
          touch('cubes')
          go(linkTo(['proposal', proposal]))
        }}
      >
        <TextField label="Why" value={message} onValue={setMessage} hint="shown to the authors of the cube" />
        {cube.visibility === 'private' && (
          <p class="quiet">An offer is public: the fork is published with it.</p>
        )}
      </Form>
    </section>
  )
}
