/** What waits for a decision in a cube. */
import type { JSX } from 'preact'
import type { Cube, Waiting } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { linkTo } from '../route.ts'
import { Action } from './action.tsx'
import { say } from './notice.tsx'
import { Words } from './words.tsx'

/** Of many, as many are shown at once; the next come when these are decided. Guess. */
const mostShown = 10

export function WaitingList({ cube, mayDecide }: { cube: Cube; mayDecide: boolean }): JSX.Element | null {
  if (cube.waiting.length === 0) return null
  const more = cube.waiting.length - mostShown
  return (
    <section class="card" aria-label="Waiting for a decision">
      <h2>Waiting for a decision</h2>
      <ul class="rows">
        {cube.waiting.slice(0, mostShown).map((one) => (
          <li key={`${one.kind} ${one.beside ?? one.branch ?? one.id ?? ''}`}>
            <One cube={cube} one={one} mayDecide={mayDecide} />
          </li>
        ))}
      </ul>
      {more > 0 && <p class="quiet">and {more} more</p>}
    </section>
  )
}

function One({
  cube: { cube },
  one,
  mayDecide,
}: {
  cube: Cube
  one: Waiting
  mayDecide: boolean
}): JSX.Element {
  const { kind, key, beside, branch, id, hint } = one
  if (kind === 'edited-twice' && key !== undefined && beside !== undefined)
    return (
      <>
        <p>
          Two people changed <Memory cube={cube} of={key} /> at the same time. The other edit is{' '}
          <Memory cube={cube} of={beside} />.
        </p>
        {mayDecide && (
          <div class="buttons">
            {[key, beside].map((kept) => (
              <Action
                key={kept}
                name={`Keep ${kept}`}
                ask="Keep this edit? The other one stays in history."
                act={async (options) => {
                  await call('choose', { cube, key: kept }, options)
                  say('Decided, in a new commit.')
                  touch('cubes')
                }}
              >
                {kept === key ? 'Keep the first' : 'Keep the other'}
              </Action>
            ))}
          </div>
        )}
      </>
    )
  if (kind === 'proposal' && id !== undefined)
    return <a href={linkTo(['proposal', id])}>A proposal is open.</a>
  if (kind === 'unfinished-merge')
    return (
      <a href={linkTo(['cube', cube, 'merge'], { branch })}>
        A merge into the branch <Words text={branch ?? ''} most={60} /> is unfinished.
      </a>
    )
  return (
    <p>
      <Words text={hint} most={600} />
    </p>
  )
}

function Memory({ cube, of }: { cube: string; of: string }): JSX.Element {
  return (
    <a href={linkTo(['cube', cube, 'memory', of])}>
      <Words text={of} />
    </a>
  )
}
