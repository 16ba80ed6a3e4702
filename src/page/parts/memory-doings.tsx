/** What may be done with a memory: as it is now, and as it was. */
import type { JSX } from 'preact'
import type { Answers, Memory } from '../answers.ts'
import { ApiError, call } from '../api.ts'
import { touch } from '../live.ts'
import { yourKeys } from '../people.ts'
import { bytesText, plainLine, plural } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { Action } from './action.tsx'
import { say } from './notice.tsx'
import { Words } from './words.tsx'

/** What `forget` tells of what it erased. */
export type Erased = Extract<Answers['forget'], { forgotten: unknown }>

interface DoingProps {
  cube: string
  memoryKey: string
  on: { branch?: string }
  onErased(erased: Erased): void
}

export function MemoryDoings({
  cube,
  memoryKey: key,
  on,
  memory,
  onErased,
}: DoingProps & { memory: Memory }): JSX.Element {
  return (
    <div class="buttons">
      {typeof memory.body === 'string' && memory.type === 'plaintext' && (
        <a class="button" href={linkTo(['cube', cube, 'edit', key], on)}>
          Edit
        </a>
      )}
      <Action
        ask="Undo the last change of this memory, in a new commit? Only this memory is put back to what it was before."
        act={async (options) => {
          const undone = await call('revert', { cube, key, ...on }, options)
          say(saidOf(undone))
          touch('cubes')
        }}
      >
        Undo last change
      </Action>
      <Action
        kind="danger"
        ask="Remove this memory? History keeps it, and it can be brought back."
        act={async (options) => {
          await call('remove', { cube, keys: [key], ...on }, options)
          say('Removed; history keeps it.')
          touch('cubes')
          go(linkTo(['cube', cube], on))
        }}
      >
        Remove
      </Action>
      <Action
        kind="danger"
        ask="Forget this memory for good? All of its versions are erased here, on every branch, and nodes that have the cube are told to erase it too. Nothing brings it back."
        act={async () => {
          onErased(await forgetAll(cube, key))
          touch('cubes')
        }}
      >
        Forget
      </Action>
    </div>
  )
}

/** The change that was undone, and what stands now. */
export function saidOf({ undone, after }: Answers['revert']): string {
  const what = whatOf(undone)
  return after === null
    ? `Undone: ${what} had added it, so it is removed.`
    : `Undone: ${what} is taken back, in a new commit.`
}

function whatOf(undone: Answers['revert']['undone']): string {
  if (undone === null || undone === undefined) return 'the change'
  if (yourKeys.value.has(undone.author)) return 'your change'
  return `the change of ${plainLine(undone.authorLabel ?? undone.author, 60)}`
}

export function VersionDoings({
  cube,
  memoryKey: key,
  on,
  at,
  onErased,
}: DoingProps & { at: string }): JSX.Element {
  return (
    <div class="buttons">
      <Action
        ask="Put this version in the place of what stands now, in a new commit?"
        act={async (options) => {
          await call('revert', { cube, key, to: at, ...on }, options)
          say('This version stands again, in a new commit.')
          touch('cubes')
          go(linkTo(['cube', cube, 'memory', key], on))
        }}
      >
        Put this version back
      </Action>
      <Action
        kind="danger"
        ask="Forget this version and what stands now for good? Both are erased here, and nodes that have the cube are told to erase them too. Nothing brings them back."
        act={async () => {
          const erased = await call('forget', { cube, keys: [key], at })
          if ('forgotten' in erased) onErased(erased)
          touch('cubes')
        }}
      >
        Forget this version
      </Action>
    </div>
  )
}

/**
 * What stands now, and then what the key held before: the second call finds it in the history. Both are made to their end,
 * though the button goes with the memory.
 */
async function forgetAll(cube: string, key: string): Promise<Erased> {
  const now = (await call('forget', { cube, keys: [key] })) as Erased
  try {
    const older = (await call('forget', { cube, keys: [key] })) as Erased
    return {
      ...older,
      memories: [...now.memories, ...older.memories],
      removed: { ...older.removed, bytes: now.removed.bytes + older.removed.bytes },
    }
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ERR_NOT_FOUND') return now
    throw error
  }
}

interface ForgottenProps {
  erased: Erased
  cube: string
  on: { branch?: string }
}

/** What is gone, and where it may stay whatever is done here. */
export function Forgotten({
  erased: { memories, removed, notForced },
  cube,
  on,
}: ForgottenProps): JSX.Element {
  return (
    <section class="card" aria-labelledby="forgotten">
      <h2 id="forgotten">Forgotten</h2>
      <p>
        {plural(memories.length, 'version')} erased here, {bytesText(removed.bytes)}; nodes that have the cube
        are told.
      </p>
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
