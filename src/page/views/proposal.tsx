import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Merged, Proposal } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { Action, Form } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { Label, Tier, Time, Verified } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Counts } from '../parts/proposal-rows.tsx'
import { Resolve, type Decision } from '../parts/resolve.tsx'
import { Author } from '../parts/said-by.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Changes } from '../parts/side-by-side.tsx'
import { Talk } from '../parts/talk.tsx'
import { Id, Words } from '../parts/words.tsx'
import { linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

export function ProposalView({ id }: { id: string }): JSX.Element {
  const { data, error } = useCall('proposals', {}, ['proposals', 'cubes'])
  const proposal = data?.proposals.find((one) => one.id === id)
  return (
    <Screen title="Proposal" above={<a href={linkTo(['proposals'])}>Proposals</a>}>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && proposal === undefined && <Empty>There is no such proposal here.</Empty>}
      {proposal !== undefined && <Review proposal={proposal} />}
    </Screen>
  )
}

function Review({ proposal }: { proposal: Proposal }): JSX.Element {
  const [asked, setAsked] = useState<Merged | undefined>(undefined)
  const [isDeclining, setDeclining] = useState(false)
  const accept = async (resolve: Decision[], options: CallOptions): Promise<void> => {
    const merged = await call('accept', { proposal: proposal.id, resolve, text: true }, options)
    setAsked(merged.conflicts.length > 0 ? merged : undefined)
    if (merged.conflicts.length > 0) return
    say('Accepted. Its author is told.')
    touch('proposals')
    touch('cubes')
  }
  const isMine = proposal.direction === 'in' && proposal.state === 'open'
  return (
    <>
      <p class="lead">
        <Words text={proposal.message === '' ? '(no words)' : proposal.message} most={4_000} />
      </p>
      <p class="facts">
        <Label kind={proposal.state === 'open' ? 'warn' : proposal.state === 'accepted' ? 'good' : 'plain'}>
          {proposal.state}
        </Label>
        {proposal.revision > 1 && <Revision proposal={proposal} />}
        <span>
          by <Author of={proposal} />
        </span>
        <Tier tier={proposal.tier} />
        <Verified is={proposal.verified} />
        <Time ms={proposal.time} />
        <span>
          for{' '}
          <a href={linkTo(['cube', proposal.cube])}>
            {proposal.name === null ? <Id of={proposal.cube} /> : <Words text={proposal.name} most={60} />}
          </a>
        </span>
        <Counts of={proposal} />
        {proposal.direction === 'out' && (
          <span>{proposal.delivered ? 'delivered' : 'not delivered yet'}</span>
        )}
      </p>
      {proposal.reason !== null && (
        <p class="note">
          Reason: <Words text={proposal.reason} most={4_000} />
        </p>
      )}
      {isMine && isDeclining && (
        <Decline
          proposal={proposal}
          isBegun={asked !== undefined}
          onDone={() => {
            setDeclining(false)
            setAsked(undefined)
          }}
          onCancel={() => setDeclining(false)}
        />
      )}
      {asked !== undefined && isMine ? (
        <Resolve
          conflicts={asked.conflicts}
          submit="Accept with these decisions"
          decide={accept}
          into={{ cube: proposal.cube }}
          onCancelled={() => setAsked(undefined)}
          beside={
            <button type="button" class="danger" onClick={() => setDeclining(true)}>
              Decline
            </button>
          }
        />
      ) : (
        <>
          {isMine && (
            <div class="buttons">
              <Action kind="main" act={(options) => accept([], options)}>
                Accept
              </Action>
              <button type="button" aria-expanded={isDeclining} onClick={() => setDeclining(!isDeclining)}>
                Decline
              </button>
            </div>
          )}
          <Offered proposal={proposal} />
          <Talk proposal={proposal} />
        </>
      )}
    </>
  )
}

function Revision({ proposal: { revision, revises } }: { proposal: Proposal }): JSX.Element {
  return (
    <span>
      revision {revision}
      {revises !== null && (
        <>
          , in the place of <a href={linkTo(['proposal', revises])}>the one before</a>
        </>
      )}
    </span>
  )
}

interface DeclineProps {
  proposal: Proposal
  /** Whether accepting it was begun: that is given up. */
  isBegun: boolean
  onDone(): void
  onCancel(): void
}

function Decline({ proposal, isBegun, onDone, onCancel }: DeclineProps): JSX.Element {
  const [reason, setReason] = useState('')
  return (
    <section class="card">
      <Form
        label="Decline"
        submit="Decline it"
        onCancel={onCancel}
        act={async (options) => {
          const given = reason.trim() === '' ? {} : { reason: reason.trim() }
          await call('decline', { proposal: proposal.id, ...given }, options)
          if (isBegun) await call('merge', { cube: proposal.cube, abort: true }, options)
          say('Declined. Its author is told.')
          touch('proposals')
          onDone()
        }}
      >
        <TextField label="Reason" value={reason} onValue={setReason} hint="public, as the proposal is" />
      </Form>
    </section>
  )
}

/** Read through the cube it is for; where that is not held, through the fork. */
function Offered({ proposal }: { proposal: Proposal }): JSX.Element {
  const cube = proposal.direction === 'out' ? proposal.fork : proposal.cube
  const [before, after] = [proposal.base, proposal.direction === 'out' ? proposal.commit : proposal.id]
  const { data, error } = useCall('diff', { cube, a: before, b: after })
  return (
    <section aria-labelledby="offered">
      <h2 id="offered">What it changes</h2>
      <Failure error={error} />
      {data !== undefined && <Changes cube={cube} diff={data} before={before} after={after} />}
    </section>
  )
}
