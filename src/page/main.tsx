/** The page of a daemon: what is in its home, and everything that people do with it. Made of calls of the local API alone. */
import type { JSX } from 'preact'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { isLive, listen } from './live.ts'
import { learnPeople } from './people.ts'
import { Notices } from './parts/notice.tsx'
import { Words } from './parts/words.tsx'
import { followAddress, linkTo, route, type Route } from './route.ts'
import { openSession, session } from './session.ts'
import { useCall, waiting } from './use-call.ts'
import { viewAt } from './views/index.tsx'
import { Welcome } from './views/welcome.tsx'

const places = [
  ['cubes', 'Cubes'],
  ['search', 'Search'],
  ['map', 'Map'],
  ['proposals', 'Proposals'],
  ['swarms', 'Swarms'],
  ['people', 'People'],
  ['discover', 'Discover'],
  ['node', 'Node'],
] as const

/** Under which place of the navigation a screen is. */
const underOf: Readonly<Record<string, string>> = { cube: 'cubes', proposal: 'proposals', swarm: 'swarms' }

function Page(): JSX.Element {
  if (session.value.is === 'asking') return <></>
  if (session.value.is === 'none') return <Welcome why={session.value.why} />
  return <Frame />
}

function Frame(): JSX.Element {
  const status = useCall('status', {}, ['cubes', 'peers']).data
  useEffect(() => void listen(), [])
  const known = useCall('people', {}, ['cubes', 'peers']).data
  useEffect(() => {
    if (known !== undefined) learnPeople(known.people)
  }, [known])
  const { path } = route.value
  const [top = 'cubes'] = path
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <header class="side">
        <p class="brand">
          <img src="/ui/icon.svg" alt="" width="24" height="24" />
          memcube
        </p>
        <Navigation at={underOf[top] ?? top} />
        <p class="who">
          <span class={isLive.value ? 'dot on' : 'dot'} aria-hidden="true" />
          <span>{isLive.value ? 'Live' : 'Not connected'}</span>
          {status !== undefined && <Words text={status.name} most={40} />}
        </p>
      </header>
      <main id="main" tabIndex={-1} aria-busy={waiting.value > 0} key={placeOf(route.value)}>
        {viewAt(route.value)}
      </main>
      <Notices />
    </>
  )
}

/** What is a screen of its own. Other parts of the query, such as a question, change what is on it. */
function placeOf({ path, query }: Route): string {
  return [...path, ...['at', 'branch', 'a', 'b'].map((part) => query[part] ?? '')].join('/')
}

function Navigation({ at }: { at: string }): JSX.Element {
  const { data } = useCall('proposals', {}, ['proposals'])
  const open =
    data?.proposals.filter(({ state, direction }) => state === 'open' && direction === 'in').length ?? 0
  return (
    <nav aria-label="Main">
      <ul>
        {places.map(([place, name]) => (
          <li key={place}>
            <a href={linkTo([place])} {...(place === at && { 'aria-current': 'page' as const })}>
              {name}
              {place === 'proposals' && open > 0 && (
                <span class="count" aria-label={`${open} open`}>
                  {open}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The fragment is where one is in the page: the link moves the focus and nothing else. */
function skip(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('main h1, main')?.focus()
}

void openSession().then(() => {
  followAddress()
  const place = document.querySelector('#page')
  if (place !== null) render(<Page />, place)
})
