/** Small labels: trust, role, freshness, time. Each says in words what its colour says. */
import type { JSX } from 'preact'
import type { Cube } from '../answers.ts'
import { plainLine, plural } from '../plain-text.ts'

const tierWords: Readonly<Record<string, string>> = {
  own: 'yours',
  team: 'team',
  followed: 'followed',
  community: 'community',
  quarantined: 'quarantined',
}

export function Tier({ tier }: { tier: string }): JSX.Element {
  const known = Object.hasOwn(tierWords, tier) ? tier : 'quarantined'
  return (
    <span class={`label tier-${known}`} title="how far its author is trusted here">
      {tierWords[known]}
    </span>
  )
}

export function Label({
  children,
  kind = 'plain',
}: {
  children: string
  kind?: 'plain' | 'good' | 'warn'
}): JSX.Element {
  return <span class={`label ${kind}`}>{plainLine(children, 40)}</span>
}

/** Who can read a cube. */
export function Readers({
  of: { visibility, swarm },
}: {
  of: { visibility: 'private' | 'public' | 'swarm'; swarm: string | null }
}): JSX.Element {
  if (visibility === 'swarm') return <Label>{`swarm ${swarm ?? ''}`}</Label>
  return visibility === 'public' ? <Label kind="good">public</Label> : <Label>private</Label>
}

export function Verified({ is }: { is: boolean }): JSX.Element {
  return is ? (
    <span class="proof good" title="the signature and every hash were checked here">
      <Tick /> verified
    </span>
  ) : (
    <span class="proof bad">not verified</span>
  )
}

export function Fresh({ is }: { is: boolean }): JSX.Element {
  return is ? <span class="proof">current</span> : <span class="proof warn">may be out of date</span>
}

/** How old the newest head is, and how many nodes answered when they were asked for a newer one. */
export function RestsOn({ of }: { of: Pick<Cube, 'headTime' | 'lastAsked'> }): JSX.Element | null {
  if (of.lastAsked === null) return null
  const { asked, answered, atMs } = of.lastAsked
  return (
    <span>
      signed <Time ms={of.headTime} />; {answered} of {plural(asked, 'node')} asked for a newer one answered{' '}
      <Time ms={atMs} />
    </span>
  )
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export function Time({ ms }: { ms: number }): JSX.Element {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return <span>at no time</span>
  const exact = date.toISOString()
  return (
    <time dateTime={exact} title={exact}>
      {ago(ms)}
    </time>
  )
}

function ago(ms: number): string {
  const seconds = (ms - Date.now()) / 1000
  const step = steps.find(([, size]) => Math.abs(seconds) >= size)
  if (step === undefined) return 'just now'
  return relative.format(Math.round(seconds / step[1]), step[0])
}

function Tick(): JSX.Element {
  return (
    <svg class="tick" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M2 6.500 5 9.500 10 3" />
    </svg>
  )
}
