import type { JSX } from 'preact'
import type { Status } from '../answers.ts'
import { Backup } from '../parts/backup.tsx'
import { Doctor } from '../parts/doctor.tsx'
import { Label } from '../parts/labels.tsx'
import { Failure } from '../parts/notice.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { Peers } from '../parts/peers.tsx'
import { Some } from '../parts/rows.tsx'
import { Seeds } from '../parts/seeds.tsx'
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
          <Some of={status.damage} atFirst={5}>
            {(some) =>
              some.map(({ message }) => (
                <p key={message} class="failure">
                  <Words text={message} most={400} /> Run <code>memcube fsck --repair</code>.
                </p>
              ))
            }
          </Some>
          <div class="columns">
            <Identity status={status} />
            <Storage status={status} />
          </div>
          <Doctor />
          <Peers />
          <Seeds />
          <Backup />
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

function Storage({ status: { disk, index, cache, cubes, memories } }: { status: Status }): JSX.Element {
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
        <dt>cubes of others</dt>
        <dd>
          {bytesText(cache.usedBytes)}
          {cache.maxBytes !== null && ` of ${bytesText(cache.maxBytes)}`}
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
