/** What a memory says: set to be read, or as it was written. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Memory } from '../answers.ts'
import { useCall } from '../use-call.ts'
import { Markdown } from './markdown.tsx'
import { bodyText } from './side-by-side.tsx'
import { Passage } from './words.tsx'

/** Longer texts are shown as they were written: setting them takes the browser too long. Guess. */
const longestSet = 100_000

interface MemoryTextProps {
  memory: Memory
  cube: string
  from: { at?: string; branch?: string }
  mayWrite: boolean
}

export function MemoryText({ memory, cube, from, mayWrite }: MemoryTextProps): JSX.Element {
  const [isRaw, setRaw] = useState(false)
  const text = bodyText(memory.body)
  const maySet = typeof memory.body === 'string' && text.length <= longestSet && !/json/.test(memory.media)
  const hasLinks = maySet && /\[\[|\]\(/.test(text)
  const keys = useCall(hasLinks ? 'keys' : undefined, { cube, ...from }, ['cubes']).data?.keys
  return (
    <article class="card memory" aria-label="Text of the memory">
      {maySet && (
        <div class="reading">
          <button type="button" class="quiet small" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            As written
          </button>
        </div>
      )}
      {maySet && !isRaw ? (
        <Markdown
          text={text}
          links={{ cube, from, keys, mayWrite }}
          keepLines={memory.media === 'text/plain'}
        />
      ) : (
        <Passage text={text} />
      )}
    </article>
  )
}
