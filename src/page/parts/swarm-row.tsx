import type { JSX } from 'preact'
import type { Status } from '../answers.ts'
import { plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { Label } from './labels.tsx'
import { Words } from './words.tsx'

export type Swarm = Status['swarms'][number]

/** A swarm in a list: what it is called, whether it works, who is there. */
export function SwarmRow({ swarm }: { swarm: Swarm }): JSX.Element {
  const { name, state, role, members, online, cubes, mirrors, problem } = swarm
  return (
    <>
      <div class="row-title">
        <a href={linkTo(['swarm', swarm.swarm])}>
          <Words text={name} most={80} />
        </a>
        <Label kind={state === 'online' ? 'good' : 'warn'}>{state}</Label>
        {role !== null && <Label>{role}</Label>}
      </div>
      <p class="facts">
        <span>{plural(members, 'member')}</span>
        <span>{online === 0 ? 'nobody else is there now' : `${plural(online, 'other')} there now`}</span>
        <span>{plural(cubes, 'cube')}</span>
        {mirrors > 0 && <span>{plural(mirrors, 'sealed copy', 'sealed copies')}</span>}
      </p>
      {problem !== null && (
        <p class="failure">
          <Words text={problem} most={400} />
        </p>
      )}
    </>
  )
}
