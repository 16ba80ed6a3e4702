/** At a server that stores for a swarm and cannot read: what it holds, as far as it can know. */
import type { JSX } from 'preact'
import { bytesText, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Time } from './labels.tsx'
import { Failure } from './notice.tsx'
import { Rows } from './rows.tsx'
import { Author } from './said-by.tsx'
import { Empty } from './screen.tsx'
import type { Swarm } from './swarm-row.tsx'
import { Id } from './words.tsx'

export function SeedHolds({ swarm: { swarm } }: { swarm: Swarm }): JSX.Element {
  const { data, error } = useCall('swarm-seed', { swarm }, ['peers', 'cubes'])
  const holds = data !== undefined && 'held' in data ? data : undefined
  return (
    <section aria-labelledby="held">
      <h2 id="held">Held for the swarm</h2>
      <p class="quiet">This node is a seed: it stores and serves sealed copies, and cannot read them.</p>
      <Failure error={error} />
      {holds !== undefined && (
        <>
          <p>
            {plural(holds.mirrors, 'sealed copy', 'sealed copies')}, {bytesText(holds.bytes)};{' '}
            {plural(holds.online, 'member')} there now.
          </p>
          {holds.held.length === 0 && <Empty>Nothing yet: members bring it when they are there.</Empty>}
          <Rows of={holds.held} label="Sealed copies" keyOf={({ mirror }) => mirror}>
            {(one) => (
              <p class="facts">
                <Id of={one.mirror} />
                <span>
                  by <Author of={one} />
                </span>
                <Time ms={Date.parse(one.time)} />
              </p>
            )}
          </Rows>
        </>
      )}
    </section>
  )
}
