import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { groupsOf, moved, nearestTo, wholeView, zoomed, type Size, type View } from '../map-view.ts'
import { Choice } from '../parts/fields.tsx'
import { Growth } from '../parts/growth.tsx'
import { MapCanvas, type MapPoint } from '../parts/map-canvas.tsx'
import { Failure } from '../parts/notice.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { plainLine, plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

type Answer = Answers['map']
type By = 'cube' | 'tag'

/** As many colours can be told apart, also by who sees red and green alike. */
const mostGroups = 7
/** Of the memories around the middle, as many are named. Guess. */
const mostNamed = 12

export function MapView(): JSX.Element {
  const [cube, setCube] = useState('')
  const [by, setBy] = useState<By>('cube')
  const cubes = useCall('list').data?.cubes ?? []
  const { data, error } = useCall('map', cube === '' ? {} : { cubes: [cube] }, ['cubes'])
  return (
    <Screen title="Map">
      <p class="lead">
        Every memory is a point. Near each other lie those that mean alike, whatever words they use.
      </p>
      <div class="pair map-choices">
        <Choice
          label="Show"
          value={cube}
          onValue={setCube}
          choices={[
            ['', 'all cubes'],
            ...cubes.map((one) => [one.cube, plainLine(one.displayName, 40)] as const),
          ]}
        />
        <Choice
          label="Colour by"
          value={by}
          onValue={(value) => setBy(value === 'tag' ? 'tag' : 'cube')}
          choices={[
            ['cube', 'cube'],
            ['tag', 'tag'],
          ]}
        />
      </div>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data?.points.length === 0 && <Empty>There is nothing to draw yet.</Empty>}
      {data !== undefined && data.points.length > 0 && <Picture answer={data} by={by} />}
    </Screen>
  )
}

function Picture({ answer, by }: { answer: Answer; by: By }): JSX.Element {
  const [view, setView] = useState<View>(wholeView)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const groups = useMemo(() => groupsOf(labelsOf(answer, by), mostGroups), [answer, by])
  const points = useMemo(() => pointsOf(answer, groups.of), [answer, groups])
  const middle = { x: size.width / 2, y: size.height / 2 }
  const named = nearestTo(points, middle, { view, size, count: mostNamed, within: Infinity })
  return (
    <>
      <Legend groups={groups} by={by} />
      <MapCanvas
        points={points}
        groups={groups.names.length === 0 ? 0 : mostGroups}
        view={view}
        onView={setView}
        onSize={setSize}
        onOpen={({ href }) => go(href)}
      />
      <Controls view={view} size={size} onView={setView} />
      <p class="quiet">
        {plural(points.length, 'memory', 'memories')}; the plane shows {Math.round(answer.shown * 100)} % of
        how they differ.
        {answer.leftOut > 0 && ` ${plural(answer.leftOut, 'memory is', 'memories are')} not drawn.`}
      </p>
      <section aria-labelledby="middle">
        <h2 id="middle">Around the middle</h2>
        <ul class="tree">
          {named.map(({ label, href }) => (
            <li key={href}>
              <a href={href}>
                <Words text={label} most={160} />
              </a>
            </li>
          ))}
        </ul>
      </section>
      <Growth times={answer.points.map(({ created }) => created)} />
    </>
  )
}

function labelsOf({ points, cubes }: Answer, by: By): (string | undefined)[] {
  if (by === 'tag') return points.map(({ tags }) => tags[0])
  return points.map(({ of }) => nameOf(cubes[of]))
}

const nameOf = (cube: Answer['cubes'][number] | undefined): string =>
  cube === undefined ? '' : cube.swarm === null ? cube.name : `${cube.swarm}/${cube.name}`

function pointsOf({ points, cubes }: Answer, groups: readonly number[]): MapPoint[] {
  return points.map(({ x, y, key, of }, order) => ({
    x,
    y,
    group: groups[order] ?? mostGroups,
    label: plainLine(`${key} (${nameOf(cubes[of])})`, 120),
    href: linkTo(['cube', cubes[of]?.cube ?? '', 'memory', key]),
  }))
}

function Legend({ groups, by }: { groups: ReturnType<typeof groupsOf>; by: By }): JSX.Element {
  const rest = groups.counts.at(-1) ?? 0
  return (
    <ul class="legend" aria-label="Colours">
      {groups.names.map((name, place) => (
        <li key={name}>
          <span class={`swatch group${place}`} aria-hidden="true" />
          <Words text={name} most={60} />
          <span class="quiet">{groups.counts[place]?.toLocaleString('en')}</span>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <span class="swatch" aria-hidden="true" />
          {by === 'tag' ? 'other tags, or none' : 'other cubes'}
          <span class="quiet">{rest.toLocaleString('en')}</span>
        </li>
      )}
    </ul>
  )
}

interface ControlsProps {
  view: View
  size: Size
  onView(view: View): void
}

function Controls({ view, size, onView }: ControlsProps): JSX.Element {
  const middle = { x: size.width / 2, y: size.height / 2 }
  const step = 90
  const buttons: readonly (readonly [string, string, () => View])[] = [
    ['Nearer', '+', () => zoomed(view, 1.5, middle, size)],
    ['Farther', '−', () => zoomed(view, 1 / 1.5, middle, size)],
    ['Left', '←', () => moved(view, { x: step, y: 0 }, size)],
    ['Right', '→', () => moved(view, { x: -step, y: 0 }, size)],
    ['Up', '↑', () => moved(view, { x: 0, y: step }, size)],
    ['Down', '↓', () => moved(view, { x: 0, y: -step }, size)],
    ['The whole map', '⤢', () => wholeView],
  ]
  return (
    <div class="buttons" role="group" aria-label="Where to look">
      {buttons.map(([name, sign, next]) => (
        <button
          key={name}
          type="button"
          class="small"
          aria-label={name}
          title={name}
          onClick={() => onView(next())}
        >
          {sign}
        </button>
      ))}
    </div>
  )
}
