import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers, Cube, Found } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { splitLink } from '../branch-in-link.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action, Form } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { Label } from '../parts/labels.tsx'
import { say } from '../parts/notice.tsx'
import { Reasons } from '../parts/reasons.tsx'
import { Rows } from '../parts/rows.tsx'
import { Author } from '../parts/said-by.tsx'
import { Screen } from '../parts/screen.tsx'
import { Id, Words } from '../parts/words.tsx'
import { plainLine, plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'
import { reasonsForNoCube, type NoCubeReason } from '../why-no-cube.ts'

interface Wanted {
  cube: string
  from?: string
  branch?: string
}

async function pull({ from = '', ...wanted }: Wanted, options: CallOptions): Promise<void> {
  const { cube, branch = wanted.branch ?? '' } = splitLink(wanted.cube)
  const more = { ...(from !== '' && { from }), ...(branch !== '' && { branch }) }
  const pulled = await call('pull', { cube, ...more }, options)
  say(`${pulled.name} is here: ${plural(pulled.memories, 'memory', 'memories')}, each verified.`)
  touch('cubes')
  go(linkTo(['cube', pulled.cube], branch === '' ? {} : { branch }))
}

export function Discover(): JSX.Element {
  const [topic, setTopic] = useState('')
  const [found, setFound] = useState<Asked | undefined>(undefined)
  const [target, setTarget] = useState('')
  const [from, setFrom] = useState('')
  const [branch, setBranch] = useState('')
  const ask = async (wanted: string, options: CallOptions): Promise<void> => {
    const asked = await call('discover', wanted === '' ? {} : { topic: wanted }, options)
    setFound({ ...asked, topic: wanted })
  }
  const here = new Map(useCall('list', {}, ['cubes']).data?.cubes.map((cube) => [cube.cube, cube]))
  return (
    <Screen title="Discover">
      <p class="lead">
        Cubes that other nodes share. What they say of themselves is their word; what is pulled is verified.
      </p>
      <Connected />
      <Form kind="line" label="Discover" submit="Discover" act={(options) => ask(topic.trim(), options)}>
        <TextField type="search" label="Topic" value={topic} onValue={setTopic} placeholder="all topics" />
      </Form>
      <p class="quiet" aria-live="polite">
        {found !== undefined &&
          `${plural(found.cubes.length, 'cube')} found${found.leftOut > 0 ? `; ${found.leftOut.toLocaleString('en')} more were offered: ask for a topic` : ''}`}
      </p>
      <Rows of={found?.cubes} label="Cubes found" keyOf={({ cube }) => cube}>
        {(cube) => <FoundCube cube={cube} here={here.get(cube.cube)} />}
      </Rows>
      {found !== undefined && (
        <NotFound
          asked={found}
          onAll={async (options) => {
            await ask('', options)
            setTopic('')
          }}
        />
      )}
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

/** Whom there is to ask. */
function Connected(): JSX.Element | null {
  const peers = useCall('peers', {}, ['peers']).data?.peers
  if (peers === undefined) return null
  if (peers.length > 0) return <p class="quiet">{plural(peers.length, 'node is', 'nodes are')} connected.</p>
  return (
    <p class="note">
      No other node is connected, so nobody can be asked.{' '}
      <a href={linkTo(['node'])}>Type the address of one</a>, or paste a link below that says where a cube is.
    </p>
  )
}

/** What was found, and what was asked for. */
type Asked = Answers['discover'] & { topic: string }
type AskAll = (options: CallOptions) => Promise<void>

/** Open where nothing was found; else behind a word, for who looks for another cube. */
function NotFound({ asked, onAll }: { asked: Asked; onAll: AskAll }): JSX.Element {
  const settings = useCall('config-list').data?.settings
  const profile = settings?.find(({ key }) => key === 'profile')?.value
  const reasons = reasonsForNoCube({
    ...asked,
    profile: typeof profile === 'string' ? profile : undefined,
  })
  const list = <Reasons of={reasons} todo={({ todo }) => <Todo is={todo} onAll={onAll} />} />
  if (asked.cubes.length === 0)
    return (
      <section aria-labelledby="not-found">
        <h2 id="not-found">Why nothing is found</h2>
        {list}
      </section>
    )
  return (
    <details>
      <summary>The one you look for is not among them?</summary>
      <div class="below">{list}</div>
    </details>
  )
}

function Todo({ is, onAll }: { is: NoCubeReason['todo']; onAll: AskAll }): JSX.Element | null {
  if (is === 'people') return <a href={linkTo(['people'])}>See them</a>
  if (is === 'node') return <a href={linkTo(['node'])}>Peers, health and settings of the node</a>
  if (is !== 'all') return null
  return (
    <Action small act={onAll}>
      Ask for all topics
    </Action>
  )
}

function FoundCube({ cube, here }: { cube: Found; here: Cube | undefined }): JSX.Element {
  const isHere = here !== undefined
  return (
    <>
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
    </>
  )
}
