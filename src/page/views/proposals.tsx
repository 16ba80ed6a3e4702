import type { JSX } from 'preact'
import { Failure } from '../parts/notice.tsx'
import { ProposalRows } from '../parts/proposal-rows.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { useCall } from '../use-call.ts'

export function Proposals(): JSX.Element {
  const { data, error } = useCall('proposals', {}, ['proposals', 'cubes'])
  const toMe = data?.proposals.filter(({ direction }) => direction !== 'out') ?? []
  const byMe = data?.proposals.filter(({ direction }) => direction === 'out') ?? []
  return (
    <Screen title="Proposals">
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && (
        <>
          <section aria-labelledby="to-me">
            <h2 id="to-me">For your cubes</h2>
            {toMe.length === 0 && <Empty>Nobody proposed anything.</Empty>}
            <ProposalRows proposals={toMe} />
          </section>
          <section aria-labelledby="by-me">
            <h2 id="by-me">Yours</h2>
            {byMe.length === 0 && <Empty>You proposed nothing. Fork a cube, change it, and propose.</Empty>}
            <ProposalRows proposals={byMe} />
          </section>
        </>
      )}
    </Screen>
  )
}
