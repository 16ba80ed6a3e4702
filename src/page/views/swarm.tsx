import type { JSX } from 'preact'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { Action } from '../parts/action.tsx'
import { Invite, Invitations } from '../parts/invitations.tsx'
import { SeedHolds } from '../parts/seed-holds.tsx'
import { Members } from '../parts/members.tsx'
import { Label } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { isPutOut, PutOut } from '../parts/put-out.tsx'
import { Rows } from '../parts/rows.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import type { Swarm } from '../parts/swarm-row.tsx'
import { Id, Words } from '../parts/words.tsx'
import { plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

export function SwarmView({ swarm: id }: { swarm: string }): JSX.Element {
  const { data, error } = useCall('swarm-list', {}, ['peers', 'cubes'])
  const swarm = data?.swarms.find((one) => one.swarm === id)
  return (
    <Screen title={swarm?.name ?? 'Swarm'} above={<a href={linkTo(['swarms'])}>Swarms</a>}>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && swarm === undefined && <Empty>You are in no such swarm.</Empty>}
      {swarm !== undefined && <OneSwarm swarm={swarm} />}
    </Screen>
  )
}

function OneSwarm({ swarm }: { swarm: Swarm }): JSX.Element {
  const { state, role, problem, epoch } = swarm
  const isAdmin = role === 'admin'
  return (
    <>
      <p class="facts">
        <Label kind={state === 'online' ? 'good' : 'warn'}>{state}</Label>
        {role !== null && <span>you are {role}</span>}
        <span title="the keys were changed so often">epoch {epoch}</span>
        <Id of={swarm.swarm} />
      </p>
      {problem !== null && (
        <p class="failure">
          <Words text={problem} most={600} />
        </p>
      )}
      {isPutOut(state) && <PutOut />}
      {state !== 'damaged' && role === 'seed' && <SeedHolds swarm={swarm} />}
      {state !== 'damaged' && role !== 'seed' && (
        <>
          <Members swarm={swarm} />
          {isAdmin && <Invite swarm={swarm} />}
          {isAdmin && <Invitations swarm={swarm} />}
          <Cubes swarm={swarm} />
        </>
      )}
      <Doings swarm={swarm} isAdmin={isAdmin} />
    </>
  )
}

function Cubes({ swarm }: { swarm: Swarm }): JSX.Element {
  const cubes = useCall('list', {}, ['cubes']).data?.cubes.filter((one) => one.swarm === swarm.name)
  return (
    <section aria-labelledby="cubes">
      <h2 id="cubes">Cubes</h2>
      {cubes?.length === 0 && (
        <Empty>
          None yet. <a href={linkTo(['cubes'])}>Make one</a>, and choose the swarm as its readers.
        </Empty>
      )}
      <Rows of={cubes} keyOf={({ cube }) => cube} textOf={({ name, about }) => `${name} ${about ?? ''}`}>
        {({ cube, name, about, memories, waiting }) => (
          <>
            <div class="row-title">
              <a href={linkTo(['cube', cube])}>
                <Words text={name} />
              </a>
              <span class="quiet">{plural(memories, 'memory', 'memories')}</span>
              {waiting.length > 0 && <Label kind="warn">{`${waiting.length} waiting`}</Label>}
            </div>
            {about !== null && (
              <p class="about">
                <Words text={about} />
              </p>
            )}
          </>
        )}
      </Rows>
    </section>
  )
}

function Doings({ swarm, isAdmin }: { swarm: Swarm; isAdmin: boolean }): JSX.Element {
  return (
    <section aria-label="More">
      <div class="buttons">
        {isAdmin && (
          <Action
            ask="Change the keys of the swarm? All members who are there get the new ones; the others when they come."
            act={async (options) => {
              const { epoch } = await call('swarm-rotate', { swarm: swarm.swarm }, options)
              say(`The keys are changed: epoch ${epoch}.`)
              touch('peers')
            }}
          >
            Change keys
          </Action>
        )}
        <Action
          kind="danger"
          ask="Leave the swarm? All that this home holds of it is deleted."
          act={async (options) => {
            const { name } = await call('swarm-leave', { swarm: swarm.swarm }, options)
            say(`You left ${name}.`)
            touch('peers')
            touch('cubes')
            go(linkTo(['swarms']))
          }}
        >
          Leave
        </Action>
      </div>
    </section>
  )
}
