/** Erasing a memory for good; and what is said then of where it may stay, whatever is done here. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { ApiError, call } from '../api.ts'
import { touch } from '../live.ts'
import { bytesText, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { Action } from './action.tsx'
import { Time } from './labels.tsx'
import { Some } from './rows.tsx'
import { Id, Words } from './words.tsx'

/** What `forget` tells of what it erased. */
export type Erased = Extract<Answers['forget'], { forgotten: unknown }>

interface ForgetProps {
  ask: string
  children: string
  forget(everywhere: boolean): Promise<Erased>
  onErased(erased: Erased): void
}

/** Nothing is erased while other cubes here have the same memory: they are named first, and it is asked again. */
export function Forget({ ask, children, forget, onErased }: ForgetProps): JSX.Element {
  const [shared, setShared] = useState<string | undefined>(undefined)
  const act = async (everywhere: boolean): Promise<void> => {
    try {
      onErased(await forget(everywhere))
      touch('cubes')
    } catch (error) {
      if (everywhere || !(error instanceof ApiError) || error.code !== 'ERR_CONFLICT') throw error
      setShared(error.message)
    }
  }
  return (
    <>
      <Action kind="danger" ask={ask} act={() => act(false)}>
        {children}
      </Action>
      {shared !== undefined && (
        <div class="failure" role="alert">
          <p>
            <Words text={shared} most={1_000} />
          </p>
          <div class="buttons">
            <Action
              kind="danger"
              ask="Forget it in these cubes too? Nothing brings it back. In a cube of somebody else this home alone does without it."
              act={() => act(true)}
            >
              Forget it in all of them
            </Action>
            <button type="button" onClick={() => setShared(undefined)}>
              Leave it
            </button>
          </div>
        </div>
      )}
    </>
  )
}

/** Made to its end, though the button goes with the memory. */
export async function forgetOnce(input: object): Promise<Erased> {
  return (await call('forget', input)) as Erased
}

/** What stands now, and then what the key held before: the second call finds it in the history. */
export async function forgetAll(cube: string, key: string, everywhere: boolean): Promise<Erased> {
  const now = await forgetOnce({ cube, keys: [key], everywhere })
  try {
    const older = await forgetOnce({ cube, keys: [key], everywhere })
    return {
      ...older,
      memories: [...now.memories, ...older.memories],
      removed: { ...older.removed, bytes: now.removed.bytes + older.removed.bytes },
      alsoIn: placesOf([...now.alsoIn, ...older.alsoIn]),
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'ERR_NOT_FOUND') return now
    // What is gone is told of, and why its older versions are not.
    return { ...now, notForced: [`of its older versions: ${error.message}`, ...now.notForced] }
  }
}

type Place = Erased['alsoIn'][number]

/** Each place once. */
function placesOf(found: readonly Place[]): Place[] {
  return [...new Map(found.map((one) => [`${one.cube} ${one.key}`, one])).values()]
}

interface ForgottenProps {
  erased: Erased
  cube: string
  on: { branch?: string }
}

/** What is gone, where the same words still stand, who fetched it, and what no node can force. */
export function Forgotten({ erased, cube, on }: ForgottenProps): JSX.Element {
  const { memories, removed, alsoIn, fetchedBy, notForced } = erased
  return (
    <section class="card" aria-labelledby="forgotten">
      <h2 id="forgotten">Forgotten</h2>
      <p>
        {plural(memories.length, 'version')} erased here, {bytesText(removed.bytes)}; nodes that have the cube
        are told.
      </p>
      {alsoIn.length > 0 && <StillStands places={alsoIn} />}
      <WhoHasIt fetchedBy={fetchedBy} />
      {notForced.length > 0 && (
        <>
          <p class="quiet">What no node can force:</p>
          <ul class="found">
            {notForced.map((one) => (
              <li key={one}>
                <Words text={one} most={400} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="quiet">If it was a password or a key, change it too: somebody may have read it.</p>
      <div class="buttons">
        <a class="button" href={linkTo(['cube', cube], on)}>
          Back to the cube
        </a>
      </div>
    </section>
  )
}

function StillStands({ places }: { places: readonly Place[] }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>The text still stands in {plural(places.length, 'other memory', 'other memories')}:</strong>
      </p>
      <ul class="found">
        {places.map(({ cube, name, key, says, own }) => (
          <li key={`${cube} ${key}`}>
            <a href={linkTo(['cube', cube, 'memory', key])}>
              <Words text={key} most={160} />
            </a>{' '}
            in <Words text={name} most={80} />
            <span class="quiet">
              {says === 'the same' ? '' : ', among other words'}
              {own ? '' : '; its author keeps it'}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Whoever fetched the cube may have read what was in it. */
function WhoHasIt({ fetchedBy }: Pick<Erased, 'fetchedBy'>): JSX.Element {
  if (fetchedBy.length === 0)
    return <p>No node fetched the cube from this one, as far as this home remembers.</p>
  return (
    <>
      <p>{plural(fetchedBy.length, 'node')} fetched the cube from this one and may have it:</p>
      <Some of={fetchedBy} atFirst={10}>
        {(some) => (
          <ul class="found">
            {some.map(({ peerId, lastMs }) => (
              <li key={peerId}>
                <Id of={peerId} /> last <Time ms={lastMs} />
              </li>
            ))}
          </ul>
        )}
      </Some>
    </>
  )
}
