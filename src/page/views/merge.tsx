import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Merged } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { Action, Form } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Resolve, type Decision } from '../parts/resolve.tsx'
import { Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

const done: Readonly<Record<string, string>> = {
  nothing: 'All of it is here already.',
  'fast-forward': 'Nothing was changed on this side: it is where the other side is.',
  merge: 'Merged in a new commit.',
}

export function Merge({
  cube,
  branch,
  other: given,
}: {
  cube: string
  branch?: string
  other?: string
}): JSX.Element {
  const { data: shown, error } = useCall('show', { cube })
  const [other, setOther] = useState(given ?? '')
  const [asked, setAsked] = useState<Merged | undefined>(undefined)
  const into = branch === undefined ? {} : { branch }
  const merge = async (resolve: Decision[], options: CallOptions): Promise<void> => {
    const merged = await call('merge', { cube, other: other.trim(), resolve, ...into }, options)
    setAsked(merged.conflicts.length > 0 ? merged : undefined)
    if (merged.conflicts.length > 0) return
    say([done[merged.type] ?? '', merged.licence?.says ?? '', ...merged.notes].filter(Boolean).join(' '))
    touch('cubes')
    go(linkTo(['cube', cube, 'history'], into))
  }
  // Another cube has its own name for the state that is merged; a branch is one of this cube.
  const isCube = /^baf[a-z2-7]{20,}$/.test(other.trim())
  return (
    <Screen
      title="Merge"
      above={
        <a href={linkTo(['cube', cube])}>
          <Words text={shown?.name ?? 'cube'} most={60} />
        </a>
      }
    >
      <Failure error={error} />
      {asked === undefined ? (
        <section class="card">
          <Form label="Merge" submit="Merge" act={(options) => merge([], options)}>
            <TextField
              label="What to merge"
              value={other}
              onValue={setOther}
              hint={`a branch or a cube; it goes into the branch ${branch ?? shown?.branch ?? 'main'}`}
              required
            />
          </Form>
        </section>
      ) : (
        <>
          <Resolve
            conflicts={asked.conflicts}
            ours={{ cube, ...into }}
            theirs={isCube ? { cube: other.trim() } : { cube, at: other.trim() }}
            submit="Merge with these decisions"
            decide={merge}
          />
          <Action
            kind="danger"
            ask="Forget this merge, with what was decided of it?"
            act={async (options) => {
              await call('merge', { cube, abort: true, ...into }, options)
              say('The merge is forgotten.')
              setAsked(undefined)
            }}
          >
            Forget this merge
          </Action>
        </>
      )}
    </Screen>
  )
}
