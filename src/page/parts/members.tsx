/** Who is in a swarm; admins change what each may do, and put people out. */
import type { JSX } from 'preact'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { plainLine, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Action } from './action.tsx'
import { Label } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Rows } from './rows.tsx'
import type { Swarm } from './swarm-row.tsx'
import { Id, Words } from './words.tsx'

type Member = Answers['swarm-members']['members'][number]

/** Of a role: the one that the button beside it gives. */
const others: Readonly<Record<string, readonly string[]>> = {
  reader: ['writer', 'admin'],
  writer: ['reader', 'admin'],
  admin: ['reader', 'writer'],
}

export function Members({ swarm }: { swarm: Swarm }): JSX.Element {
  const { data, error } = useCall('swarm-members', { swarm: swarm.swarm }, ['peers'])
  return (
    <section aria-labelledby="members">
      <h2 id="members">{plural(data?.members.length ?? swarm.members, 'member')}</h2>
      <Failure error={error} />
      <Rows
        of={data?.members}
        label="Members"
        keyOf={({ author }) => author}
        textOf={({ authorLabel, name, author, role }) => [authorLabel, name, author, role].join(' ')}
      >
        {(member) => <MemberRow swarm={swarm} member={member} />}
      </Rows>
    </section>
  )
}

function MemberRow({ swarm, member }: { swarm: Swarm; member: Member }): JSX.Element {
  const { author, authorName, authorLabel, authorBlocked, name, role, online, you, copied } = member
  return (
    <>
      <div class="row-title">
        <span class={online ? 'dot on' : 'dot'} aria-hidden="true" />
        <strong>
          <Words text={authorLabel ?? name} most={80} />
        </strong>
        {you && <Label kind="good">you</Label>}
        <Label>{role}</Label>
        {authorBlocked === true && <Label kind="warn">blocked</Label>}
        {copied && <Label kind="warn">two machines use this key</Label>}
        <Id of={author} />
      </div>
      <p class="facts">
        <span>{online ? 'there now' : 'not there now'}</span>
        {authorName !== null && authorName !== name && (
          <span>
            joined as <Words text={name} most={64} />
          </span>
        )}
      </p>
      {swarm.role === 'admin' && !you && <Decisions swarm={swarm} member={member} />}
    </>
  )
}

function Decisions({ swarm: { swarm }, member }: { swarm: Swarm; member: Member }): JSX.Element {
  const { author, role } = member
  const name = plainLine(member.name, 60)
  const done = (text: string): void => {
    say(text)
    touch('peers')
  }
  return (
    <div class="buttons">
      {others[role]?.map((wanted) => (
        <Action
          key={wanted}
          small
          name={`Make ${name} ${wanted}`}
          act={async (options) => {
            await call('swarm-role', { swarm, author, role: wanted }, options)
            done(`${name} is ${wanted} now.`)
          }}
        >
          {`Make ${wanted}`}
        </Action>
      ))}
      <Action
        small
        kind="danger"
        name={`Remove ${name}`}
        ask={`Remove ${name}? The keys change at once: they read nothing that is written from now on. What they have stays with them.`}
        act={async (options) => {
          const { epoch } = await call('swarm-remove', { swarm, author }, options)
          done(`${name} is removed, and the keys are changed: epoch ${epoch}.`)
        }}
      >
        Remove
      </Action>
    </div>
  )
}
