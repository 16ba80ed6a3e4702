/** Who said it: author, trust, proof and the id of the memory, in one line. */
import type { JSX } from 'preact'
import { me } from '../me.ts'
import { Tier, Verified } from './labels.tsx'
import { Id } from './words.tsx'

export function Author({ did }: { did: string }): JSX.Element {
  return me.value === did ? <span title={did}>you</span> : <Id of={did} />
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
