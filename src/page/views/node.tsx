import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers, Status } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { Form } from '../parts/action.tsx'
import { Doctor } from '../parts/doctor.tsx'
import { TextField } from '../parts/fields.tsx'
import { Label, Time } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Settings } from '../parts/settings.tsx'
import { Id, Words } from '../parts/words.tsx'
import { bytesText, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'

export function Node(): JSX.Element {
  const { data: status, error } = useCall('status', {}, ['peers', 'cubes'])
  return (
    <Screen title="Node">
      <Failure error={error} />
      {status === undefined && error === undefined && <Loading />}
      {status !== undefined && (
        <>
          {status.damage.map(({ message }) => (
            <p key={message} class="failure">
              <Words text={message} most={400} /> Run <code>memcube fsck --repair</code>.
            </p>
          ))}
          <div class="columns">
            <Identity status={status} />
            <Storage status={status} />
          </div>
          <Doctor />
          <Peers />
          <Settings />
        </>
      )}
    </Screen>
  )
}

function Identity({ status }: { status: Status }): JSX.Element {
  return (
    <section aria-labelledby="identity">
      <h2 id="identity">This node</h2>
      <dl>
        <dt>name</dt>
        <dd>
          <Words text={status.name} />
        </dd>
        <dt>author</dt>
        <dd>
          <Id of={status.author} whole />
        </dd>
        <dt>peer</dt>
        <dd>
          <Id of={status.peerId} whole />
        </dd>
        <dt>listens on</dt>
        <dd>
          {status.addresses.length === 0 && 'nothing'}
          {status.addresses.map((address) => (
            <Id key={address} of={address} whole />
          ))}
        </dd>
      </dl>
    </section>
  )
}

function Storage({ status: { disk, index, cubes, memories } }: { status: Status }): JSX.Element {
  return (
    <section aria-labelledby="disk">
      <h2 id="disk">Disk and index</h2>
      <dl>
        <dt>holds</dt>
        <dd>
          {plural(cubes, 'cube')}, {plural(memories, 'memory', 'memories')}
        </dd>
        <dt>disk</dt>
        <dd>
          {bytesText(disk.bytes)} used, {bytesText(disk.free)} free
          {disk.readOnly && <Label kind="warn">read-only</Label>}
          {disk.reason !== null && <Words text={disk.reason} />}
        </dd>
        <dt>index</dt>
        <dd>
          {index.texts.toLocaleString('en')} by words, {index.vectors.toLocaleString('en')} by meaning
          {index.pending > 0 && `, ${index.pending.toLocaleString('en')} waiting`}
          {index.problem !== null && <Words text={index.problem} />}
        </dd>
      </dl>
    </section>
  )
}

function Exchanged({ with: peer }: { with: Answers['sync-log']['peers'][number] | undefined }): JSX.Element {
  if (peer === undefined) return <p class="quiet">Nothing was exchanged yet.</p>
  return (
    <p class="facts">
      <span>{plural(peer.exchanges, 'exchange')}</span>
      <span>{bytesText(peer.bytes)}</span>
      {peer.refused > 0 && <Label kind="warn">{`${peer.refused} refused`}</Label>}
      <span>
        last <Time ms={peer.lastMs} />
      </span>
    </p>
  )
}

function Peers(): JSX.Element {
  const { data, error } = useCall('peers', {}, ['peers'])
  const log = useCall('sync-log', {}, ['peers', 'cubes']).data
  const exchanged = new Map(log?.peers.map((peer) => [peer.peerId, peer]))
  const [address, setAddress] = useState('')
  return (
    <section aria-labelledby="peers">
      <h2 id="peers">Peers</h2>
      <Failure error={error} />
      {data?.peers.length === 0 && <Empty>Nobody is connected.</Empty>}
      <ul class="rows">
        {data?.peers.map((peer) => (
          <li key={peer.peerId}>
            <div class="row-title">
              <Id of={peer.peerId} />
              {peer.agreement !== null && (
                <Label kind={peer.agreement.result === 'ok' ? 'good' : 'warn'}>
                  {peer.agreement.result === 'ok' ? 'speaks memcube' : peer.agreement.result}
                </Label>
              )}
            </div>
            <Exchanged with={exchanged.get(peer.peerId)} />
            <p class="facts">
              {peer.agent !== null && <Words text={peer.agent} most={80} />}
              {peer.addresses.slice(0, 4).map((one) => (
                <Id key={one} of={one} whole />
              ))}
            </p>
          </li>
        ))}
      </ul>
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
    </section>
  )
}
