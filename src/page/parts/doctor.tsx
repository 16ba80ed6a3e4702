/** What usually goes wrong, looked at; with a button for what can be mended from here. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { bytesText, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'
import { Action } from './action.tsx'
import { Failure, say } from './notice.tsx'
import { Rows, Some } from './rows.tsx'
import { Loading } from './screen.tsx'
import { Words } from './words.tsx'

type Check = Answers['doctor']['checks'][number]
type Report = Answers['fsck']

export function Doctor(): JSX.Element {
  const { data, error } = useCall('doctor', {}, ['cubes', 'peers'])
  const [report, setReport] = useState<Report | undefined>(undefined)
  const wrong = data?.checks.filter(({ ok }) => !ok) ?? []
  return (
    <section aria-labelledby="doctor">
      <h2 id="doctor">Health</h2>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && wrong.length === 0 && (
        <p class="fine">All {data.checks.length} checks are fine.</p>
      )}
      <Rows of={wrong} label="What needs a look" keyOf={({ name, message }) => `${name} ${message}`}>
        {(check) => <CheckRow check={check} onReport={setReport} onDone={() => touch('cubes')} />}
      </Rows>
      <Care onReport={setReport} />
      <div role="status">{report !== undefined && <FsckReport report={report} />}</div>
      {data !== undefined && data.checks.length > wrong.length && (
        <details>
          <summary>{plural(data.checks.length - wrong.length, 'check')} that found nothing</summary>
          <ul class="found">
            {data.checks
              .filter(({ ok }) => ok)
              .map(({ name, message }) => (
                <li key={name}>
                  <Words text={name} most={40} />{' '}
                  <span class="quiet">
                    <Words text={message} most={300} />
                  </span>
                </li>
              ))}
          </ul>
        </details>
      )}
    </section>
  )
}

interface CheckProps {
  check: Check
  onReport(report: Report): void
  onDone(): void
}

function CheckRow({ check: { name, message, hint }, onReport, onDone }: CheckProps): JSX.Element {
  if (name === 'waiting') return <Decisions />
  return (
    <>
      <div class="row-title">
        <span class="change changed">{name}</span>
        <span>
          <Words text={message} most={600} />
        </span>
      </div>
      {hint !== null && !mended.has(name) && (
        <p class="quiet">
          <Words text={hint} most={600} />
        </p>
      )}
      <div class="buttons">
        <Remedy name={name} onReport={onReport} onDone={onDone} />
      </div>
    </>
  )
}

/** Checks whose button does what the hint says to do. */
const mended = new Set(['store', 'index', 'fresh'])

/** What waits for a decision, each with the place where it is made. */
function Decisions(): JSX.Element {
  const waiting = useCall('status', {}, ['cubes', 'proposals']).data?.waiting ?? []
  const cubes = new Map(waiting.map(({ cube, displayName }) => [cube, displayName]))
  return (
    <>
      <div class="row-title">
        <span class="change changed">waiting</span>
        <span>{plural(waiting.length, 'decision')} to make</span>
      </div>
      <Some of={[...cubes]} atFirst={mostShown}>
        {(some) => (
          <div class="buttons">
            {some.map(([cube, name]) => (
              <a key={cube} class="button small" href={linkTo(['cube', cube])}>
                <Words text={name} most={60} />
              </a>
            ))}
          </div>
        )}
      </Some>
    </>
  )
}

/** What can be done about a check from here. */
function Remedy({
  name,
  onReport,
  onDone,
}: Omit<CheckProps, 'check'> & { name: string }): JSX.Element | null {
  switch (name) {
    case 'store':
    case 'index':
      return (
        <Action
          small
          kind="main"
          act={async (options) => {
            onReport(await call('fsck', { repair: true }, options))
            onDone()
          }}
        >
          Mend what can be mended
        </Action>
      )
    case 'fresh':
      return (
        <Action
          small
          kind="main"
          act={async (options) => {
            say(await pullStale(options))
            onDone()
          }}
        >
          Pull these
        </Action>
      )
    case 'disk':
    case 'cache':
      return <FreeSpace />
    case 'network':
      return (
        <a class="button small" href={linkTo(['discover'])}>
          Discover others
        </a>
      )
    default:
      return null
  }
}

async function pullStale(options: CallOptions): Promise<string> {
  const { cubes } = await call('list', {}, options)
  const stale = cubes.filter(({ fresh, role }) => !fresh && role !== 'own' && role !== 'fork')
  let failed = 0
  for (const { cube } of stale) {
    options.signal?.throwIfAborted()
    await call('pull', { cube }, options).catch(() => failed++)
  }
  return failed === 0
    ? `${plural(stale.length, 'cube')} pulled.`
    : `${plural(stale.length - failed, 'cube')} pulled; the authors of ${failed} could not be reached.`
}

function FreeSpace(): JSX.Element {
  return (
    <Action
      small
      act={async (options) => {
        const { freedBytes } = await call('gc', {}, options)
        say(freedBytes === 0 ? 'There was nothing to free.' : `${bytesText(freedBytes)} freed.`)
        touch('cubes')
      }}
    >
      Free space
    </Action>
  )
}

function Care({ onReport }: { onReport(report: Report): void }): JSX.Element {
  return (
    <div class="buttons">
      <Action small act={async (options) => onReport(await call('fsck', {}, options))}>
        Check everything
      </Action>
      <FreeSpace />
      <Action
        small
        act={async (options) => {
          await call('audit-verify', {}, options)
          say('The log of this node is whole.')
        }}
      >
        Verify the log
      </Action>
    </div>
  )
}

/** More than this nobody reads here. Guess. */
const mostShown = 30

function FsckReport({ report }: { report: Report }): JSX.Element {
  const { ok, checked, problems, healed, unhealable, notes } = report
  const rows: (readonly [string, string])[] = [
    ...healed.map(({ message, how }) => [message, `mended: ${how}`] as const),
    ...unhealable.map(({ message, means }) => [message, means] as const),
    ...(healed.length + unhealable.length > 0 ? [] : problems.map(({ message }) => [message, ''] as const)),
  ]
  return (
    <div class={ok ? 'fine' : 'note'}>
      <p>
        {plural(checked, 'block and record', 'blocks and records')} checked:{' '}
        {ok ? 'all are whole.' : plural(problems.length, 'problem')}
      </p>
      <ul class="found">
        {rows.slice(0, mostShown).map(([message, then], order) => (
          <li key={order}>
            <Words text={message} most={400} />{' '}
            <span class="quiet">
              <Words text={then} most={400} />
            </span>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} class="quiet">
          <Words text={note} most={400} />
        </p>
      ))}
    </div>
  )
}
