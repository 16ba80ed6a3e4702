/** Invitations to a swarm: made, shown once as a text and a picture, taken back, confirmed. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { plainLine } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Action, Form } from './action.tsx'
import { Copyable } from './copyable.tsx'
import { Choice } from './fields.tsx'
import { Label, Time } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { QrCode } from './qr-code.tsx'
import { Rows } from './rows.tsx'
import { Author } from './said-by.tsx'
import type { Swarm } from './swarm-row.tsx'
import { Words } from './words.tsx'

type Invited = Answers['swarm-invite']
type Invitation = Answers['swarm-invites']['invites'][number]

const roles = [
  ['writer', 'writer: reads and writes'],
  ['reader', 'reader: reads alone'],
  ['admin', 'admin: also invites and removes'],
  ['seed', 'seed: a server that stores and serves, and cannot read'],
] as const
const hourMs = 3_600_000
const times = [
  [String(hourMs), 'an hour'],
  [String(24 * hourMs), 'a day'],
  [String(72 * hourMs), 'three days'],
  [String(168 * hourMs), 'a week'],
] as const

export function Invite({ swarm: { swarm, name } }: { swarm: Swarm }): JSX.Element {
  const [role, setRole] = useState('writer')
  const [ttl, setTtl] = useState(String(72 * hourMs))
  const [auto, setAuto] = useState('yes')
  const [made, setMade] = useState<Invited | undefined>(undefined)
  const invite = async (options: CallOptions): Promise<void> => {
    const ttlMs = Number(ttl)
    const answer =
      role === 'seed'
        ? await call('swarm-seed', { swarm, untrusted: true, ttlMs }, options)
        : await call('swarm-invite', { swarm, role, ttlMs, auto: auto === 'yes' }, options)
    if ('invite' in answer) setMade(answer)
    touch('peers')
  }
  return (
    <section class="card" aria-labelledby="invite">
      <h2 id="invite">Invite somebody</h2>
      <Form label="Invite somebody" submit="Make invitation" act={invite}>
        <div class="pair">
          <Choice label="As" value={role} onValue={setRole} choices={roles} />
          <Choice label="Good for" value={ttl} onValue={setTtl} choices={times} />
          {role !== 'seed' && (
            <Choice
              label="Let in"
              value={auto}
              onValue={setAuto}
              choices={[
                ['yes', 'at once'],
                ['no', 'when an admin confirms'],
              ]}
            />
          )}
        </div>
      </Form>
      {made !== undefined && <Made invited={made} name={name} />}
    </section>
  )
}

function Made({ invited: { invite, expires, role }, name }: { invited: Invited; name: string }): JSX.Element {
  return (
    <div class="made" role="status">
      <div>
        <p>
          Lets one {plainLine(role, 20)} into <Words text={name} most={60} />, once,{' '}
          <Time ms={Date.parse(expires)} /> at the latest. Send it over a way that you trust: whoever has it
          can come in.
        </p>
        <Copyable text={invite} what="the invitation" />
        <p class="quiet">
          There, it is pasted under Swarms, Join a swarm, or behind <code>memcube swarm join</code>.
        </p>
      </div>
      <QrCode text={invite} label="The invitation as a QR code" />
    </div>
  )
}

export function Invitations({ swarm: { swarm } }: { swarm: Swarm }): JSX.Element | null {
  const { data, error } = useCall('swarm-invites', { swarm }, ['peers'])
  const open = data?.invites.filter(({ state }) => state === 'open' || state === 'waiting') ?? []
  if (error === undefined && open.length === 0) return null
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">Open invitations</h2>
      <Failure error={error} />
      <Rows of={open} keyOf={({ id }) => id}>
        {(invitation) => <InvitationRow swarm={swarm} invitation={invitation} />}
      </Rows>
    </section>
  )
}

function InvitationRow({ swarm, invitation }: { swarm: string; invitation: Invitation }): JSX.Element {
  const { id, role, expires, by, byLabel, state, name, auto } = invitation
  const done = (text: string): void => {
    say(text)
    touch('peers')
  }
  return (
    <>
      <div class="row-title">
        <code class="id">{plainLine(id, 40)}</code>
        <Label>{role}</Label>
        {state === 'waiting' && <Label kind="warn">somebody waits</Label>}
      </div>
      <p class="facts">
        <span>
          ends <Time ms={Date.parse(expires)} />
        </span>
        <span>
          by <Author of={{ author: by, authorLabel: byLabel }} />
        </span>
        {!auto && <span>an admin confirms</span>}
        {name !== null && (
          <span>
            who waits says to be <Words text={name} most={64} />
          </span>
        )}
      </p>
      <div class="buttons">
        {state === 'waiting' && (
          <Action
            small
            kind="main"
            name={`Let in who waits with ${plainLine(id, 40)}`}
            act={async (options) => {
              const let_ = await call('swarm-confirm', { swarm, id }, options)
              done(`${let_.name} is in, as ${let_.role}.`)
            }}
          >
            Let in
          </Action>
        )}
        <Action
          small
          kind="danger"
          name={`Take back the invitation ${plainLine(id, 40)}`}
          act={async (options) => {
            await call('swarm-revoke', { swarm, id }, options)
            done('Taken back: it lets nobody in any more.')
          }}
        >
          Take back
        </Action>
      </div>
    </>
  )
}
