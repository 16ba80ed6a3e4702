/** A text to be taken elsewhere: shown whole, copied with one press. */
import type { JSX } from 'preact'
import { plainLine } from '../plain-text.ts'
import { say } from './notice.tsx'

export function Copyable({ text, what }: { text: string; what: string }): JSX.Element {
  return (
    <div class="copyable">
      <code class="id whole" tabIndex={0} role="region" aria-label={what}>
        {plainLine(text, 10_000)}
      </code>
      <button
        type="button"
        class="small"
        aria-label={`Copy ${what}`}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => say('Copied.'),
            () => say('This browser did not let the page copy; mark the text and copy it.'),
          )
        }}
      >
        Copy
      </button>
    </div>
  )
}
