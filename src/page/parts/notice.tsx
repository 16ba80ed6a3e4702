/** What was done, said once: shown in a corner and read out. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import type { ApiError } from '../api.ts'
import { Words } from './words.tsx'

const said = signal<{ text: string; turn: number } | undefined>(undefined)
/** Long enough to be read twice. Guess. */
const shownMs = 6_000
let turn = 0

export function say(text: string): void {
  turn++
  const mine = turn
  said.value = { text, turn }
  setTimeout(() => {
    if (said.value?.turn === mine) said.value = undefined
  }, shownMs)
}

/** There from the start, so that what comes into it is read out. */
export function Notices(): JSX.Element {
  return (
    <div class="notices" role="status">
      {said.value !== undefined && (
        <p key={said.value.turn}>
          <Words text={said.value.text} />
        </p>
      )}
    </div>
  )
}

export function Failure({ error }: { error: ApiError | undefined }): JSX.Element | null {
  if (error === undefined) return null
  return (
    <div class="failure" role="alert">
      <p>
        <Words text={error.message} most={1000} />
      </p>
      {error.hint !== undefined && (
        <p class="quiet">
          <Words text={error.hint} most={1000} />
        </p>
      )}
    </div>
  )
}
