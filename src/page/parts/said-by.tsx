/** Who said it: author, trust, proof and the id of the memory, in one line. */
import type { JSX } from 'preact'
import { people } from '../people.ts'
import { plainLine } from '../plain-text.ts'
import { Tier, Verified } from './labels.tsx'
import { Id } from './words.tsx'

/** By name where one is known; the key beside it where two could be meant. */
export function Author({ did }: { did: string }): JSX.Element {
  const known = people.value.get(did)
  if (known?.you === true) return <span title={did}>you</span>
  if (known === undefined || known.name === null) return <Id of={did} />
  return (
    <span title={did}>
      <span class="person">{plainLine(known.name, 64)}</span>
      {!known.isUnique && (
        <>
          {' '}
          <Id of={did} />
        </>
      )}
    </span>
  )
}

interface Said {
  author: string
  tier: string
  verified: boolean
  memory: string
}

export function SaidBy({ author, tier, verified, memory }: Said): JSX.Element {
  return (
    <p class="said-by">
      <span>
        by <Author did={author} />
      </span>
      <Tier tier={tier} />
      <Verified is={verified} />
      <Id of={memory} />
    </p>
  )
}
