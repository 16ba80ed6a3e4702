/** What a cube says of itself, and the rules that its authors keep. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers, Cube } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { plural } from '../plain-text.ts'
import { firstPolicy, policyText } from '../policy-text.ts'
import { useCall } from '../use-call.ts'
import { AboutFields, aboutIn } from './about-fields.tsx'
import { Action, Form } from './action.tsx'
import { TextArea, TextField } from './fields.tsx'
import { Label } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Rows } from './rows.tsx'
import { Author } from './said-by.tsx'
import { Empty } from './screen.tsx'
import { Id, Words } from './words.tsx'

type Policy = Answers['policy']

export function CubeSettings({ cube }: { cube: Cube }): JSX.Element {
  return (
    <>
      {mayWrite(cube) && <About key={cube.head} cube={cube} />}
      <Rules cube={cube} />
      <Authors cube={cube} />
    </>
  )
}

function About({ cube }: { cube: Cube }): JSX.Element {
  const [text, setText] = useState({
    about: cube.about ?? '',
    topics: cube.topics.join(', '),
    licence: cube.licence ?? '',
  })
  return (
    <section aria-labelledby="about">
      <h2 id="about">What it says of itself</h2>
      <Form
        label="What it says of itself"
        submit="Save"
        act={async (options) => {
          await call('describe', { cube: cube.cube, ...aboutIn(text) }, options)
          say('Saved in a new commit.')
          touch('cubes')
        }}
      >
        <AboutFields value={text} onValue={setText} />
      </Form>
    </section>
  )
}

function Rules({ cube }: { cube: Cube }): JSX.Element {
  const { data, error } = useCall('policy', { cube: cube.cube }, ['cubes'])
  const [isEditing, setEditing] = useState(false)
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Rules</h2>
      <p class="quiet">
        They bind all authors of the cube: a commit that breaks one is not signed here, and not taken from
        others.
      </p>
      <Failure error={error} />
      {data?.policy === null && !isEditing && <Empty>No rules.</Empty>}
      {data?.policy?.rules.map((rule) => (
        <Rule key={rule.name} rule={rule} />
      ))}
      {data !== undefined && mayWrite(cube) && !isEditing && (
        <div class="buttons">
          <button type="button" onClick={() => setEditing(true)}>
            {data.policy === null ? 'Write rules' : 'Change rules'}
          </button>
          {data.policy !== null && <Clear cube={cube} />}
        </div>
      )}
      {data !== undefined && isEditing && (
        <EditRules cube={cube} policy={data.policy} onDone={() => setEditing(false)} />
      )}
    </section>
  )
}

function Rule({ rule }: { rule: NonNullable<Policy['policy']>['rules'][number] }): JSX.Element {
  return (
    <dl class="card rule">
      <dt>rule</dt>
      <dd>
        <strong>
          <Words text={rule.name} />
        </strong>{' '}
        <Label>{`each ${rule.on ?? 'memory'}`}</Label>
      </dd>
      {rule.when !== undefined && (
        <>
          <dt>where</dt>
          <dd>
            <code>
              <Words text={rule.when} most={1_000} />
            </code>
          </dd>
        </>
      )}
      <dt>must</dt>
      <dd>
        <code>
          <Words text={rule.require} most={1_000} />
        </code>
      </dd>
      {rule.message !== undefined && (
        <>
          <dt>else</dt>
          <dd>
            <Words text={rule.message} most={1_000} />
          </dd>
        </>
      )}
    </dl>
  )
}

function Clear({ cube }: { cube: Cube }): JSX.Element {
  return (
    <Action
      kind="danger"
      ask="Take all rules away, in a new commit?"
      act={async (options) => {
        await call('policy', { cube: cube.cube, clear: true }, options)
        say('The cube has no rules any more.')
        touch('cubes')
      }}
    >
      Take rules away
    </Action>
  )
}

interface EditRulesProps {
  cube: Cube
  policy: Policy['policy']
  onDone(): void
}

function EditRules({ cube, policy, onDone }: EditRulesProps): JSX.Element {
  const [text, setText] = useState(policy === null ? firstPolicy : policyText(policy))
  const [tried, setTried] = useState<Policy | undefined>(undefined)
  return (
    <Form
      label="Rules"
      submit="Set rules"
      onCancel={onDone}
      act={async (options) => {
        await call('policy', { cube: cube.cube, text }, options)
        say('The rules are set, in a new commit.')
        touch('cubes')
        onDone()
      }}
    >
      <TextArea label="Rules, as YAML" value={text} onValue={setText} rows={12} required />
      <Action
        act={async (options) => {
          setTried(await call('policy', { cube: cube.cube, text, check: cube.branch }, options))
        }}
      >
        Try on what there is
      </Action>
      {tried !== undefined && <Tried answer={tried} />}
    </Form>
  )
}

/** More than this nobody reads here. Guess. */
const mostTried = 20

function Tried({ answer: { checked = [], notes } }: { answer: Policy }): JSX.Element {
  const broken = checked.filter(({ verdict }) => verdict !== 'allowed')
  return (
    <div class={broken.length === 0 ? 'fine' : 'note'} role="status">
      <p>
        {plural(checked.length, 'commit')} tried,{' '}
        {broken.length === 0 ? 'all are allowed.' : `${broken.length} would not be allowed.`}
      </p>
      <ul class="found">
        {broken.slice(0, mostTried).map((one) => (
          <li key={`${one.commit} ${one.key ?? ''} ${one.rule ?? ''}`}>
            <Id of={one.commit} /> {one.key !== undefined && <Words text={one.key} most={120} />}{' '}
            {one.rule !== undefined && <Words text={one.rule} most={120} />}{' '}
            {one.verdict === 'unknown' ? (
              'cannot be judged here'
            ) : (
              <Words text={one.message ?? ''} most={300} />
            )}
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} class="quiet">
          <Words text={note} most={400} />
        </p>
      ))}
    </div>
  )
}

function Authors({ cube }: { cube: Cube }): JSX.Element {
  const { data, error } = useCall('authors', { cube: cube.cube }, ['cubes'])
  const [wanted, setWanted] = useState('')
  return (
    <section aria-labelledby="authors">
      <h2 id="authors">Authors</h2>
      <Failure error={error} />
      <Rows of={data?.authors} keyOf={({ author }) => author}>
        {({ branches, you, ...person }) => (
          <div class="row-title">
            <Author of={person} />
            <span class="quiet">
              {branches.every((one) => one === '*') ? (
                'all branches'
              ) : (
                <Words text={branches.join(', ')} most={120} />
              )}
            </span>
            {!you && mayWrite(cube) && (data?.authors.length ?? 0) > 1 && (
              <Action
                small
                kind="danger"
                ask="Take this author off the cube? What they wrote stays."
                act={async (options) => {
                  await call('authors', { cube: cube.cube, remove: person.author }, options)
                  say('Taken off.')
                  touch('cubes')
                }}
              >
                Take off
              </Action>
            )}
          </div>
        )}
      </Rows>
      {mayWrite(cube) && cube.visibility !== 'swarm' && (
        <Form
          kind="line"
          label="Add an author"
          submit="Add author"
          act={async (options) => {
            await call('authors', { cube: cube.cube, add: wanted.trim() }, options)
            say('Added: they pull the cube and write; everybody who reads it gets that.')
            touch('cubes')
            setWanted('')
          }}
        >
          <TextField
            label="Another author"
            value={wanted}
            onValue={setWanted}
            placeholder="did:key:… or a name you gave"
            required
          />
        </Form>
      )}
    </section>
  )
}
