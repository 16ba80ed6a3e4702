/** Who is connected, and how much went to and fro. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { bytesText, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Form } from './action.tsx'
import { TextField } from './fields.tsx'
import { Label, Time } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Rows } from './rows.tsx'
import { Empty, Loading } from './screen.tsx'
import { Id, Words } from './words.tsx'

type Connected = Answers['peers']['peers'][number]
type Known = Answers['sync-log']['peers'][number]
type Exchange = Answers['sync-log']['entries'][number]

export function Peers(): JSX.Element {
  const { data, error } = useCall('peers', {}, ['peers'])
  const known = useCall('sync-log', {}, ['peers', 'cubes']).data?.peers ?? []
  const most = Math.max(1, ...known.map(({ bytes }) => bytes))
  const connected = new Set(data?.peers.map(({ peerId }) => peerId))
  const away = known.filter(({ peerId }) => !connected.has(peerId))
  return (
    <section aria-labelledby="peers">
      <h2 id="peers">Peers</h2>
      <Failure error={error} />
      {data?.peers.length === 0 && <Empty>Nobody is connected.</Empty>}
      <Rows of={data?.peers} label="Connected" keyOf={({ peerId }) => peerId}>
        {(peer) => (
          <>
            <PeerHead peer={peer} />
            <Exchanged peer={known.find(({ peerId }) => peerId === peer.peerId)} most={most} />
            <p class="facts">
              {peer.agent !== null && <Words text={peer.agent} most={80} />}
              {peer.addresses.slice(0, 4).map((one) => (
                <Id key={one} of={one} whole />
              ))}
            </p>
          </>
        )}
      </Rows>
      {away.length > 0 && (
        <details>
          <summary>{plural(away.length, 'peer')} of before</summary>
          <Rows of={away} label="Not connected" kind="rows inside" keyOf={({ peerId }) => peerId}>
            {(peer) => (
              <>
                <div class="row-title">
                  <Id of={peer.peerId} />
                  <Label>not connected</Label>
                </div>
                <Exchanged peer={peer} most={most} />
              </>
            )}
          </Rows>
        </details>
      )}
      <Connect />
    </section>
  )
}

function PeerHead({ peer: { peerId, agreement, refusal } }: { peer: Connected }): JSX.Element {
  return (
    <>
      <div class="row-title">
        <span class="dot on" aria-hidden="true" />
        <Id of={peerId} />
        {agreement !== null && (
          <Label kind={agreement.result === 'ok' ? 'good' : 'warn'}>
            {agreement.result === 'ok' ? 'speaks memcube' : agreement.result}
          </Label>
        )}
        {agreement === null && <Label>{refusal === null ? 'no memcube' : 'no agreement'}</Label>}
      </div>
      {refusal !== null && (
        <p class="quiet">
          <Words text={refusal.message} most={300} />
        </p>
      )}
    </>
  )
}

/** The bar compares it with the peer with which most was exchanged. */
function Exchanged({ peer, most }: { peer: Known | undefined; most: number }): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  if (peer === undefined) return <p class="quiet">Nothing was exchanged yet.</p>
  const { peerId, exchanges, bytes, refused, lastMs } = peer
  return (
    <>
      <svg class="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect class="all" width="100" height="1" />
        <rect class="part" width={Math.max(0.5, (bytes / most) * 100)} height="1" />
      </svg>
      <div class="facts">
        <strong>{bytesText(bytes)}</strong>
        <span>in {plural(exchanges, 'exchange')}</span>
        {refused > 0 && <Label kind="warn">{`${refused} refused`}</Label>}
        <span>
          last <Time ms={lastMs} />
        </span>
        <button
          type="button"
          class="small"
          aria-expanded={isOpen}
          aria-label={`What was exchanged with ${peerId.slice(-6)}`}
          onClick={() => setOpen(!isOpen)}
        >
          What was exchanged
        </button>
      </div>
      {isOpen && <Entries peerId={peerId} />}
    </>
  )
}

function Entries({ peerId }: { peerId: string }): JSX.Element {
  const { data, error } = useCall('sync-log', { peer: peerId, limit: 50 }, ['peers', 'cubes'])
  return (
    <>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      <ul class="found">
        {data?.entries.map((one) => (
          <li key={`${one.atMs} ${one.side} ${one.what}`}>
            {saidOf(one)} <Time ms={one.atMs} />
            {one.reason !== undefined && (
              <>
                : <Words text={one.reason.message} most={300} />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

const sides = { asked: 'This node asked for', served: 'They asked for', told: 'They told of' } as const

function saidOf({ side, what, outcome, items, bytes }: Exchange): string {
  const things = what === 'pack' ? plural(items, 'block') : plural(items, 'head')
  const end = outcome === 'done' ? '' : outcome === 'refused' ? ', refused' : ', which failed'
  return `${sides[side]} ${things}, ${bytesText(bytes)}${end},`
}

function Connect(): JSX.Element {
  const [address, setAddress] = useState('')
  return (
    <Form
      kind="line"
      label="Connect"
      submit="Connect"
      act={async (options) => {
        await call('connect', { address: address.trim() }, options)
        say('Connected.')
        touch('peers')
        setAddress('')
      }}
    >
      <TextField
        label="Address of a node"
        value={address}
        onValue={setAddress}
        placeholder="/ip4/…/tcp/…/p2p/…"
        required
      />
    </Form>
  )
}
