import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { Form } from '../parts/action.tsx'
import { TextArea, TextField } from '../parts/fields.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Rows } from '../parts/rows.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { SwarmRow } from '../parts/swarm-row.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

export function Swarms(): JSX.Element {
  const { data, error } = useCall('swarm-list', {}, ['peers', 'cubes'])
  return (
    <Screen title="Swarms">
      <p class="lead">
        A swarm is a private team. Only its members see its cubes, or that it exists at all; whoever is
        removed cannot read what is written from then on.
      </p>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data?.swarms.length === 0 && <Empty>You are in no swarm.</Empty>}
      <Rows of={data?.swarms} label="Swarms" keyOf={({ swarm }) => swarm} textOf={({ name }) => name}>
        {(swarm) => <SwarmRow swarm={swarm} />}
      </Rows>
      <div class="columns">
        <Found />
        <Join />
      </div>
    </Screen>
  )
}

function Found(): JSX.Element {
  const [name, setName] = useState('')
  return (
    <section class="card" aria-labelledby="found">
      <h2 id="found">Make a swarm</h2>
      <Form
        label="Make a swarm"
        submit="Make swarm"
        act={async (options) => {
          const { swarm } = await call('swarm-create', { name: name.trim() }, options)
          say(`The swarm ${name.trim()} is made. Invite somebody.`)
          touch('peers')
          go(linkTo(['swarm', swarm]))
        }}
      >
        <TextField label="Name of the swarm" value={name} onValue={setName} required />
      </Form>
    </section>
  )
}

function Join(): JSX.Element {
  const [invite, setInvite] = useState('')
  return (
    <section class="card" aria-labelledby="join">
      <h2 id="join">Join a swarm</h2>
      <Form
        label="Join a swarm"
        submit="Join"
        act={async (options) => {
          const { swarm, name, state } = await call('swarm-join', { invite: invite.trim() }, options)
          touch('peers')
          touch('cubes')
          if (state === 'pending') return say('Your request waits for an admin; this node asks again.')
          say(`You are in ${name ?? 'the swarm'}.`)
          go(linkTo(['swarm', swarm]))
        }}
      >
        <TextArea label="Invitation" value={invite} onValue={setInvite} rows={3} required />
      </Form>
    </section>
  )
}
