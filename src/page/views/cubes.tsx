import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { AboutFields, aboutIn } from '../parts/about-fields.tsx'
import { Form } from '../parts/action.tsx'
import { Author } from '../parts/said-by.tsx'
import { Choice, TextField } from '../parts/fields.tsx'
import { Fresh, Label, Readers, Tier } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Rows } from '../parts/rows.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { plainLine, plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

export function Cubes(): JSX.Element {
  const { data, error } = useCall('list', {}, ['cubes'])
  const [isMaking, setMaking] = useState(false)
  const newCube = (
    <button type="button" class="main" aria-expanded={isMaking} onClick={() => setMaking(!isMaking)}>
      New cube
    </button>
  )
  return (
    <Screen title="Cubes" beside={newCube}>
      {isMaking && <NewCube onCancel={() => setMaking(false)} />}
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data?.cubes.length === 0 && (
        <Empty>
          No cubes yet. Make one, or <a href={linkTo(['discover'])}>discover</a> those of others.
        </Empty>
      )}
      <Rows of={data?.cubes} label="Cubes" keyOf={({ cube }) => cube} textOf={wordsOf}>
        {(cube) => <CubeRow cube={cube} />}
      </Rows>
    </Screen>
  )
}

/** What a cube is looked for by. */
function wordsOf({ displayName, about, topics, role, authorLabel, author }: Cube): string {
  return [displayName, about, ...topics, role, authorLabel, author].join(' ')
}

function CubeRow({ cube }: { cube: Cube }): JSX.Element {
  return (
    <>
      <div class="row-title">
        <a href={linkTo(['cube', cube.cube])}>
          <Words text={cube.displayName} />
        </a>
        <Label>{cube.role}</Label>
        {cube.role !== 'own' && cube.role !== 'fork' && <Tier tier={cube.tier} />}
        <Readers of={cube} />
        {cube.state !== 'held' && <Label kind="warn">{cube.state}</Label>}
        {cube.part !== undefined && <Label kind="warn">{`a part of ${cube.part.of}`}</Label>}
        {cube.waiting.length > 0 && <Label kind="warn">{`${cube.waiting.length} waiting`}</Label>}
      </div>
      {cube.about !== null && cube.about !== '' && (
        <p class="about">
          <Words text={cube.about} />
        </p>
      )}
      <p class="facts">
        <span>{plural(cube.memories, 'memory', 'memories')}</span>
        <span>
          by <Author of={cube} />
        </span>
        <Fresh is={cube.fresh} />
        {cube.topics.map((topic) => (
          <span key={topic} class="topic">
            <Words text={topic} most={40} />
          </span>
        ))}
      </p>
    </>
  )
}

function NewCube({ onCancel }: { onCancel(): void }): JSX.Element {
  const [name, setName] = useState('')
  const [text, setText] = useState({ about: '', topics: '', licence: '' })
  const [swarm, setSwarm] = useState('')
  const swarms = useCall('swarm-list').data?.swarms.filter(
    ({ role }) => role === 'admin' || role === 'writer',
  )
  return (
    <section class="card" aria-label="New cube">
      <Form
        label="New cube"
        submit="Make cube"
        onCancel={onCancel}
        act={async ({ signal }) => {
          const { about, topics, licence } = aboutIn(text)
          const { cube, notice } = await call(
            'create',
            {
              name: name.trim(),
              topics,
              ...(about !== '' && { about }),
              ...(licence !== '' && { licence }),
              ...(swarm !== '' && { swarm }),
            },
            { ...(signal && { signal }) },
          )
          say(notice ?? `The cube ${name.trim()} is made.`)
          touch('cubes')
          go(linkTo(['cube', cube]))
        }}
      >
        <TextField label="Name" value={name} onValue={setName} required />
        {swarms !== undefined && swarms.length > 0 && (
          <Choice
            label="Who reads it"
            value={swarm}
            onValue={setSwarm}
            choices={[
              ['', 'you alone, until you publish it'],
              ...swarms.map((one) => [one.swarm, `the members of ${plainLine(one.name, 60)}`] as const),
            ]}
          />
        )}
        <AboutFields value={text} onValue={setText} />
      </Form>
    </section>
  )
}
