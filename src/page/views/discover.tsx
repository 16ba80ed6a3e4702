import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube, Found } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action, Form } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { Label } from '../parts/labels.tsx'
import { say } from '../parts/notice.tsx'
import { Author } from '../parts/said-by.tsx'
import { Empty, Screen } from '../parts/screen.tsx'
import { Id, Words } from '../parts/words.tsx'
import { plainLine, plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

interface Wanted {
  cube: string
  from?: string
  branch?: string
}

async function pull({ cube, from = '', branch = '' }: Wanted, options: CallOptions): Promise<void> {
  const more = { ...(from !== '' && { from }), ...(branch !== '' && { branch }) }
  const pulled = await call('pull', { cube, ...more }, options)
  say(`${pulled.name} is here: ${plural(pulled.memories, 'memory', 'memories')}, each verified.`)
  touch('cubes')
  go(linkTo(['cube', pulled.cube], branch === '' ? {} : { branch }))
}

export function Discover(): JSX.Element {
  const [topic, setTopic] = useState('')
  const [found, setFound] = useState<Found[] | undefined>(undefined)
  const [target, setTarget] = useState('')
  const [from, setFrom] = useState('')
  const [branch, setBranch] = useState('')
  const here = new Map(useCall('list', {}, ['cubes']).data?.cubes.map((cube) => [cube.cube, cube]))
  return (
    <Screen title="Discover">
      <p class="lead">
        Cubes that other nodes share. What they say of themselves is their word; what is pulled is verified.
      </p>
      <Form
        kind="line"
        label="Discover"
        submit="Discover"
        act={async (options) => {
          const asked = topic.trim() === '' ? {} : { topic: topic.trim() }
          const { cubes } = await call('discover', asked, options)
          setFound(cubes)
        }}
      >
        <TextField type="search" label="Topic" value={topic} onValue={setTopic} placeholder="all topics" />
      </Form>
      <p class="quiet" aria-live="polite">
        {found !== undefined && `${plural(found.length, 'cube')} found`}
      </p>
      {found?.length === 0 && <Empty>The nodes that were asked share nothing of that.</Empty>}
      <ul class="rows" aria-label="Cubes found">
        {found?.map((cube) => (
          <FoundCube key={cube.cube} cube={cube} here={here.get(cube.cube)} />
        ))}
      </ul>
      <section class="card" aria-labelledby="by-ticket">
        <h2 id="by-ticket">Pull what you were told of</h2>
        <Form
          label="Pull what you were told of"
          submit="Pull this"
          act={(options) => pull({ cube: target.trim(), from: from.trim(), branch: branch.trim() }, options)}
        >
          <TextField
            label="Link, ticket, cube id or name"
            value={target}
            onValue={setTarget}
            placeholder="memcube:…"
            required
          />
          <div class="pair">
            <TextField
              label="From"
              value={from}
              onValue={setFrom}
              hint="an address, where the network does not know one"
            />
            <TextField
              label="Branch"
              value={branch}
              onValue={setBranch}
              hint="one that is published beside main, if you were told of it"
            />
          </div>
        </Form>
      </section>
    </Screen>
  )
}

function FoundCube({ cube, here }: { cube: Found; here: Cube | undefined }): JSX.Element {
  const isHere = here !== undefined
  return (
    <li>
      <div class="row-title">
        {isHere ? (
          <a href={linkTo(['cube', cube.cube])}>
            <Words text={cube.name} />
          </a>
        ) : (
          <strong>
            <Words text={cube.name} />
          </strong>
        )}
        {here !== undefined && <Label kind="good">{mayWrite(here) ? 'yours' : 'here'}</Label>}
        {(here === undefined || !mayWrite(here)) && (
          <Action
            kind={isHere ? 'plain' : 'main'}
            name={`Pull ${plainLine(cube.name, 60)}`}
            act={(options) => pull({ cube: cube.cube }, options)}
          >
            {isHere ? 'Pull again' : 'Pull'}
          </Action>
        )}
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
        <span>{plural(cube.seeds, 'node shares it', 'nodes share it')}</span>
        {cube.licence !== null && <Words text={cube.licence} most={40} />}
        <Id of={cube.cube} />
        {cube.topics.map((one) => (
          <span key={one} class="topic">
            <Words text={one} most={40} />
          </span>
        ))}
      </p>
    </li>
  )
}
