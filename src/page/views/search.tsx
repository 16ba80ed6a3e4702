import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers, Hit } from '../answers.ts'
import { Form } from '../parts/action.tsx'
import { Choice, TextField } from '../parts/fields.tsx'
import { Fresh, Time } from '../parts/labels.tsx'
import { Failure } from '../parts/notice.tsx'
import { SaidBy } from '../parts/said-by.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { plainLine, plural } from '../plain-text.ts'
import { plainProse } from '../markdown/plain-prose.ts'
import { go, linkTo } from '../route.ts'
import { snippetOf } from '../snippet.ts'
import { useCall } from '../use-call.ts'

const tiers: readonly (readonly [string, string])[] = [
  ['', 'followed and better'],
  ['own', 'mine alone'],
  ['team', 'team and better'],
  ['community', 'anybody not blocked'],
  ['quarantined', 'quarantined too'],
]

export function Search({ query }: { query: Readonly<Record<string, string>> }): JSX.Element {
  const [words, setWords] = useState(query['q'] ?? '')
  const [cube, setCube] = useState(query['cube'] ?? '')
  const [tier, setTier] = useState(query['tier'] ?? '')
  // The fields say what was asked, also where a link asked it. An effect would come after somebody has begun to type.
  const question = JSON.stringify([query['q'], query['cube'], query['tier']])
  const [shown, setShown] = useState(question)
  if (shown !== question) {
    setShown(question)
    setWords(query['q'] ?? '')
    setCube(query['cube'] ?? '')
    setTier(query['tier'] ?? '')
  }
  const cubes = useCall('list').data?.cubes ?? []
  const asked = query['q'] ?? ''
  const input = {
    query: asked,
    top: 20,
    ...(query['cube'] && { cubes: [query['cube']] }),
    ...(query['tier'] && { tier: query['tier'] }),
  }
  const { data, error } = useCall(asked === '' ? undefined : 'recall', input, ['cubes'])
  return (
    <Screen title="Search">
      <search>
        <Form
          kind="line"
          label="Search"
          submit="Search"
          act={async () =>
            go(linkTo(['search'], { q: words, cube: cube || undefined, tier: tier || undefined }))
          }
        >
          <TextField type="search" label="Look for" value={words} onValue={setWords} required />
          <Choice
            label="In"
            value={cube}
            onValue={setCube}
            choices={[
              ['', 'all cubes'],
              ...cubes.map((one) => [one.cube, plainLine(one.displayName, 40)] as const),
            ]}
          />
          <Choice label="Trusted as" value={tier} onValue={setTier} choices={tiers} />
        </Form>
      </search>
      <Failure error={error} />
      <div aria-live="polite">
        {asked !== '' && data === undefined && error === undefined && <Loading />}
        {data !== undefined && (
          <p class="quiet">
            {plural(data.results.length, 'passage')} in {Math.round(data.took_ms)} ms
            {data.pending > 0 && `; ${plural(data.pending, 'memory waits', 'memories wait')} for the index`}
            {data.opaque > 0 &&
              `; ${plural(data.opaque, 'memory of a later version was', 'memories of a later version were')} not searched`}
            {data.words_only !== null && '; by words alone'}
            {data.parts !== undefined &&
              `; of ${plural(data.parts.length, 'cube')} a part alone is here, and the rest was not searched`}
          </p>
        )}
      </div>
      {data?.results.length === 0 && (
        <Empty>Nothing fits. Other words, or less trusted voices, may find more.</Empty>
      )}
      {data?.elsewhere.map((other) => (
        <p class="quiet" key={other.tier}>
          <a href={linkTo(['search'], { q: asked, cube: query['cube'], tier: other.tier })}>
            {other.count} more from authors trusted as {other.tier}
          </a>
        </p>
      ))}
      {data !== undefined && (
        <NotAsked
          rows={data.not_asked.filter(({ why }) => !data.elsewhere.some(({ tier: told }) => told === why))}
          query={{ q: asked, cube: query['cube'] }}
        />
      )}
      <ol class="hits" aria-label="Passages">
        {data?.results.map((hit) => (
          <HitItem key={`${hit.cube} ${hit.key} ${hit.offset}`} hit={hit} question={asked} />
        ))}
      </ol>
    </Screen>
  )
}

interface NotAskedProps {
  rows: Answers['recall']['not_asked']
  query: { q: string; cube: string | undefined }
}

/** What was not looked through, and how it is asked too. */
function NotAsked({ rows, query }: NotAskedProps): JSX.Element {
  return (
    <>
      {rows.map(({ why, cubes, memories }) => (
        <p class="quiet" key={why}>
          Not asked: {plural(memories, 'memory', 'memories')} in {plural(cubes, 'cube')}{' '}
          {why === 'blocked' ? (
            <>
              of people whom you blocked. <a href={linkTo(['people'])}>See people</a>
            </>
          ) : (
            <>
              of authors trusted as {why}.{' '}
              <a href={linkTo(['search'], { ...query, tier: why })}>Ask them too</a>
            </>
          )}
        </p>
      ))}
    </>
  )
}

function HitItem({ hit, question }: { hit: Hit; question: string }): JSX.Element {
  const { parts, cut } = snippetOf(plainProse(hit.text), question)
  return (
    <li>
      <h2>
        <a href={linkTo(['cube', hit.cube, 'memory', hit.key])}>
          <Words text={hit.key} most={120} />
        </a>
      </h2>
      {hit.headings.length > 0 && (
        <p class="quiet">
          <Words text={hit.headings.join(' › ')} most={200} />
        </p>
      )}
      <p class="snippet" dir="auto">
        {cut.before && '… '}
        {parts.map((part, order) =>
          part.hit ? (
            <mark key={order}>
              <Words text={part.text} />
            </mark>
          ) : (
            <Words key={order} text={part.text} most={400} />
          ),
        )}
        {cut.after && ' …'}
      </p>
      <div class="facts">
        <span>
          in{' '}
          <a href={linkTo(['cube', hit.cube])}>
            <Words text={hit.swarm === undefined ? hit.name : `${hit.swarm}/${hit.name}`} most={80} />
          </a>
        </span>
        <SaidBy {...hit} />
        {!hit.fresh && <Fresh is={false} />}
        <Time ms={hit.created} />
      </div>
    </li>
  )
}
