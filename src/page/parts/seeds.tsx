/** What this node mirrors for others and serves, within budgets. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { bytesText, plainLine, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Action, Form } from './action.tsx'
import { Choice, TextField } from './fields.tsx'
import { Label, Time } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Author } from './said-by.tsx'
import { Empty } from './screen.tsx'
import { Words } from './words.tsx'

type Seed = Answers['seed-list']['seeds'][number]
type Kind = Seed['kind']

const mebibyte = 1024 ** 2
const usualMebibytes = '256'

export function Seeds(): JSX.Element {
  const { data, error } = useCall('seed-list', {}, ['cubes'])
  return (
    <section aria-labelledby="seeds">
      <h2 id="seeds">Mirrored for others</h2>
      <p class="quiet">
        What others publish is fetched and served from here, so that it is there when they are away. Recall
        does not answer from cubes of strangers unless it is asked to.
      </p>
      <Failure error={error} />
      {data?.seeds.length === 0 && <Empty>Nothing is mirrored.</Empty>}
      <ul class="rows" aria-label="Mirrored">
        {data?.seeds.map((seed) => (
          <li key={`${seed.kind} ${seed.what}`}>
            <SeedRow seed={seed} />
          </li>
        ))}
      </ul>
      <AddSeed />
    </section>
  )
}

function SeedRow({ seed }: { seed: Seed }): JSX.Element {
  const { kind, what, name, author, cubes, bytes, maxBytes, leftOut, leftOutBytes, lookedMs } = seed
  const named = plainLine(name ?? what, 60)
  return (
    <>
      <div class="row-title">
        <Label>{kind}</Label>
        <strong>
          {author === undefined ? (
            <Words text={name ?? what} most={100} />
          ) : (
            <Author of={{ ...seed, author }} />
          )}
        </strong>
        <Action
          small
          name={`Mirror ${named} no more`}
          act={async (options) => {
            const { dropped } = await call('seed-remove', { what, kind }, options)
            say(`No longer mirrored; ${plural(dropped, 'cube')} went.`)
            touch('cubes')
          }}
        >
          No more
        </Action>
      </div>
      <p class="facts">
        <span>{plural(cubes, 'cube')}</span>
        <span>
          {bytesText(bytes)} of {bytesText(maxBytes)}
        </span>
        {leftOut > 0 && (
          <Label kind="warn">{`${plural(leftOut, 'cube')} did not fit, about ${bytesText(leftOutBytes)}`}</Label>
        )}
        {lookedMs === null ? (
          <span class="quiet">not looked for yet</span>
        ) : (
          <span class="quiet">
            looked for <Time ms={lookedMs} />
          </span>
        )}
      </p>
    </>
  )
}

const kinds = [
  ['', 'what it looks like'],
  ['topic', 'a topic'],
  ['author', 'an author'],
  ['cube', 'a cube'],
] as const

function AddSeed(): JSX.Element {
  const [what, setWhat] = useState('')
  const [kind, setKind] = useState('')
  const [size, setSize] = useState(usualMebibytes)
  return (
    <Form
      label="Mirror more"
      submit="Mirror"
      act={async (options) => {
        const maxBytes = Math.round(Number(size) * mebibyte)
        const said = kind === '' ? {} : { kind: kind as Kind }
        const { changed, notice } = await call('seed-add', { what: what.trim(), maxBytes, ...said }, options)
        say(notice ?? (changed ? 'It is looked for from now on.' : 'It already was as asked.'))
        touch('cubes')
        setWhat('')
      }}
    >
      <TextField
        label="Topic, author or cube"
        value={what}
        onValue={setWhat}
        hint="a word; a did:key or nickname; an id, a link or a name"
        required
      />
      <div class="pair">
        <TextField label="At most, in MiB" value={size} onValue={setSize} required />
        <Choice label="It is" value={kind} choices={kinds} onValue={setKind} />
      </div>
    </Form>
  )
}
