/** What may be done with a memory: as it is now, and as it was. */
import type { JSX } from 'preact'
import type { Answers, Memory } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { yourKeys } from '../people.ts'
import { plainLine } from '../plain-text.ts'
import { go, linkTo } from '../route.ts'
import { Action } from './action.tsx'
import { Forget, forgetAll, forgetOnce, type Erased } from './forget.tsx'
import { say } from './notice.tsx'

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
      <Forget
        ask="Forget this memory for good? All of its versions are erased here, on every branch, and nodes that have the cube are told to erase it too. Nothing brings it back."
        forget={(everywhere) => forgetAll(cube, key, everywhere)}
        onErased={onErased}
      >
        Forget
      </Forget>
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
      <Forget
        ask="Forget this version and what stands now for good? Both are erased here, and nodes that have the cube are told to erase them too. Nothing brings them back."
        forget={(everywhere) => forgetOnce({ cube, keys: [key], at, everywhere })}
        onErased={onErased}
      >
        Forget this version
      </Forget>
    </div>
  )
}
