/** Why something is not found: each reason with a sign, and where it can be changed. */
import type { ComponentChild, JSX } from 'preact'
import type { Reason } from '../reason.ts'
import { Words } from './words.tsx'

const signs: Readonly<Record<Reason['is'], readonly [sign: string, said: string]>> = {
  bars: ['✕', 'This keeps it out: '],
  may: ['?', 'This may be why: '],
  fine: ['✓', 'Not the reason: '],
}

interface ReasonsProps<R extends Reason> {
  of: readonly R[]
  /** A link to where it can be changed. */
  todo(reason: R): ComponentChild
}

export function Reasons<R extends Reason>({ of, todo }: ReasonsProps<R>): JSX.Element {
  return (
    <ul class="reasons">
      {of.map((reason) => (
        <li key={reason.text} class={`is-${reason.is}`}>
          <span class="sign" aria-hidden="true">
            {signs[reason.is][0]}
          </span>
          <span>
            <span class="sr">{signs[reason.is][1]}</span>
            <Words text={reason.text} most={600} /> {todo(reason)}
          </span>
        </li>
      ))}
    </ul>
  )
}
