/** Who said it: author, trust, proof and the id of the memory, in one line. */
import type { JSX } from 'preact'
import { yourKeys } from '../people.ts'
import { plainLine } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { Label, Tier, Verified } from './labels.tsx'
import { Id } from './words.tsx'

/** As answers have it: the label is in quotes where it is a claim, and has the end of the key where two could be meant. */
export interface Named {
  author: string
  authorLabel?: string | null | undefined
  /** Only there where they are blocked here. */
  authorBlocked?: boolean | undefined
}

/** By name where one is known. It leads to where people are named and trusted. */
export function Author({ of: { author, authorLabel, authorBlocked } }: { of: Named }): JSX.Element {
  if (yourKeys.value.has(author)) return <span title={author}>you</span>
  return (
    <>
      <a class="person" href={linkTo(['people', author])} title={author}>
        {typeof authorLabel === 'string' ? <bdi>{plainLine(authorLabel, 80)}</bdi> : <Id of={author} />}
      </a>
      {authorBlocked === true && <Label kind="warn">blocked</Label>}
    </>
  )
}

interface Said extends Named {
  tier: string
  blocked?: boolean
  verified: boolean
  memory: string
}

export function SaidBy({ tier, blocked, verified, memory, ...named }: Said): JSX.Element {
  return (
    <p class="said-by">
      <span>
        by <Author of={named} />
      </span>
      <Tier tier={tier} />
      {blocked === true && named.authorBlocked !== true && (
        <Label kind="warn">you blocked one of its authors</Label>
      )}
      <Verified is={verified} />
      <Id of={memory} />
    </p>
  )
}
