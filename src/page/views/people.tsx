import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { Action, Form } from '../parts/action.tsx'
import { Choice, TextField } from '../parts/fields.tsx'
import { Label, Tier } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Rows } from '../parts/rows.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Id, Words } from '../parts/words.tsx'
import type { Person } from '../people.ts'
import { plainLine, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'

const tiers = [
  ['team', 'team: as far as you trust yourself and your team'],
  ['followed', 'followed: recall answers from them'],
  ['community', 'community: recall answers only when asked for'],
  ['quarantined', 'quarantined: recall answers only when asked for by this word'],
] as const

/** @param props.who whom one came to name and trust */
export function People({ who }: { who?: string }): JSX.Element {
  const { data, error } = useCall('people', {}, ['cubes', 'peers'])
  const others = data === undefined ? undefined : withFirst(data.people, who)
  return (
    <Screen title="People">
      <p class="lead">
        Everybody who wrote what is here, and the members of your swarms. A name that you give is yours alone;
        the key is what a signature is checked with.
      </p>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {others?.length === 0 && <Empty>Nobody else wrote anything that is here yet.</Empty>}
      <Rows
        of={others}
        label="People"
        keyOf={({ swarm, author }) => `${swarm ?? ''} ${author}`}
        textOf={({ authorLabel, name, swarm, author, tier }) =>
          [authorLabel, name, swarm, author, tier].join(' ')
        }
      >
        {(person) => <PersonRow person={person} isAsked={person.author === who} />}
      </Rows>
    </Screen>
  )
}

/** Others, whom one asked for first; also who only proposed or said something, of whom nothing is decided yet. */
function withFirst(people: readonly Person[], who: string | undefined): Person[] {
  const others = people.filter(({ you }) => !you)
  const asked = others.filter(({ author }) => author === who)
  const isYou = people.some(({ author, you }) => you && author === who)
  if (asked.length === 0 && who !== undefined && !isYou && who.startsWith('did:key:'))
    asked.push(unknown(who))
  return [...asked, ...others.filter(({ author }) => author !== who)]
}

const unknown = (author: string): Person => ({
  author,
  authorName: null,
  authorLabel: null,
  name: null,
  nickname: null,
  you: false,
  tier: 'community',
  followed: false,
  blocked: false,
  role: null,
  cubes: 0,
})

function PersonRow({ person, isAsked }: { person: Person; isAsked: boolean }): JSX.Element {
  const { author, authorLabel, name, tier, blocked, followed, role, cubes, swarm } = person
  const [isOpen, setOpen] = useState(isAsked)
  const shown = plainLine(name ?? author, 60)
  return (
    <>
      <div class="row-title">
        <strong>{authorLabel === null ? 'No name yet' : <Words text={authorLabel} most={80} />}</strong>
        {blocked ? <Label kind="warn">blocked</Label> : <Tier tier={tier} />}
        <Id of={author} />
      </div>
      <p class="facts">
        {swarm !== undefined && (
          <span>
            {role ?? 'not any more'} in <Words text={swarm} most={60} />
          </span>
        )}
        {cubes > 0 && <span>{plural(cubes, 'cube')} here</span>}
        {followed && <span>all of their cubes are followed</span>}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="small"
          aria-expanded={isOpen}
          aria-label={`Name and trust ${shown}`}
          onClick={() => setOpen(!isOpen)}
        >
          Name and trust
        </button>
        {swarm === undefined && <Follow person={person} shown={shown} />}
        <Block person={person} shown={shown} />
      </div>
      {isOpen && <Decide person={person} onDone={() => setOpen(false)} />}
    </>
  )
}

const placeOf = ({ swarm }: Person): { swarm?: string } => (swarm === undefined ? {} : { swarm })

function Follow({ person, shown }: { person: Person; shown: string }): JSX.Element {
  const { author, followed } = person
  return (
    <Action
      small
      name={`${followed ? 'Unfollow' : 'Follow'} ${shown}`}
      act={async (options) => {
        await call(followed ? 'unfollow' : 'follow', { target: author }, options)
        say(followed ? 'Not followed any more.' : 'Followed: their cubes are kept up to date.')
        touch('cubes')
      }}
    >
      {followed ? 'Unfollow' : 'Follow'}
    </Action>
  )
}

function Block({ person, shown }: { person: Person; shown: string }): JSX.Element {
  const { author, blocked } = person
  if (blocked)
    return (
      <Action
        small
        name={`Unblock ${shown}`}
        act={async (options) => {
          await call('trust', { author, tier: 'community', ...placeOf(person) }, options)
          say('Not blocked any more; trusted as community.')
          touch('cubes')
        }}
      >
        Unblock
      </Action>
    )
  return (
    <Action
      small
      kind="danger"
      name={`Block ${shown}`}
      ask={`Block ${shown}? Nothing more of theirs is taken, and what is here is left out of search.`}
      act={async (options) => {
        await call('block', { target: author, ...placeOf(person) }, options)
        say('Blocked.')
        touch('cubes')
      }}
    >
      Block
    </Action>
  )
}

function Decide({ person, onDone }: { person: Person; onDone(): void }): JSX.Element {
  const [name, setName] = useState(person.nickname ?? '')
  const [tier, setTier] = useState<string>(person.tier)
  return (
    <section class="card" aria-label="Name and trust">
      <Form
        label="Name and trust"
        submit="Save"
        onCancel={onDone}
        act={async (options) => {
          const nickname = name.trim() === '' ? {} : { nickname: name.trim() }
          // A tier that was not touched is not decided by giving a name.
          const trust = tier === person.tier && name.trim() !== '' ? {} : { tier }
          await call('trust', { author: person.author, ...nickname, ...trust, ...placeOf(person) }, options)
          say('Saved.')
          touch('cubes')
          onDone()
        }}
      >
        <div class="pair">
          <TextField label="Name" value={name} onValue={setName} hint="what you call them" />
          <Choice label="Trusted as" value={tier} onValue={setTier} choices={tiers} />
        </div>
      </Form>
    </section>
  )
}
